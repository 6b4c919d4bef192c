/**
 * The instrument beside a neuron at work: its arrivals stacked up to their sum, its activation's curve with the point on it, or
 * where its sum stands within the batch. A small card with a plot and the numbers it shows. Pure.
 */

/** @import { Box } from "../layout.js" */
/** @import { Instant, Known, Moment, Progress } from "./moment.js" */
/** @import { Stack, Tick } from "./stack.js" */
/** @import { Text } from "../written.js" */
import { barsFit, CARD, cardBoxes } from "../layout.js";
import { activationOf } from "../names.js";
import { messageKeys, messagesTo, numberKey, numberOf, targetOf, termKeys, termsOf } from "../numbers.js";
import { bracketed, say, written } from "../written.js";
import { curveMark } from "./plots.js";
import { stackRows } from "./stack.js";

/** @typedef {{ stack?: Stack, curve?: ReturnType<typeof curveMark>, strip?: Tick[], lines: Text[] }} Instrument what an instrument shows */
/** @typedef {Instrument & { box: Box | null }} Card `box` is where it stands; without one its bars stand above the neuron */

/** The height of a row of a stack on a card. */
export const ROW = 15;

/** @param {Moment} moment @param {Known} known @param {Progress} progress @param {number} layer @param {number} unit @returns {Card | null} */
export function cardMark(moment, known, progress, layer, unit) {
  const instrument = instrumentAt(moment, known, progress, layer, unit);
  if (!instrument) return null;
  const { stack, curve, strip, lines } = instrument;
  const plot = stack ? (stack.rows.length + 1) * ROW : curve || strip ? CARD.plot : 0;
  const boxes = cardBoxes(moment.layout, layer, plot + lines.length * CARD.line + 2 * CARD.pad);
  if (boxes) return { ...instrument, box: boxes[unit] };
  return stack && barsFit(moment.layout, layer, stack.rows.length + 1) ? { ...instrument, box: null } : null;
}

/** What a neuron does at a beat, as an instrument shows it; null where it does nothing to be shown so. @param {Instant} moment @param {Known} known @param {Progress} progress @param {number} layer @param {number} unit @param {number} [most] rows of a stack @returns {Instrument | null} */
export function instrumentAt(moment, known, progress, layer, unit, most) {
  const beat = moment.trace.beats[moment.cursor.beat];
  const mine = beat.layer === layer && layer > 0;
  if (beat.op === "sum" && mine) return stacked(moment, known, progress, layer, unit, "sum", most);
  if (beat.op === "gather" && beat.layer === layer + 1)
    return stacked(moment, known, progress, layer, unit, "gather", most);
  if (!mine) return null;
  if (beat.op === "activation") return activated(moment, known, layer, unit);
  if (beat.op === "batch_norm") return normed(moment, known, layer, unit);
  if (beat.op === "gate") return gated(moment, known, progress, layer, unit);
  return null;
}

/** Arrivals that add up: forward the products and the bias, backward the messages. @param {Instant} moment @param {Known} known @param {Progress} progress @param {number} layer @param {number} unit @param {"sum" | "gather"} adding @param {number} [most] */
function stacked(moment, known, progress, layer, unit, adding, most) {
  const { trace, row, grain, cursor } = moment;
  const forward = adding === "sum";
  const at = forward ? layer : layer + 1;
  const values = forward ? termsOf(trace, row, layer, unit) : messagesTo(trace, row, at, unit);
  const keys = forward ? termKeys(trace, row, layer, unit) : messageKeys(trace, row, at, unit);
  if (values.length < 2 || !values.every(Number.isFinite)) return null;
  const phase = forward ? "forward" : "backward";
  // Term by term where the step is cut so finely; else one after the other while the unit is at it.
  const begun = (/** @type {number} */ i) =>
    cursor.part !== null && grain === "term"
      ? progress(phase, at, adding, unit, i) > 0
      : i < progress(phase, at, adding, unit) * values.length * 1.6;
  const total = forward ? "z" : layer === 0 ? "grad_x" : "grad_a";
  const sum = written(
    numberOf(trace, row, total === "grad_x" ? "grad_a" : total, { layer, unit }),
    numberKey(total, { layer, unit }, row),
  );
  const stack = stackRows({
    values: /** @type {number[]} */ (values),
    keys,
    begun,
    family: forward ? "value" : "gradient",
    sum: known(phase, at, adding, unit) ? sum : null,
    rest: (from) => numberKey(`${adding}_rest`, { layer: at, unit, from }, row),
    most,
  });
  return { stack, lines: [] };
}

