/** The gate: the valve at a neuron, open by f′(z), and the product that makes δ of what arrives. */

/** @import { Known, Moment, Progress } from "./moment.js" */
/** @import { Quantities } from "./quantities.js" */
/** @import { Act, Line } from "./stage.js" */
import { textWidth } from "../layout.js";
import { activationOf } from "../names.js";
import { between, ease, strength, tone } from "../scales.js";
import { plain, say } from "../written.js";
import { atOnce } from "./moment.js";
import { curveMark } from "./plots.js";
import { quantitiesAt } from "./quantities.js";

/** @typedef {NonNullable<ReturnType<typeof gateMark>>} GateMark */

/** How wide the least gradient is drawn, beside the widest. */
const THREAD = 0.3;

/** @param {Moment} moment @param {Known} known @param {Progress} progress @param {number} largest the largest gradient @param {number} layer @param {number} unit */
export function gateMark(moment, known, progress, largest, layer, unit) {
  const { trace, cursor, layout } = moment;
  const beat = trace.beats[cursor.beat];
  if (layer === 0 || beat.phase !== "backward") return null;
  if (beat.layer !== layer && !atOnce(moment)) return null;
  const n = quantitiesAt(moment, { layer, unit });
  const [arrives, leaves] = [n.value("grad_h"), n.value("grad_f_input")];
  const time = progress("backward", layer, "gate", unit);
  if (time === 0 && cursor.part !== null) return null;
  const into = trace.layers[layer - 1].batch_norm ? "y" : "z";
  const slope = n.value("slope");
  const settled = known("backward", layer, "gate", unit) ? 1 : ease(between(time, 0.3, 0.6));
  const last = unit === trace.layers[layer - 1].b.length - 1;
  const tied = slope === undefined;
  const open = tied ? 1 : 1 + (Math.min(1, Math.abs(slope ?? 0)) - 1) * settled;
  const wide = arrives ? THREAD + (1 - THREAD) * strength(arrives, largest) : 0;
  return {
    open,
    shut: slope === 0,
    tied: tied ? { next: last ? 0 : layout.nodes[layer][unit + 1].x - layout.nodes[layer][unit].x, across: last ? 0 : layout.nodes[layer][unit + 1].y - layout.nodes[layer][unit].y } : null, // prettier-ignore
    text: beat.op === "gate" ? gateText(moment, n, layer, into) : null,
    /** What comes in on the outer side and what is let through, each as a part of the opening. */
    arrives: { tone: tone(arrives, "gradient"), wide, reach: ease(between(time, 0, 0.35)) },
    leaves: { tone: tone(leaves, "gradient"), wide: wide * open, reach: tied ? 0 : ease(between(time, 0.55, 0.85)) },
  };
}

/** What stands at the neuron in place of its sum: why it is shut, or by what it is open. @param {Moment} moment @param {Quantities} n @param {number} layer @param {string} into */
function gateText({ trace, row, layout }, n, layer, into) {
  const [slope, input] = [n.value("slope"), n.value("f_input")];
  if (slope === undefined) return ["all at once"];
  if (slope === 0) return say`${into} = ${n.write("f_input")}${(input ?? 0) <= 0 ? " ≤ 0" : ", flat"}`;
  if (row === null) return say`f′ = ${n.write("slope")} on average`;
  // On a phone there is no stage: the product stands here, its result as the chip.
  const product = say`${n.write("grad_h")} × ${n.factor("slope")}`;
  const room = trace.layers[layer - 1].b.length === 1 ? 150 : layout.step - 2 * layout.radius - 10;
  if (layout.upright && textWidth(plain(product), 12.5) <= room) return product;
  return say`f′(${n.write("f_input")}) = ${n.write("slope")}`;
}

/** ∂L/∂a × f′ = δ, through the dropout mask before and batch norm after where there is one. @param {Moment} moment @param {Quantities} n @param {number} layer @returns {Act} */
export function gateActs(moment, n, layer) {
  const { trace, network, catalog, row } = moment;
  const { batch_norm, mask } = trace.layers[layer - 1];
  const last = layer === trace.layers.length;
  const made = { text: batch_norm ? say`∂L/∂y ${n.write("grad_f_input")}` : say`δ ${n.write("grad_z")}`, strong: !batch_norm, tone: tone(n.value("grad_f_input"), "gradient"), from: 0.55 }; // prettier-ignore
  const normed = { text: say`δ ${n.write("grad_z")}`, strong: true, tone: tone(n.value("grad_z"), "gradient"), from: 0.7 }; // prettier-ignore
  const end = batch_norm ? [made, { ...normed, text: say`batch norm: ${normed.text}` }] : [made];
  if (n.value("slope") === undefined) return { plot: null, variants: tiedVariants(moment, n, layer, end, normed) };
  if (row === null) return { plot: null, variants: [[{ text: say`Σ ∂L/∂a ${n.write("grad_a")}` }, { ...normed, text: say`Σ δ ${n.write("grad_z")}` }], [normed]] }; // prettier-ignore
  const activation = activationOf(catalog, network.network.layers[layer - 1].activation);
  const curve = curveMark(activation, n.value("f_input"), { a: n.value("h"), slope: n.value("slope") });
  const symbol = last ? "∂L/∂ŷ" : "∂L/∂a";
  /** @type {Line[]} */
  const full = [
    { text: say`${symbol} ${n.write("grad_a")}`, tone: tone(n.value("grad_a"), "gradient"), from: 0.1 },
    ...(mask ? [{ text: say`× mask ${n.write("mask")}`, from: 0.2 }] : []),
    { text: say`× f′ ${n.write("slope")}`, from: 0.35 },
    ...end,
  ];
  const product = say`${n.write("grad_a")}${mask ? say` × ${n.factor("mask")}` : ""} × ${n.factor("slope")}`;
  const one = { text: say`${product} = ${n.write("grad_f_input")}`, tone: made.tone };
  return {
    plot: curve && { kind: "curve", ...curve },
    variants: [full, [{ text: product }, ...end], ...(batch_norm ? [[one, end[1]], [normed]] : [[one], [normed]])],
  };
}

/** Softmax: all outputs at once. Beside its own loss, what is left is ŷ − y. @param {Moment} moment @param {Quantities} n @param {number} layer @param {Line[]} end @param {Line} normed */
function tiedVariants({ trace, network, row }, n, layer, end, normed) {
  const matched = layer === trace.layers.length && network.network.loss === "categorical_cross_entropy";
  if (!matched) return [[{ text: ["tied to all others"] }, ...end], [normed]];
  const rows = row === null ? 1 : trace.x.length;
  const difference = say`${n.write("a")} − ${n.factor("y")}`;
  const whole = rows === 1 ? difference : say`(${difference}) / ${String(rows)}`;
  const named = say`ŷ − y = ${difference}`;
  const line = { text: say`${whole} = ${n.write("grad_f_input")}`, tone: end[0].tone };
  return [
    [{ text: rows === 1 ? named : say`(ŷ − y) / ${String(rows)} = ${whole}` }, ...end],
    [{ text: whole }, ...end],
    ...(end.length === 1 ? [[{ ...line, strong: true }]] : [[line, end[1]]]),
    [normed],
  ];
}
