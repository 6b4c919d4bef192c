/** Text made of words and numbers, in which every number keeps its name, so that it can be checked and opened. Pure. */

import { formatNumber } from "./format.js";

/** @typedef {{ text: string, key: string, short?: boolean }} Written a number as it is written, and its `numberKey`; `short` where it has two digits only */
/** @typedef {(string | Written)[]} Text */

const MINUS = "−";

/** A number with its name. @param {number | null | undefined} value @param {string} key @param {(value: number | null | undefined) => string} [format] @returns {Written} */
export const written = (value, key, format = formatNumber) => ({ text: format(value), key });

/** The same within a product: a negative one stands in brackets. @param {Written} number @returns {Written} */
export const bracketed = ({ text, key }) => ({ text: text.startsWith(MINUS) ? `(${text})` : text, key });

/** Numbers added up, signs in place of "+ −". @param {Written[]} numbers @returns {Text} */
export const added = (numbers) =>
  numbers.flatMap(({ text, key }, i) => {
    if (i === 0) return [{ text, key }];
    return text.startsWith(MINUS) ? [" ", { text: `${MINUS} ${text.slice(1)}`, key }] : [" + ", { text, key }];
  });

/**
 * A template of words with numbers and texts put in; an empty part leaves nothing.
 * @param {TemplateStringsArray} words @param {(string | Written | Text)[]} parts @returns {Text}
 */
export function say(words, ...parts) {
  return words
    .flatMap((/** @type {string} */ word, /** @type {number} */ i) => [
      word,
      ...(i < parts.length ? [parts[i]].flat() : []),
    ])
    .filter((part) => part !== "");
}

/** Only the words and digits, as they are spoken. @param {Text} text */
export const plain = (text) => text.map((part) => (typeof part === "string" ? part : part.text)).join("");