/** The curve of the activation, and what it makes of the sum. @param {Instant} moment @param {Known} known @param {number} layer @param {number} unit */
function activated({ trace, network, catalog, row }, known, layer, unit) {
  const entry = activationOf(catalog, network.network.layers[layer - 1].activation);
  const at = { layer, unit };
  const into = written(numberOf(trace, row, "f_input", at), numberKey("f_input", at, row));
  const out = known("forward", layer, "activation", unit)
    ? written(numberOf(trace, row, "h", at), numberKey("h", at, row))
    : "–";
  const curve = curveMark(entry, numberOf(trace, row, "f_input", at), exactAt(trace, row, at));
  const f = entry?.label ?? "f";
  return { ...(curve && { curve }), lines: [say`${f.length > 8 ? "f" : f}(${into}) = ${out}`] };
}

/** Where the sum stands among those of the batch, and what becomes of it. @param {Instant} moment @param {Known} known @param {number} layer @param {number} unit */
function normed({ trace, row }, known, layer, unit) {
  const norm = trace.layers[layer - 1].batch_norm;
  if (!norm) return null;
  const own = (/** @type {string} */ quantity) =>
    written(numberOf(trace, row, quantity, { layer, unit }), numberKey(quantity, { layer, unit }, row));
  const there = known("forward", layer, "batch_norm", unit);
  const hats = norm.x_hat.map((values) => Number(values[unit]));
  const reach = Math.max(2, ...hats.map(Math.abs));
  const strip = hats.map((value, each) => ({ at: value / reach, now: each === row }));
  return {
    strip,
    lines: [say`x̂ = ${there ? own("x_hat") : "–"}`, say`y = γ·x̂ + β = ${there ? own("f_input") : "–"}`],
  };
}

/** What comes back, the slope it meets, and what is let through. @param {Instant} moment @param {Known} known @param {Progress} progress @param {number} layer @param {number} unit @returns {Instrument} */
function gated({ trace, network, catalog, row }, known, progress, layer, unit) {
  const at = { layer, unit };
  const own = (/** @type {string} */ quantity) =>
    written(numberOf(trace, row, quantity, at), numberKey(quantity, at, row));
  const there = known("backward", layer, "gate", unit);
  const name = trace.layers[layer - 1].batch_norm ? "∂L/∂y" : "δ";
  const slope = numberOf(trace, row, "slope", at);
  const arrived = progress("backward", layer, "gate", unit) >= 0.3;
  if (slope === undefined) return { lines: difference(trace, network, row, layer, unit) };
  const entry = activationOf(catalog, network.network.layers[layer - 1].activation);
  const curve = curveMark(entry, numberOf(trace, row, "f_input", at), exactAt(trace, row, at));
  // Over a batch each example passes by its own slope, so there is no one product.
  const chain =
    row === null
      ? say`${name} = ${there ? own("grad_f_input") : "–"}`
      : say`${arrived ? own("grad_h") : "–"} · ${bracketed(own("slope"))}`;
  return { ...(curve && { curve }), lines: [chain] };
}

/** What f and its slope are at a neuron; on the mean of a batch neither lies on the curve. @param {Instant["trace"]} trace @param {number | null} row @param {{ layer: number, unit: number }} at */
const exactAt = (trace, row, at) =>
  row === null ? {} : { a: numberOf(trace, row, "h", at), slope: numberOf(trace, row, "slope", at) };

/** Softmax with its own loss: what is left of the whole Jacobian is ŷ − y. @param {Instant["trace"]} trace @param {Instant["network"]} network @param {number | null} row @param {number} layer @param {number} unit @returns {Text[]} */
function difference(trace, network, row, layer, unit) {
  const fused = network.network.loss === "categorical_cross_entropy" && layer === trace.layers.length;
  if (!fused) return [["through the Jacobian"]];
  const at = { layer, unit };
  const y = written(targetOf(trace, row)[unit], numberKey("y", at, row));
  const a = written(numberOf(trace, row, "a", at), numberKey("a", at, row));
  const rows = trace.x.length;
  return [row === null || rows === 1 ? say`ŷ − y = ${a} − ${y}` : say`(${a} − ${y}) ÷ ${String(rows)}`];
}
