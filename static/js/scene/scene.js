/**
 * The picture as data: from (trace, cursor) to marks with positions, texts and hues. The same trace and cursor give the same
 * scene, so play, step back, scrub and screenshot are one thing. What the cursor has not reached is unknown, never zero.
 */

/** @import { Moment } from "./moment.js" */
import { bypassMarks } from "./bypass.js";
import { edgeId, edgeMark } from "./edge.js";
import { edgeLabels } from "./labels.js";
import { lossMark, outputEdge } from "./loss.js";
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
  const { labels, left } = edgeLabels(moment, nodes);
  const chips = new Set(labels.flatMap((label) => (label.kind === "deposit" ? [edgeId(label)] : [])));
  const edges = drawn.map(({ layer, from, unit }) =>
    edgeMark(moment, known, progress, scale, layer, from, unit, chips),
  );
  const outputs = layout.nodes[layout.nodes.length - 1].map((at, unit) =>
    outputEdge(moment, progress, scale, at, unit),
  );
  const dense = Math.max(...trace.layers.map((layer) => layer.w.length * layer.b.length)) > DENSE;
  const bypasses = trace.layers.flatMap((_, index) => bypassMarks(moment, progress, scale, index + 1));
  const loss = lossMark(moment, known, progress);
  return { beat, dense, nodes, edges, bypasses, outputs, loss, scale, labels, left };
}

/** @param {Moment["trace"]} trace */
const edgesOf = (trace) =>
  trace.layers.flatMap(({ w }, i) => w.flatMap((row, from) => row.map((_, unit) => ({ layer: i + 1, from, unit }))));
