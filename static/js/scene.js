/**
 * The picture as data: from (trace, cursor) to marks with positions, texts and hues. The same trace and cursor give the same
 * scene, so play, step back, scrub and screenshot are one thing. What the cursor has not reached is unknown, never zero.
 */

/** @import { Trace, NetworkSummary, Cursor, Selection, Catalog, ActivationEntry } from "./types" */
/** @import { Layout, Point } from "./layout.js" */
import { formatFactor, formatNumber } from "./format.js";
import { edgeLabels } from "./labels.js";
import { curvePath, edgeCurve } from "./layout.js";
import { activationOf, biasName, neuronName, neuronSymbol, selectionId, weightName } from "./names.js";
import { numberOf, targetOf } from "./numbers.js";
import { between, ease, largest, strength, tone, width } from "./scales.js";
import { reached } from "./timeline.js";

/**
 * @typedef {object} Moment all that a scene is made of
 * @property {Trace} trace
 * @property {NetworkSummary} network
 * @property {Catalog | null} catalog
 * @property {Layout} layout
 * @property {Cursor} cursor
 * @property {number} row
 * @property {Selection | null} selection
 */
/** @typedef {(phase: "forward" | "loss" | "backward" | "update", layer: number | null, op: string, from?: number) => boolean} Known */
/** @typedef {ReturnType<typeof buildScene>} Scene */
/** @typedef {ReturnType<typeof nodeMark>} NodeMark */
/** @typedef {ReturnType<typeof edgeMark>} EdgeMark */

/** From which time within its beat a result is there, so that it follows what moves. */
const ARRIVES = { sum: 0.55, activation: 0.35, loss: 0.6, gate: 0.6, gather: 0.55, update: 0.5, measure: 0.5 };

/** A layer with more edges than this is drawn fainter where it is at rest. */
const DENSE = 40;

/** @param {Moment} moment */
export function buildScene(moment) {
  const { trace, layout, cursor } = moment;
  const beat = trace.beats[cursor.beat];
  /** @type {Known} */
  const known = (phase, layer, op) => {
    const state = reached(trace.beats, cursor.beat, phase, layer, op);
    return state === "after" || (state === "now" && cursor.time >= (ARRIVES[/** @type {keyof ARRIVES} */ (op)] ?? 0.5));
  };
  const scale = {
    weight: largest(trace.layers.map((layer) => layer.w)),
    activation: largest([trace.x, ...trace.layers.map((layer) => layer.a)]),
    gradient: largest(trace.layers.map((layer) => layer.grad_z)),
  };
  const nodes = layout.nodes.flatMap((units, layer) => units.map((at, unit) => nodeMark(moment, known, scale, layer, unit, at)));
  const edges = trace.layers.flatMap((values, index) =>
    values.w.flatMap((row, from) => row.map((_, unit) => edgeMark(moment, known, scale, index + 1, from, unit))),
  );
  const outputs = layout.nodes[layout.nodes.length - 1].map((at, unit) => outputEdge(moment, scale, at, unit));
  const dense = Math.max(...trace.layers.map((layer) => layer.w.length * layer.b.length)) > DENSE;
  return { beat, dense, nodes, edges, outputs, loss: lossMark(moment, known), scale, ...edgeLabels(moment) };
}

