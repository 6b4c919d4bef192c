/**
 * Anything as text behind the # of an address, where no server sees it: JSON, deflated, in the letters that an address may
 * have, after a name and the version of this form. Pure.
 */

import { jsonOf } from "../json.js";

export const VERSION = 1;

/** More than this some browsers and many chats cut off. In characters. */
export const MOST_LENGTH = 80_000;
/** What a link may unpack to, in bytes: a small one could claim gigabytes. */
const MOST_BYTES = 4_000_000;

/** Why a link cannot be made or read, as a sentence. */
export class LinkError extends Error {}

export const BROKEN = "This link is not whole: a part of it was lost or changed on its way. Ask for it once more.";

/** @param {string} name @param {object} value @returns {Promise<string>} what stands behind the # */
export async function pack(name, value) {
  const bytes = new TextEncoder().encode(jsonOf(value));
  const packed = await through(bytes, new CompressionStream("deflate"), Infinity);
  return `${name}=${VERSION}.${lettersOf(packed)}`;
}

/** Whether an address holds something of that name. @param {string} name @param {string} hash */
export const holds = (name, hash) => hash.replace(/^#/, "").startsWith(`${name}=`);

/** The other way round. Throws a LinkError that says what is wrong. @param {string} name @param {string} hash @returns {Promise<any>} */
export async function unpack(name, hash) {
  const text = hash.replace(/^#/, "").slice(name.length + 1);
  const version = /^(\d+)\./.exec(text)?.[1];
  if (version === undefined) throw new LinkError(BROKEN);
  if (Number(version) !== VERSION)
    throw new LinkError(`This link is of version ${version}, and this page reads version ${VERSION}.`);
  return unpacked(text.slice(version.length + 1)).catch(() => {
    throw new LinkError(BROKEN);
  });
}

/** @param {string} letters */
async function unpacked(letters) {
  const bytes = await through(bytesOf(letters), new DecompressionStream("deflate"), MOST_BYTES);
  return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
}

/** @param {any} value */
export function isObject(value) {
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
