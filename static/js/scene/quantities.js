/** The numbers of one place as a scene writes them: their values, and how they read with their names. */

/** @import { Moment } from "./moment.js" */
/** @import { Place } from "../numbers.js" */
/** @import { Written } from "../written.js" */
import { formatNumber, shortNumber } from "../format.js";
import { textWidth } from "../layout.js";
import { numberKey, numberOf } from "../numbers.js";
import { bracketed, written } from "../written.js";

/** @typedef {ReturnType<typeof quantitiesAt>} Quantities */

/** @param {Pick<Moment, "trace" | "row">} moment @param {Place} place */
export function quantitiesAt({ trace, row }, place) {
  const value = (/** @type {string} */ quantity) => numberOf(trace, row, quantity, place);
  const key = (/** @type {string} */ quantity) => numberKey(quantity, place, row);
  const write = (/** @type {string} */ quantity) => written(value(quantity), key(quantity));
  return {
    value,
    key,
    write,
    /** Within a product, a negative one in brackets. */
    factor: (/** @type {string} */ quantity) => bracketed(write(quantity)),
  };
}

/** Sizes that a number inside a neuron may have, the best first. */
const SIZES = [17, 15, 13.5, 12];

/**
 * A number as large as there is room for, and in two digits where there is room for no more.
 * @param {number | null | undefined} value @param {string} key @param {number} room @param {number} most the largest size
 * @returns {Written & { size: number }}
 */
export function fitted(value, key, room, most) {
  const full = written(value, key);
  const size = SIZES.find((each) => each <= most && textWidth(full.text, each) <= room);
  if (size !== undefined) return { ...full, size };
  const short = written(value, key, shortNumber);
  return { ...(short.text === formatNumber(value) ? full : { ...short, short: true }), size: SIZES[SIZES.length - 1] };
}