/** @param {Moment} moment @param {Known} known @param {Record<string, number>} scale @param {number} layer @param {number} unit @param {Point} at */
function nodeMark(moment, known, scale, layer, unit, at) {
  const { trace, network, catalog, layout, cursor, row, selection } = moment;
  const beat = trace.beats[cursor.beat];
  const place = { layer, unit };
  const number = (/** @type {string} */ quantity) => numberOf(trace, row, quantity, place);
  const isInput = layer === 0;
  const z = !isInput && known("forward", layer, "sum") ? number("z") : undefined;
  const a = isInput || known("forward", layer, "activation") ? number("a") : undefined;
  const gradA = known("backward", layer + 1, "gather") || (layer === trace.layers.length && outputGradientKnown(moment)) ? number("grad_a") : undefined;
  const gradZ = !isInput && known("backward", layer, "gate") ? number("grad_z") : undefined;
  const updated = known("update", null, "update");
  const b = isInput ? undefined : number(updated ? "b_after" : "b");
  const gradB = !isInput && known("backward", layer, "deposit") ? number("grad_b") : undefined;
  const gradient = gradZ === undefined ? gradA : gradZ;
  const active = beat.layer === layer && ["sum", "activation", "gate"].includes(beat.op);
  const gathering = beat.op === "gather" && beat.layer === layer + 1;
  const name = neuronName(network, layer, unit);
  return {
    id: `n-${layer}-${unit}`,
    layer,
    unit,
    ...at,
    name: [
      `${name}: ${a === undefined ? "not computed yet" : formatNumber(a)}`,
      z !== undefined && `z = ${formatNumber(z)}`,
      gradA !== undefined && `gradient of its output ${formatNumber(gradA)}`,
      gradZ !== undefined && `δ = ${formatNumber(gradZ)}`,
    ]
      .filter(Boolean)
      .join(", "),
    value: formatNumber(a),
    tone: tone(a, "value"),
    strength: strength(a, scale.activation),
    symbol: isInput ? neuronName(network, 0, unit).split(", ").slice(1).join(", ") : neuronSymbol(network, layer, unit),
    caption: isInput ? "" : `z = ${formatNumber(z)}`,
    gradient:
      gradient === undefined
        ? null
        : { text: `${gradZ === undefined ? (isInput ? "∂x" : "∂a") : "δ"} ${formatNumber(gradient)}`, tone: tone(gradient, "gradient") },
    gate: gateMark(moment, known, layer, unit),
    curve: active && beat.op !== "sum" && !layout.upright && layout.step >= 170 ? curveMark(activationOf(catalog, network.network.layers[layer - 1].activation), number("z")) : null,
    cascade: cascadeMark(moment, layer, unit),
    bias: isInput
      ? null
      : {
          id: `b-${layer}-${unit}`,
          name: `${biasName(layer, unit)}: ${formatNumber(b)}${gradB === undefined ? "" : `, gradient ${formatNumber(gradB)}`}`,
          text: biasText(moment, layer, b, gradB, number),
          tone: beat.phase === "backward" && gradB !== undefined && beat.layer === layer ? tone(gradB, "gradient") : tone(b, "value"),
          selected: selection?.kind === "bias" && selection.layer === layer && selection.unit === unit,
        },
    active: active || gathering,
    selected: selection?.kind === "neuron" && selection.layer === layer && selection.unit === unit,
  };
}

/** @param {Moment} moment @param {number} layer @param {number | null | undefined} b @param {number | null | undefined} gradB @param {(quantity: string) => number | null | undefined} number */
function biasText({ trace, cursor }, layer, b, gradB, number) {
  const beat = trace.beats[cursor.beat];
  if (beat.op === "update") return `${formatNumber(number("b"))} → ${formatNumber(number("b_after"))}`;
  if (gradB !== undefined && beat.phase === "backward" && beat.layer === layer) return `∂b ${formatNumber(gradB)}`;
  return `b ${formatNumber(b)}`;
}

/** The loss hands ∂L/∂ŷ to the outputs as the last layer's gate begins. @param {Moment} moment */
function outputGradientKnown({ trace, cursor }) {
  const state = reached(trace.beats, cursor.beat, "backward", trace.layers.length, "gate");
  return state === "after" || (state === "now" && cursor.time >= 0.4);
}

/** The valve of a neuron: how far f′(z) lets the gradient through. @param {Moment} moment @param {Known} known @param {number} layer @param {number} unit */
function gateMark({ trace, cursor, row }, known, layer, unit) {
  const beat = trace.beats[cursor.beat];
  if (layer === 0 || beat.phase !== "backward" || beat.layer !== layer) return null;
  const slope = numberOf(trace, row, "slope", { layer, unit });
  if (slope === undefined) return { open: 1, text: "all at once", shut: false };
  const z = numberOf(trace, row, "z", { layer, unit });
  const settled = known("backward", layer, "gate") ? 1 : ease(between(cursor.time, 0.3, 0.6));
  return { open: 1 + (Math.min(1, Math.abs(slope ?? 0)) - 1) * settled, text: `f′(${formatNumber(z)}) = ${formatNumber(slope)}`, shut: slope === 0 };
}

