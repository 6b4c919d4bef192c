/**
 * The picture as data: from (trace, cursor) to marks with positions, texts and hues. The same trace and cursor give the same
 * scene, so play, step back, scrub and screenshot are one thing. What the cursor has not reached is unknown, never zero.
 */

/** @import { Point } from "../layout.js" */
/** @import { Known, Moment, Progress, Scale } from "./moment.js" */
import { formatNumber } from "../format.js";
import { curvePath, edgeCurve } from "../layout.js";
import { numberOf, targetOf } from "../numbers.js";
import { between, ease, tone, width } from "../scales.js";
import { bypassMarks } from "./bypass.js";
import { edgeMark } from "./edge.js";
import { edgeLabels } from "./labels.js";
import { knownAt, progressAt, scaleOf } from "./moment.js";
import { nodeMark } from "./neuron.js";

/** @typedef {ReturnType<typeof buildScene>} Scene */

/** A layer with more edges than this is drawn fainter where it is at rest. */
const DENSE = 40;

/** @param {Moment} moment @param {{ layer: number, from: number, unit: number }[]} [drawn] the edges that have a mark of their own, all where none are said */
export function buildScene(moment, drawn = edgesOf(moment.trace)) {
  const { trace, layout, cursor } = moment;
  const beat = trace.beats[cursor.beat];
  const known = knownAt(moment);
  const progress = progressAt(moment);
  const scale = scaleOf(trace);
  const nodes = layout.nodes.flatMap((units, layer) =>
    units.map((at, unit) => nodeMark(moment, known, progress, scale, layer, unit, at)),
  );
  const edges = drawn.map(({ layer, from, unit }) => edgeMark(moment, known, progress, scale, layer, from, unit));
  const outputs = layout.nodes[layout.nodes.length - 1].map((at, unit) =>
    outputEdge(moment, progress, scale, at, unit),
  );
  const dense = Math.max(...trace.layers.map((layer) => layer.w.length * layer.b.length)) > DENSE;
  const bypasses = trace.layers.flatMap((_, index) => bypassMarks(moment, progress, scale, index + 1));
  return { beat, dense, nodes, edges, bypasses, outputs, loss: lossMark(moment, known), scale, ...edgeLabels(moment) };
}

/** @param {Moment["trace"]} trace */
const edgesOf = (trace) =>
  trace.layers.flatMap(({ w }, i) => w.flatMap((row, from) => row.map((_, unit) => ({ layer: i + 1, from, unit }))));

/** The line from an output to the loss. @param {Moment} moment @param {Progress} progress @param {Scale} scale @param {Point} at @param {number} unit */
export function outputEdge({ trace, layout, cursor, row }, progress, scale, at, unit) {
  const beat = trace.beats[cursor.beat];
  const layer = trace.layers.length;
  const curve = edgeCurve(layout, at, layout.loss, (layout.upright ? layout.loss.height : layout.loss.width) / 2);
  const forward = beat.op === "loss" || beat.op === "measure";
  const backward = beat.op === "gate" && beat.layer === layer;
  const value = numberOf(trace, row, backward ? "grad_a" : "a", { layer, unit });
  const done = backward ? progress("backward", layer, "gate", unit) : cursor.time;
  return {
    id: `o-${unit}`,
    path: curvePath(curve),
    flow:
      forward || backward
        ? {
            tone: tone(value, backward ? "gradient" : "value"),
            width: backward ? 3.5 : width(value, scale.activation),
            negative: typeof value === "number" && value < 0,
            reach: ease(between(done, 0, forward ? 0.6 : 0.4)),
            backward,
          }
        : null,
  };
}

/** @param {Moment} moment @param {Known} known */
export function lossMark({ trace, cursor, row, selection, layout }, known) {
  const measured = known("update", null, "measure");
  const value = known("loss", null, "loss") ? (measured ? trace.loss_after : trace.loss) : undefined;
  const targets = targetOf(trace, row);
  return {
    ...layout.loss,
    value: formatNumber(value),
    before: measured ? `was ${formatNumber(trace.loss)}` : "",
    target:
      targets.length <= 3
        ? `y = ${targets.length === 1 ? formatNumber(targets[0]) : `[${targets.map(formatNumber).join(", ")}]`}`
        : `class ${targets.indexOf(1) + 1}`,
    name: `Loss: ${value === undefined ? "not computed yet" : formatNumber(value)}${measured ? `, before ${formatNumber(trace.loss)}` : ""}`,
    tone: value === null ? "tone-broken" : "tone-loss",
    selected: selection?.kind === "loss",
    active: ["loss", "measure"].includes(trace.beats[cursor.beat].op),
  };
}
