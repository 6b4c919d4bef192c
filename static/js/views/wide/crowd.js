/** Many edges on two canvases: the weights, painted anew only when a beat lights others, and what runs along them, with each frame. */

/** @import { State } from "../../types" */
/** @import { Curve, Layout } from "../../layout.js" */
/** @import { Moment } from "../../scene/moment.js" */
/** @import { Family } from "../../scales.js" */
/** @import { Flow, Lines, Looks } from "../../wide/crowd.js" */
import { html, useLayoutEffect, useRef } from "preact";
import { edgeCurve } from "../../layout.js";
import { flowOf, linesOf } from "../../wide/crowd.js";
import { once } from "../../once.js";
import { detailOf } from "../../wide/zoom.js";
import { hueOf, useTheme } from "../hues.js";
import { sized } from "../paint.js";

/** How strongly the strongest and the weakest lines are drawn: where hundreds cross, only the strong ones are to be followed. */
const LIT = { most: 0.72, least: 0.06 };
const QUIET = { most: 0.26, least: 0.02 };
const UNDER = { most: 0.1, least: 0.01 };
/** Lines are finer than where there are few, and paler the weaker they are. */
const FINE = 0.55;
const CONTRAST = 1.8;
const DASH = [5, 4];

/** @param {{ state: State, moment: Moment }} props */
export function Crowd({ state, moment }) {
  const lines = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const flows = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const theme = useTheme();
  const { trace, row, cursor, layout } = moment;
  const all = linesOf(moment);
  const detail = detailOf(state.zoom, layout, window.devicePixelRatio);
  const place = [detail, trace, layout.width, layout.height, layout.gap, layout.step, theme];
  const standing = all.flatMap(({ looks, lit, under }) => [looks, lit, under]);
  useLayoutEffect(() => {
    if (lines.current) paintLines(sized(lines.current, layout, detail), layout, all);
  }, [...place, ...standing]);
  useLayoutEffect(() => {
    if (flows.current) paintFlow(sized(flows.current, layout, detail), layout, flowOf(moment));
  }, [...place, row, cursor.beat, cursor.part, cursor.time, state.grain]);
  const size = { width: `${layout.width}px`, height: `${layout.height}px` };
  return html`<canvas class="wide-canvas" ref=${lines} aria-hidden="true" style=${size}></canvas>
    <canvas class="wide-canvas" ref=${flows} aria-hidden="true" style=${size}></canvas>`;
}

/** The curves of a layer's edges, source by source. @param {Layout} layout @param {number} layer @returns {Curve[]} */
const curvesOf = (layout, layer) =>
  once(layout.nodes, `curves ${layer}`, () =>
    layout.nodes[layer - 1].flatMap((from) => layout.nodes[layer].map((to) => edgeCurve(layout, from, to))),
  );

/** @param {CanvasRenderingContext2D} context @param {Curve} curve */
function stroke(context, [a, b, c, d]) {
  context.beginPath();
  context.moveTo(a.x, a.y);
  context.bezierCurveTo(b.x, b.y, c.x, c.y, d.x, d.y);
  context.stroke();
}

/** The weakest first, those below zero dashed. @param {CanvasRenderingContext2D} context @param {Curve[]} curves @param {Looks} looks @param {Family} family @param {{ most: number, least: number }} alpha @param {(i: number) => boolean} wanted */
function strokes(context, curves, { values, widths, strengths, order }, family, { most, least }, wanted) {
  const [minus, plus] = ["minus", "plus"].map((sign) => `rgb(${hueOf(`${family}-${sign}`).join(" ")})`);
  for (const i of order) {
    if (!wanted(i)) continue;
    const negative = values[i] < 0;
    context.strokeStyle = negative ? minus : plus;
    context.setLineDash(negative ? DASH : []);
    context.globalAlpha = least + (most - least) * strengths[i] ** CONTRAST;
    context.lineWidth = widths[i] * FINE;
    stroke(context, curves[i]);
  }
  context.setLineDash([]);
  context.globalAlpha = 1;
}

/** @param {CanvasRenderingContext2D} context @param {Layout} layout @param {Lines[]} layers */
function paintLines(context, layout, layers) {
  layers.forEach(({ looks, lit, under }, i) =>
    strokes(context, curvesOf(layout, i + 1), looks, "value", under ? UNDER : lit ? LIT : QUIET, () => true),
  );
}

/** What has spread so far: all curves of a layer begin and end side by side, so that the rest is cut off by a straight line. @param {CanvasRenderingContext2D} context @param {Layout} layout @param {Flow | null} flow */
function paintFlow(context, layout, flow) {
  if (!flow) return;
  const { layer, looks, targets, family, whole, reach } = flow;
  const curves = curvesOf(layout, layer);
  const upTo = (/** @type {number} */ part, /** @type {(i: number) => boolean} */ wanted) => {
    context.save();
    clipTo(context, layout, curves[0], part, flow.backward);
    strokes(context, curves, looks, family, LIT, wanted);
    context.restore();
  };
  if (whole !== null) return upTo(whole, () => true);
  const come = Float32Array.from(curves, (_, i) => reach(Math.floor(i / targets), i % targets));
  upTo(1, (i) => come[i] === 1);
  const now = come.find((part) => part > 0 && part < 1);
  if (now !== undefined) upTo(now, (i) => come[i] > 0 && come[i] < 1);
}

/** @param {CanvasRenderingContext2D} context @param {Layout} layout @param {Curve} curve @param {number} part @param {boolean} backward */
function clipTo(context, { upright, width, height }, [start, , , end], part, backward) {
  const [low, high] = upright ? [start.y, end.y] : [start.x, end.x];
  const [from, to] = backward ? [high - (high - low) * part, high] : [low, low + (high - low) * part];
  context.beginPath();
  if (upright) context.rect(0, from, width, to - from);
  else context.rect(from, 0, to - from, height);
  context.clip();
}