/** The activation's curve with the point at z and the tangent there, in a box of −1…1 by 0…1. @param {ActivationEntry | undefined} activation @param {number | null | undefined} z */
export function curveMark(activation, z) {
  const curve = activation?.curve;
  if (!curve || z === null || z === undefined) return null;
  const reach = Math.min(Math.max(...curve.z), Math.max(3, Math.abs(z) * 1.25));
  const inside = curve.z.flatMap((value, i) => (Math.abs(value) <= reach ? [i] : []));
  const values = inside.map((i) => curve.a[i]);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const fit = (/** @type {number} */ value) => (value - low) / (high - low || 1);
  const at = Math.max(-reach, Math.min(reach, z));
  const nearest = inside.reduce((best, i) => (Math.abs(curve.z[i] - at) < Math.abs(curve.z[best] - at) ? i : best), inside[0]);
  return {
    points: inside.map((i) => ({ x: curve.z[i] / reach, y: fit(curve.a[i]) })),
    dot: { x: at / reach, y: fit(curve.a[nearest]) },
    tangent: (curve.slope[nearest] * reach) / (high - low || 1),
  };
}

/** Signed arrivals laid end to end, so that cancellation shows: forward the terms of z, backward the messages of a gather. @param {Moment} moment @param {number} layer @param {number} unit */
function cascadeMark({ trace, cursor, row, layout }, layer, unit) {
  const beat = trace.beats[cursor.beat];
  const forward = beat.op === "sum" && beat.layer === layer;
  const backward = beat.op === "gather" && beat.layer === layer + 1;
  if ((!forward && !backward) || layout.detail === "compact" || layout.upright) return null;
  const values = forward
    ? [...trace.layers[layer - 1].w.map((_, from) => numberOf(trace, row, "product", { layer, unit, from })), trace.layers[layer - 1].b[unit]]
    : trace.layers[layer].b.map((_, to) => numberOf(trace, row, "message", { layer: layer + 1, unit: to, from: unit }));
  if (values.filter((value) => value !== 0).length < 2 || values.length > 5 || values.some((value) => typeof value !== "number")) return null;
  const numbers = /** @type {number[]} */ (values);
  const ends = numbers.reduce((sums, value) => [...sums, sums[sums.length - 1] + value], [0]);
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const fit = (/** @type {number} */ value) => (value - low) / (high - low || 1);
  const shown = cursor.time * numbers.length * 1.6;
  return {
    zero: fit(0),
    bars: numbers.flatMap((value, i) =>
      i < shown ? [{ start: fit(Math.min(ends[i], ends[i + 1])), end: fit(Math.max(ends[i], ends[i + 1])), tone: tone(value, forward ? "value" : "gradient") }] : [],
    ),
    rows: numbers.length,
  };
}

/** @param {Moment} moment @param {Known} known @param {Record<string, number>} scale @param {number} layer @param {number} from @param {number} unit */
function edgeMark({ trace, layout, cursor, row, selection }, known, scale, layer, from, unit) {
  const beat = trace.beats[cursor.beat];
  const place = { layer, unit, from };
  const number = (/** @type {string} */ quantity) => numberOf(trace, row, quantity, place);
  const updated = known("update", null, "update");
  const w = number(updated ? "w_after" : "w");
  const gradW = known("backward", layer, "deposit") ? number("grad_w") : undefined;
  const message = known("backward", layer, "send") ? number("message") : undefined;
  const product = known("forward", layer, "product") ? number("product") : undefined;
  const mine = beat.layer === layer;
  const touched =
    (selection?.kind === "neuron" && ((selection.layer === layer && selection.unit === unit) || (selection.layer === layer - 1 && selection.unit === from))) ||
    (selection?.kind === "bias" && selection.layer === layer && selection.unit === unit);
  return {
    id: `w-${layer}-${from}-${unit}`,
    layer,
    from,
    unit,
    path: curvePath(edgeCurve(layout, layout.nodes[layer - 1][from], layout.nodes[layer][unit])),
    name: [
      `${weightName(layer, from, unit)}: ${formatNumber(w)}`,
      product !== undefined && `carries ${formatNumber(product)}`,
      gradW !== undefined && `gradient ${formatNumber(gradW)}`,
      message !== undefined && `sends back ${formatNumber(message)}`,
    ]
      .filter(Boolean)
      .join(", "),
    width: width(w, scale.weight),
    tone: tone(w, "value"),
    negative: typeof w === "number" && w < 0,
    ghost: beat.op === "update" ? width(number("w"), scale.weight) : null,
    flow: flowMark(trace, cursor, row, place, scale),
    lit: (mine && beat.phase !== "loss") || beat.phase === "update",
    touched,
    selected: selection !== null && selectionId(selection) === `w-${layer}-${from}-${unit}`,
  };
}

