/** The update of one parameter part by part: its gradient, penalty and clipping, what the optimizer remembers, the change. */

/** @import { Trace } from "../types" */
/** @import { Known, Moment } from "./moment.js" */
/** @import { Written } from "../written.js" */
import { neuronSymbol } from "../names.js";
import { magnitude } from "../scales.js";
import { partNow } from "./moment.js";
import { quantitiesAt } from "./quantities.js";

/** @typedef {{ layer: number, unit: number, from?: number }} Told  a weight, or without `from` a bias */
/** @typedef {NonNullable<ReturnType<typeof ledgerMark>>} LedgerMark */

const ROW = 16.5;

/** Found once for each trace. @type {WeakMap<Trace, Told>} */
const steepest = new WeakMap();

/** The parameter whose update is told: the one at work, the one selected, else the steepest weight. @param {Moment} moment @returns {Told} */
export function toldOf(moment) {
  const { trace, selection } = moment;
  const part = partNow(moment);
  if (part) {
    const { w } = trace.layers[part.layer - 1];
    const from = part.term ?? steepestInto(trace, part.layer, part.unit);
    return { layer: part.layer, unit: part.unit, from: from < w.length ? from : undefined };
  }
  if (selection?.kind === "weight" || selection?.kind === "bias") return selection;
  const before = steepest.get(trace);
  if (before) return before;
  let best = { layer: 1, unit: 0, from: 0, size: -1 };
  for (const [index, { grad_w }] of trace.layers.entries())
    for (const [from, row] of grad_w.entries())
      for (const [unit, value] of row.entries())
        if (magnitude(value) > best.size) best = { layer: index + 1, unit, from, size: magnitude(value) };
  steepest.set(trace, best);
  return best;
}

/** @param {Trace} trace @param {number} layer @param {number} unit */
function steepestInto(trace, layer, unit) {
  const sizes = trace.layers[layer - 1].grad_w.map((row) => magnitude(row[unit]));
  return sizes.indexOf(sizes.reduce((most, size) => Math.max(most, size), 0));
}

/** What is told below the loss while the weights change; null where there is no room for it. @param {Moment} moment @param {Known} known */
export function ledgerMark(moment, known) {
  const { trace, network, layout, cursor } = moment;
  if (trace.beats[cursor.beat].op !== "update" || layout.upright) return null;
  const told = toldOf(moment);
  const { layer, unit, from } = told;
  if (!known("update", layer, "update", unit, from ?? trace.layers[layer - 1].w.length)) return null;
  const name = from === undefined ? "b" : "w";
  const n = quantitiesAt(moment, told);
  const [gradient, penalty, clipped] = [`grad_${name}`, "penalty", "clipped"].map((quantity) => n.value(quantity) ?? 0);
  const isCut = Math.abs(gradient + penalty - clipped) > 1e-6 * Math.abs(gradient + penalty);
  /** @type {[string, Written][]} */
  const rows = [
    ["gradient", n.write(`grad_${name}`)],
    ...(penalty ? [/** @type {[string, Written]} */ (["penalty", n.write("penalty")])] : []),
    ...(isCut ? [/** @type {[string, Written]} */ (["clipped", n.write("clipped")])] : []),
    ...["m", "v", "s"].flatMap((memory) =>
      n.value(memory) === undefined ? [] : [/** @type {[string, Written]} */ ([memory, n.write(memory)])],
    ),
    ["change", n.write("change")],
    [`new ${name}`, n.write(`${name}_after`)],
  ];
  const to = neuronSymbol(network, layer, unit);
  const { loss } = layout;
  const height = 30 + rows.length * ROW;
  const top = loss.y + loss.height / 2 + 7;
  if (top + height > layout.height - 1) return null;
  return {
    ...{ x: loss.x, y: top + height / 2, width: loss.width, height, row: ROW },
    title: from === undefined ? `bias of ${to}` : `weight ${neuronSymbol(network, layer - 1, from)} → ${to}`,
    rows,
  };
}
