/** How often which numbers occur, as bars. Pure geometry. */

/** @typedef {{ min: number, max: number, counts: number[] }} Histogram */

/** Counts of numbers in so many equal bins. What is not finite is left out. @param {unknown} values nested arrays @param {number} bins @returns {Histogram | null} null where there is nothing to count */
export function histogramOf(values, bins) {
  const numbers = /** @type {unknown[]} */ ([values]).flat(4).filter((value) => Number.isFinite(value));
  if (!numbers.length) return null;
  const finite = /** @type {number[]} */ (numbers);
  const [min, max] = finite.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Infinity, -Infinity],
  );
  const counts = Array(bins).fill(0);
  const scale = max > min ? bins / (max - min) : 0;
  for (const value of finite) counts[Math.min(bins - 1, Math.floor((value - min) * scale))] += 1;
  return { min, max, counts };
}

/**
 * An area under steps, from the lower left; and where zero lies, null if outside.
 * @param {Histogram} histogram @param {{ width: number, height: number }} size
 */
export function barsOf({ min, max, counts }, { width, height }) {
  const most = Math.max(1, ...counts);
  const bar = width / counts.length;
  const tops = counts.map((count) => height * (1 - count / most));
  const path = tops.map((top, i) => `V${top.toFixed(1)}H${((i + 1) * bar).toFixed(1)}`).join("");
  const zero = min < 0 && max > 0 ? (-min / (max - min)) * width : null;
  return { path: `M0 ${height}${path}V${height}Z`, zero, most };
}
