/** When numbers can be told apart well enough to ask about them. */

/** Two numbers closer than this share of the larger are a tie. */
const TIE = 0.05;

/** @typedef {number | null | undefined} Maybe */

/** @param {Maybe} value @returns {value is number} */
export const isFinite = (value) => typeof value === "number" && Number.isFinite(value);

/** What is smaller is left over from rounding: nothing by the maths. */
const NOISE = 1e-12;

/** Whether a number is one to speak of. @param {Maybe} value */
export const felt = (value) => isFinite(value) && Math.abs(value) > NOISE;

/** Whether two numbers are a tie. @param {number} a @param {number} b */
export const near = (a, b) => Math.abs(a - b) <= TIE * Math.max(Math.abs(a), Math.abs(b));

/** The place of the largest in size; null where it is tied, 0 or not finite. @param {Maybe[]} values @returns {number | null} */
export function clearest(values) {
  if (!values.every(isFinite) || values.length < 2) return null;
  const sizes = values.map((value) => Math.abs(/** @type {number} */ (value)));
  const best = sizes.indexOf(sizes.reduce((most, size) => Math.max(most, size), 0));
  const rival = sizes.reduce((most, size, i) => (i === best ? most : Math.max(most, size)), 0);
  return !felt(sizes[best]) || near(sizes[best], rival) ? null : best;
}

/** The same, of numbers as they are: the one furthest up. @param {Maybe[]} values @returns {number | null} */
export function highest(values) {
  if (!values.every(isFinite)) return null;
  const least = Math.min(.../** @type {number[]} */ (values));
  return clearest(values.map((value) => /** @type {number} */ (value) - least));
}

/** Places by size, the largest first. @param {Maybe[]} values */
export function bySize(values) {
  const size = (/** @type {number} */ i) => Math.abs(values[i] ?? 0);
  return values.map((_, i) => i).sort((a, b) => size(b) - size(a) || a - b);
}

/** @param {Maybe[]} values */
export const total = (values) => values.reduce((/** @type {number} */ sum, value) => sum + (value ?? NaN), 0);
