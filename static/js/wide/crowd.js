/** Hundreds to thousands of edges as strokes: how each looks, and how far colour has spread along it. Pure. */

/** @import { Family } from "../scales.js" */
/** @import { Moment } from "../scene/moment.js" */
/** @import { Weight } from "./fans.js" */
import { partNow, progressAt, scaleOf, knownAt } from "../scene/moment.js";
import { between, ease, strength, width } from "../scales.js";
import { sameEdge } from "./fans.js";
import { focusOf } from "./focus.js";
import { largestWeight, unitsOf, weightValues } from "./values.js";
import { once } from "../once.js";

/** @typedef {{ values: Float64Array, widths: Float32Array, strengths: Float32Array, order: Uint32Array }} Looks `order`: the weakest first, so that the strongest lie on top */
/** @typedef {{ looks: Looks, targets: number, lit: boolean, under: boolean }} Lines the weights of one layer */
/** @typedef {{ layer: number, looks: Looks, targets: number, family: Family, backward: boolean, moving: boolean, reach: (from: number, unit: number) => number, whole: number | null }} Flow `whole`: how far all of it has come, null where its parts differ */

/** How the weights of a layer look, by a number of theirs. @param {Moment["trace"]} trace @param {number | null} row @param {string} quantity @param {number} layer @param {number} most @returns {Looks} */
function looksOf(trace, row, quantity, layer, most) {
  return once(trace, `looks ${quantity} ${layer} ${row}`, () => {
    const values = weightValues(trace, row, quantity, layer);
    return {
      values,
      widths: Float32Array.from(values, (value) => width(value, most)),
      strengths: Float32Array.from(values, (value) => strength(value, most)),
      order: Uint32Array.from(values.keys()).sort((a, b) => Math.abs(values[a]) - Math.abs(values[b])),
    };
  });
}

/** Operations in which edges take part; the others are of neurons. */
const ON_EDGES = new Set(["product", "sum", "deposit", "send", "gather"]);

/** All weights as they stand at a moment, layer by layer. @param {Moment} moment @returns {Lines[]} */
export function linesOf(moment) {
  const { trace, cursor } = moment;
  const beat = trace.beats[cursor.beat];
  const most = scaleOf(trace).weight;
  const known = knownAt(moment);
  return trace.layers.map((_, i) => {
    const layer = i + 1;
    const after = known("update", layer, "update");
    return {
      looks: looksOf(trace, null, after ? "w_after" : "w", layer, most),
      targets: unitsOf(trace, layer),
      lit: beat.layer === layer && ON_EDGES.has(beat.op),
      under: beat.layer === layer && beat.op in FLOWS,
    };
  });
}

/** What runs along edges. @type {Record<string, [quantity: string, family: Family, moving: boolean]>} */
const FLOWS = {
  product: ["product", "value", true],
  deposit: ["share", "gradient", false],
  send: ["message", "gradient", true],
  gather: ["message", "gradient", false],
};

/** The colour that runs along the edges of the layer at work, null where none does. @param {Moment} moment @returns {Flow | null} */
export function flowOf(moment) {
  const { trace, cursor, row } = moment;
  const { op, phase, layer } = trace.beats[cursor.beat];
  if (!(op in FLOWS) || layer === null) return null;
  const [quantity, family, moving] = FLOWS[op];
  const progress = progressAt(moment);
  const spread = (/** @type {number} */ done) => (moving ? ease(between(done, 0, 0.7)) : 1);
  return {
    layer,
    looks: looksOf(trace, row, quantity, layer, largestWeight(trace, row, quantity)),
    targets: unitsOf(trace, layer),
    family,
    backward: op === "send" || op === "gather",
    moving,
    whole: cursor.part === null ? spread(cursor.time) : null,
    reach: (from, unit) => {
      const done = op === "gather" ? progress(phase, layer, op, from, unit) : progress(phase, layer, op, unit, from);
      return done === 0 ? 0 : spread(done);
    },
  };
}

/** The edges that have an element of their own: of the neuron picked, of the one at work, and those that were come to. @param {Moment} moment @param {Weight[]} also @returns {Weight[]} */
export function drawnEdges(moment, also) {
  const { trace, cursor, selection } = moment;
  const beat = trace.beats[cursor.beat];
  const into = (/** @type {number} */ layer, /** @type {number} */ unit) =>
    layer < 1 ? [] : trace.layers[layer - 1].w.map((_, from) => ({ layer, from, unit }));
  const out = (/** @type {number} */ layer, /** @type {number} */ from) =>
    (trace.layers[layer]?.b ?? []).map((_, unit) => ({ layer: layer + 1, from, unit }));
  const { layer, unit } = focusOf(moment);
  const picked = selection?.kind === "neuron" || selection?.kind === "bias";
  const part = partNow(moment);
  const works =
    beat.op === "gather"
      ? out(part ? part.layer - 1 : layer, part?.unit ?? unit)
      : into(part?.layer ?? layer, part?.unit ?? unit);
  const all = [
    ...(picked ? [...into(layer, unit), ...out(layer, unit)] : []),
    ...(selection?.kind === "weight" ? [selection] : []),
    ...(beat.layer === null && !part ? [] : works),
    ...also,
  ];
  return all
    .filter((edge, i) => all.findIndex((other) => sameEdge(other, edge)) === i)
    .map(({ layer: own, from, unit: to }) => ({ layer: own, from, unit: to }));
}
