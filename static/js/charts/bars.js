/** How often which numbers occur, as bars. Pure geometry. */

/** @typedef {{ min: number, max: number, counts: number[] }} Histogram */

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
