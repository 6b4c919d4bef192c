/** Signed arrivals laid end to end, one under the other, down to their sum: what cancels is seen to go back. Pure. */

/** @import { Family } from "../scales.js" */
/** @import { Written } from "../written.js" */
import { tone } from "../scales.js";
import { written } from "../written.js";

/** @typedef {{ at: number, now: boolean }} Tick a place on a strip from −1 to 1 */
/** @typedef {{ start: number, end: number, tone: string, number: Written, more: number }} StackRow from 0 to 1 across the plot; `more` of how many terms it is the rest */

const MOST_ROWS = 5;

/** @typedef {ReturnType<typeof stackRows>} Stack */

/**
 * @param {object} given
 * @param {number[]} given.values
 * @param {string[]} given.keys
 * @param {(i: number) => boolean} given.begun whether a term has arrived
 * @param {Family} given.family
 * @param {Written | null} given.sum  once it is there
 * @param {(from: number) => string} given.rest  the name of what all terms from there on add up to
 * @param {number} [given.most]  rows; of more terms the last are added up
 */
export function stackRows({ values, keys, begun, family, sum, rest, most = MOST_ROWS }) {
  const cut = values.length > most ? most - 1 : values.length;
  const shown = [...values.slice(0, cut), ...(cut < values.length ? [total(values.slice(cut))] : [])];
  const names = [...keys.slice(0, cut), ...(cut < values.length ? [rest(cut)] : [])];
  const ends = shown.reduce((sums, value) => [...sums, sums[sums.length - 1] + value], [0]);
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const fit = (/** @type {number} */ value) => (value - low) / (high - low || 1);
  const bar = (/** @type {number} */ from, /** @type {number} */ to) => ({
    start: fit(Math.min(from, to)),
    end: fit(Math.max(from, to)),
  });
  /** @type {(StackRow | null)[]} */
  const rows = shown.map((value, i) =>
    begun(i)
      ? {
          ...bar(ends[i], ends[i + 1]),
          tone: tone(value, family),
          number: written(value, names[i]),
          more: i === cut ? values.length - cut : 0,
        }
      : null,
  );
  const last = ends[ends.length - 1];
  return { zero: fit(0), rows, sum: sum && { ...bar(0, last), tone: tone(last, family), number: sum, more: 0 } };
}

/** @param {number[]} values */
const total = (values) => values.reduce((sum, value) => sum + value, 0);
