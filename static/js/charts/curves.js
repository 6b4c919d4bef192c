/** Lines over training steps as data: paths, axes, and what stands under a pointer. Pure geometry. */

/** @import { Axis } from "./axis.js" */
/** @import { Series } from "./history.js" */
import { axisOf, countText, spanOf } from "./axis.js";

/** What the numbers beside and below the lines take. */
const LEFT = 46;
const BOTTOM = 18;
const TOP = 6;
const RIGHT = 8;

/** Never further down than this many decades: what has reached zero would flatten all the rest. */
const DECADES = 12;

/** @typedef {ReturnType<typeof curveChart>} CurveChart */

/**
 * @param {number[]} steps
 * @param {Series[]} series
 * @param {{ width: number, height: number }} size
 * @param {{ log: boolean, last: number }} options `last`: the step at the right end, where the data may not reach yet
 */
export function curveChart(steps, series, size, { log, last }) {
  const box = { left: LEFT, right: size.width - RIGHT, top: TOP, bottom: size.height - BOTTOM };
  const x = axisOf([0, Math.max(1, last)], [box.left, box.right], {
    most: Math.max(2, Math.round((box.right - box.left) / 90)),
    text: countText,
  });
  const span = spanOf(
    series.map(({ values }) => values),
    log,
  );
  const y = axisOf(span ? roomy(span, log) : [0, 1], [box.bottom, box.top], {
    log,
    most: Math.max(2, Math.round((box.bottom - box.top) / 26)),
  });
  const lines = series.map(({ name, hue, shade, dash, values }) => ({
    name,
    hue,
    shade,
    dash,
    path: linePath(steps, values, x, y),
  }));
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

/** Fine enough for a screen; `toFixed` takes four times as long. @param {number} value */
const tenths = (value) => Math.round(value * 10) / 10;