/** The colour that spreads along an edge: forward the product, backward the message. @param {Trace} trace @param {Cursor} cursor @param {number} row @param {{layer: number, unit: number, from: number}} place @param {Record<string, number>} scale */
function flowMark(trace, cursor, row, place, scale) {
  const beat = trace.beats[cursor.beat];
  if (beat.layer !== place.layer) return null;
  const backward = beat.op === "send" || beat.op === "gather";
  if (!backward && beat.op !== "product" && beat.op !== "deposit") return null;
  const quantity = beat.op === "product" ? "product" : backward ? "message" : "share";
  const value = numberOf(trace, row, quantity, place);
  const family = beat.op === "product" ? "value" : "gradient";
  const most = family === "value" ? scale.activation * scale.weight : beat.op === "deposit" ? scale.gradient * scale.activation : scale.gradient * scale.weight;
  const moving = beat.op === "product" || beat.op === "send";
  return {
    tone: tone(value, family),
    width: width(value, most),
    negative: typeof value === "number" && value < 0,
    reach: moving ? ease(between(cursor.time, 0, 0.7)) : 1,
    backward,
  };
}

/** The line from an output to the loss. @param {Moment} moment @param {Record<string, number>} scale @param {Point} at @param {number} unit */
function outputEdge({ trace, layout, cursor, row }, scale, at, unit) {
  const beat = trace.beats[cursor.beat];
  const layer = trace.layers.length;
  const curve = edgeCurve(layout, at, layout.loss, (layout.upright ? layout.loss.height : layout.loss.width) / 2);
  const forward = beat.op === "loss" || beat.op === "measure";
  const backward = beat.op === "gate" && beat.layer === layer;
  const value = numberOf(trace, row, backward ? "grad_a" : "a", { layer, unit });
  return {
    id: `o-${unit}`,
    path: curvePath(curve),
    flow:
      forward || backward
        ? {
            tone: tone(value, backward ? "gradient" : "value"),
            width: backward ? 3.5 : width(value, scale.activation),
            negative: typeof value === "number" && value < 0,
            reach: ease(between(cursor.time, 0, forward ? 0.6 : 0.4)),
            backward,
          }
        : null,
  };
}

/** @param {Moment} moment @param {Known} known */
function lossMark({ trace, cursor, row, selection, layout }, known) {
  const measured = known("update", null, "measure");
  const value = known("loss", null, "loss") ? (measured ? trace.loss_after : trace.loss) : undefined;
  const targets = targetOf(trace, row);
  return {
    ...layout.loss,
    value: formatNumber(value),
    before: measured ? `was ${formatNumber(trace.loss)}` : "",
    target: targets.length <= 3 ? `y = ${targets.length === 1 ? formatNumber(targets[0]) : `[${targets.map(formatNumber).join(", ")}]`}` : `class ${targets.indexOf(1) + 1}`,
    name: `Loss: ${value === undefined ? "not computed yet" : formatNumber(value)}${measured ? `, before ${formatNumber(trace.loss)}` : ""}`,
    tone: value === null ? "tone-broken" : "tone-loss",
    selected: selection?.kind === "loss",
    active: ["loss", "measure"].includes(trace.beats[cursor.beat].op),
    gradientText: (/** @type {number} */ unit) => formatFactor(numberOf(trace, row, "grad_a", { layer: trace.layers.length, unit })),
  };
}
