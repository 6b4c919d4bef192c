/** A link that holds everything that is shown: the network, and the way from there to the picture. Pure. */

/** @import { Shared } from "../types" */
import { BROKEN, holds, isObject, LinkError, pack, unpack } from "./packed.js";

const NAME = "net";

/** @param {Shared} shared @returns {Promise<string>} what stands behind the # */
export const writeLink = (shared) => pack(NAME, shared);

/** Whether an address holds a network. @param {string} hash */
export const holdsNetwork = (hash) => holds(NAME, hash);

/** The other way round. Throws a LinkError that says what is wrong. @param {string} hash @returns {Promise<Shared>} */
export async function readLink(hash) {
  const shared = await unpack(NAME, hash);
  if (!isShared(shared)) throw new LinkError(BROKEN);
  return shared;
}

/** What the server does not check: it is given the network alone. @param {any} shared @returns {shared is Shared} */
function isShared(shared) {
  return (
    isObject(shared) &&
    isObject(shared.network) &&
    typeof shared.taken === "boolean" &&
    typeof shared.place === "string" &&
    [shared.batch, shared.traced].every((more) => more === undefined || isObject(more))
  );
}
