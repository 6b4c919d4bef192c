/** An axis: where a number stands along it, and the round numbers that are written beside it. Pure. */
import { formatNumber } from "../format.js";

/** @typedef {{ low: number, high: number, log: boolean, place: (value: number) => number, invert: (at: number) => number, ticks: { at: number, text: string }[] }} Axis */

/** What a flat line is given to either side of it, so that it stands in the middle. */
const ROOM = 0.5;

/**
 * @param {[number, number]} span  what has to fit on it
 * @param {[number, number]} range  the pixels of its two ends
 * @param {{ log?: boolean, most?: number, text?: (value: number) => string }} [options] `most`: about how many ticks there is room for
 * @returns {Axis}
 */
export function axisOf(span, range, { log = false, most = 4, text = formatNumber } = {}) {
  const [low, high] = widened(span, log);
  const bend = log ? Math.log10 : (/** @type {number} */ value) => value;
  const [start, end] = [bend(low), bend(high)];
  const place = (/** @type {number} */ value) =>
    range[0] + ((bend(value) - start) / (end - start)) * (range[1] - range[0]);
  const invert = (/** @type {number} */ at) => {
    const bent = start + ((at - range[0]) / (range[1] - range[0])) * (end - start);
    return log ? 10 ** bent : bent;
  };
  const values = log ? logTicks(low, high, most) : roundNumbers(low, high, most);
  return { low, high, log, place, invert, ticks: values.map((value) => ({ at: place(value), text: text(value) })) };
}

/** The span itself, or a little more where it has no length. @param {[number, number]} span @param {boolean} log @returns {[number, number]} */
function widened([low, high], log) {
  if (low < high) return [low, high];
  if (log) return [low / 2, high * 2];
  const room = Math.abs(low) * ROOM || 1;
  return [low - room, high + room];
}

/** Multiples of 1, 2 or 5 times a power of ten, at most about `most` of them. @param {number} low @param {number} high @param {number} most */
export function roundNumbers(low, high, most) {
  const rough = (high - low) / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough * 0.999) ?? 10);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  // Multiplying, not adding up, and cut to the digits of the step: 0.3, not 0.30000000000000004.
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** Powers of ten; within a decade or two also their double and fivefold. @param {number} low @param {number} high @param {number} most */
function logTicks(low, high, most) {
  const [first, last] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const factors = last - first <= 2 ? [1, 2, 5] : [1];
  const every = Math.max(1, Math.ceil((last - first + 1) / (most + 1)));
  const all = Array.from({ length: last - first + 1 }, (_, i) => first + i).filter((power) => power % every === 0);
  return all
    .flatMap((power) => factors.map((factor) => Number(`${factor}e${power}`)))
    .filter((value) => value >= low * 0.999 && value <= high * 1.001);
}

/** The least and the largest finite number in columns; null where there is none. @param {(number | null | undefined)[][]} columns @param {boolean} [log] only numbers above zero count @returns {[number, number] | null} */
export function spanOf(columns, log = false) {
  let [low, high] = [Infinity, -Infinity];
  for (const column of columns) {
    for (const value of column) {
      if (typeof value !== "number" || !Number.isFinite(value) || (log && value <= 0)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low <= high ? [low, high] : null;
}

/** Steps and the like, short enough for an axis: 1,200 · 45k · 1.2M. @param {number} value */
export function countText(value) {
  if (value < 10_000) return String(value).replace(/\B(?=(\d{3})+$)/, ",");
  const [size, unit] = value < 1e6 ? [1e3, "k"] : [1e6, "M"];
  return `${Number((value / size).toPrecision(3))}${unit}`;
}

/** Fine enough for a screen; `toFixed` takes four times as long. @param {number} value */
export const tenths = (value) => Math.round(value * 10) / 10;

/**
 * The tangent at a point as a path, as long however steep it is.
 * @param {{ x: number, y: number }} place in pixels @param {number} slope of the curve @param {{ x: Axis, y: Axis }} axes @param {number} half of its length
 */
export function tangentPath({ x, y }, slope, axes, half) {
  const steep = (slope * (axes.y.place(1) - axes.y.place(0))) / (axes.x.place(1) - axes.x.place(0));
  const dx = half / Math.hypot(1, steep);
  return `M${tenths(x - dx)} ${tenths(y - dx * steep)}L${tenths(x + dx)} ${tenths(y + dx * steep)}`;
}
