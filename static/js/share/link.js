/**
 * A link that holds everything: what is shown, as text behind the # of an address, where no server sees it. JSON, deflated, in
 * the letters that an address may have, after the version of this form. Pure.
 */

/** @import { Shared } from "../types" */
import { jsonOf } from "../json.js";

export const NAME = "net";
export const VERSION = 1;

/** More than this some browsers and many chats cut off. In characters. */
export const MOST_LENGTH = 80_000;
/** What a link may unpack to, in bytes: a small one could claim gigabytes. */
const MOST_BYTES = 4_000_000;

/** Why a link cannot be made or read, as a sentence. */
export class LinkError extends Error {}

const BROKEN = "This link is not whole: a part of it was lost or changed on its way. Ask for it once more.";

/** @param {Shared} shared @returns {Promise<string>} what stands behind the # */
export async function writeLink(shared) {
  const bytes = new TextEncoder().encode(jsonOf(shared));
  const packed = await through(bytes, new CompressionStream("deflate"), Infinity);
  return `${NAME}=${VERSION}.${lettersOf(packed)}`;
}

/** Whether an address holds a network. @param {string} hash */
export const holdsNetwork = (hash) => hash.replace(/^#/, "").startsWith(`${NAME}=`);

/** The other way round. Throws a LinkError that says what is wrong. @param {string} hash @returns {Promise<Shared>} */
export async function readLink(hash) {
  const text = hash.replace(/^#/, "").slice(NAME.length + 1);
  const version = /^(\d+)\./.exec(text)?.[1];
  if (version === undefined) throw new LinkError(BROKEN);
  if (Number(version) !== VERSION)
    throw new LinkError(`This link is of version ${version}, and this page reads version ${VERSION}.`);
  const shared = await unpacked(text.slice(version.length + 1)).catch(() => {
    throw new LinkError(BROKEN);
  });
  if (!isShared(shared)) throw new LinkError(BROKEN);
  return shared;
}

/** @param {string} letters */
async function unpacked(letters) {
  const bytes = await through(bytesOf(letters), new DecompressionStream("deflate"), MOST_BYTES);
  return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
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

/** @param {any} value */
function isObject(value) {
  return typeof value === "object" && value !== null;
}

/** @param {Uint8Array} bytes @param {CompressionStream | DecompressionStream} stream @param {number} most */
async function through(bytes, stream, most) {
  const reader = new Blob([/** @type {BlobPart} */ (bytes)]).stream().pipeThrough(stream).getReader();
  const parts = [];
  let length = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    length += part.value.length;
    if (length > most) {
      await reader.cancel();
      throw new LinkError(BROKEN);
    }
    parts.push(part.value);
  }
  return new Uint8Array(await new Blob(/** @type {BlobPart[]} */ (parts)).arrayBuffer());
}

/** Base64 as an address takes it. @param {Uint8Array} bytes */
function lettersOf(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** @param {string} letters */
function bytesOf(letters) {
  const text = atob(letters.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}
