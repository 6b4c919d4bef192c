/** Lines over training steps as data: paths, axes, and what stands under a pointer. Pure geometry. */

/** @import { Axis } from "./axis.js" */
/** @import { Series } from "./history.js" */
import { textWidth } from "../layout.js";
import { axisOf, countText, spanOf, tenths } from "./axis.js";

/** The size of the numbers, and their distance from the lines with what is free on their other side. */
const TYPE = 12;
const GAP = 10;

/** What the numbers beside and below the lines take; beside them more, where they are wide. */
const LEFT = 46;
const BOTTOM = 18;
const TOP = 6;
const RIGHT = 8;

/** The pixels of which one point is made where there are too many. */
const COLUMN = 5;

/** Never further down than this many decades: what has reached zero would flatten all the rest. */
const DECADES = 12;

/** @typedef {ReturnType<typeof curveChart>} CurveChart */

/**
 * @param {number[]} steps
 * @param {Series[]} series
 * @param {{ width: number, height: number }} size
 * @param {{ log: boolean, last: number, bands?: boolean }} options `last`: the step at the right end, where the data may not reach
 *   yet; `bands`: where there are more moments than columns, a line through their middles and a band from least to largest
 */
export function curveChart(steps, series, size, { log, last, bands = false }) {
  const [top, bottom] = [TOP, size.height - BOTTOM];
  const span = spanOf(
    series.map(({ values }) => values),
    log,
  );
  const y = axisOf(span ? roomy(span, log) : [0, 1], [bottom, top], {
    log,
    most: Math.max(2, Math.round((bottom - top) / 26)),
  });
  const widest = Math.max(0, ...y.ticks.map(({ text }) => textWidth(text, TYPE)));
  const box = { left: Math.max(LEFT, Math.ceil(widest) + GAP), right: size.width - RIGHT, top, bottom };
  const x = axisOf([0, Math.max(1, last)], [box.left, box.right], {
    most: Math.max(2, Math.round((box.right - box.left) / 90)),
    text: countText,
  });
  const lines = series.map(({ name, hue, shade, dash, values }) => {
    const thin = bands && steps.length > (box.right - box.left) / COLUMN;
    const { line, band } = thin ? bandPath(steps, values, x, y) : { line: linePath(steps, values, x, y), band: "" };
    return { name, hue, shade, dash, path: line, band };
  });
  return { box, x, y, lines };
}

/** A little air above and below; a loss may go to zero, and no lower than that. @param {[number, number]} span @param {boolean} log @returns {[number, number]} */
function roomy([low, high], log) {
  if (log) return [Math.max(low, high / 10 ** DECADES) / 1.15, high * 1.15];
  const room = (high - low) * 0.06;
  return [low >= 0 ? Math.max(0, low - room) : low - room, high + room];
}

/** What is not finite is a gap; on a logarithmic axis so is what is not above zero. @param {number[]} steps @param {(number | null)[]} values @param {Axis} x @param {Axis} y */
function linePath(steps, values, x, y) {
  let path = "";
  let pen = "M";
  for (let i = 0; i < steps.length; i += 1) {
    const value = values[i];
    if (typeof value !== "number" || !Number.isFinite(value) || (y.log && value <= 0)) {
      pen = "M";
      continue;
    }
    path += `${pen}${tenths(x.place(steps[i]))} ${tenths(y.place(Math.max(value, y.low)))}`;
    pen = "L";
  }
  return path;
}

/**
 * The moments of each column of the picture as one: the middle of its least and its largest, and the band between those.
 * @param {number[]} steps @param {(number | null)[]} values @param {Axis} x @param {Axis} y
 */
function bandPath(steps, values, x, y) {
  /** @type {Map<number, { low: number, high: number }>} */
  const columns = new Map();
  steps.forEach((step, i) => {
    const value = values[i];
    if (typeof value !== "number" || !Number.isFinite(value) || (y.log && value <= 0)) return;
    const at = y.place(Math.max(value, y.low));
    const column = Math.floor(x.place(step) / COLUMN);
    const { low, high } = columns.get(column) ?? { low: at, high: at };
    columns.set(column, { low: Math.max(low, at), high: Math.min(high, at) });
  });
  const all = [...columns].map(([column, { low, high }]) => ({ at: tenths((column + 0.5) * COLUMN), low, high }));
  const through = (/** @type {{ at: number, y: number }[]} */ points) =>
    points.map(({ at, y: height }) => `${at} ${tenths(height)}`).join("L");
  const middle = through(all.map(({ at, low, high }) => ({ at, y: (low + high) / 2 })));
  const up = all.map(({ at, high }) => ({ at, y: high }));
  const down = all.map(({ at, low }) => ({ at, y: low })).reverse();
  return { line: middle && `M${middle}`, band: all.length ? `M${through([...up, ...down])}Z` : "" };
}
