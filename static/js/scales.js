/** From a number to how it looks: the hue of its sign, the width and the strength of its size. */

/** @typedef {"value" | "gradient"} Family values and gradients have hue pairs of their own */

const WIDTH = { least: 1.2, most: 7 };

/**
 * A class name for the hue of a number; zero and unknown have one of their own.
 * @param {number | null | undefined} value
 * @param {Family} family
 */
export function tone(value, family) {
  if (value === undefined) return "tone-unknown";
  if (value === null || !Number.isFinite(value)) return "tone-broken";
  if (value === 0) return "tone-zero";
  return `tone-${family}-${value > 0 ? "plus" : "minus"}`;
}

/**
 * How large a number is beside the largest of its kind, 0 to 1, on a logarithmic scale that starts at zero.
 * @param {number | null | undefined} value
 * @param {number} largest
 */
export function strength(value, largest) {
  if (!value || !largest || !Number.isFinite(value)) return 0;
  return Math.min(1, Math.log1p((9 * Math.abs(value)) / largest) / Math.log(10));
}

/**
 * Stroke width in pixels.
 * @param {number | null | undefined} value
 * @param {number} largest
 */
export function width(value, largest) {
  return WIDTH.least + (WIDTH.most - WIDTH.least) * strength(value, largest);
}

/** How large a number is, whatever its sign; what is not finite is larger than all else, unknown is 0. @param {number | null | undefined} value */
export function magnitude(value) {
  if (value === undefined) return 0;
  return Number.isFinite(value) ? Math.abs(/** @type {number} */ (value)) : Infinity;
}

/** The largest finite size in nested arrays; 0 where there is none. @param {unknown} values @returns {number} */
export function largest(values) {
  if (typeof values === "number") return Number.isFinite(values) ? Math.abs(values) : 0;
  if (!Array.isArray(values)) return 0;
  return values.reduce((most, value) => Math.max(most, largest(value)), 0);
}

/** Slow at both ends. @param {number} t 0 to 1 */
export function ease(t) {
  return t < 0.5 ? 2 * t * t : 1 - (2 - 2 * t) ** 2 / 2;
}

/** How far `t` is on its way from `start` to `end`, 0 to 1. @param {number} t @param {number} start @param {number} end */
export function between(t, start, end) {
  return Math.min(1, Math.max(0, (t - start) / (end - start)));
}
