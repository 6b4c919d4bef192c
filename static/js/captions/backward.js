/** What is said of the loss, on the way back, and of the update. */

/** @import { Trace } from "../types" */
/** @import { Subject } from "./subject.js" */
/** @import { Text } from "../written.js" */
import { holdOf } from "../holds.js";
import { neuronSymbol } from "../names.js";
import { foretoldChange, hasSkip, messageKeys, messagesTo, numberOf, targetOf } from "../numbers.js";
import { once } from "../once.js";
import { magnitude } from "../scales.js";
import { say, written } from "../written.js";
import { chosenPlace, focus, largestIndex, numbers, ofStep, soFar, sumText, symbol, target } from "./subject.js";

/** @type {Record<string, (subject: Subject, layer: number) => Text>} */
export const BACKWARD = {
  loss(subject) {
    const { trace, network, catalog, row } = subject;
    const label = catalog?.losses.find((loss) => loss.name === network.network.loss)?.label ?? "The loss";
    const last = trace.layers.length;
    const pairs = targetOf(trace, row)
      .slice(0, 2)
      .flatMap(
        (y, unit) =>
          say`${unit ? " and " : ""}${symbol(subject, last, unit)} = ${numbers(subject, last, unit)("a")} with y = ${target(y, subject, unit)}`,
      );
    const rows = trace.x.length;
    const whole =
      rows === 1
        ? "the loss is"
        : row === null
          ? `these are means over ${rows} examples, whose mean loss is`
          : `over all ${rows} examples of the batch the mean loss is`;
    return say`${label} compares the answer with what is right, ${pairs}: ${whole} ${ofStep(subject, "loss")}.`;
  },
  gate(subject, layer) {
    const { unit } = focus(subject, layer, "grad_h");
    const { row, trace } = subject;
    const n = numbers(subject, layer, unit);
    const name = symbol(subject, layer, unit);
    const { batch_norm, mask } = trace.layers[layer - 1];
    const into = batch_norm ? "y" : "z";
    const normed = batch_norm
      ? say` Batch norm, which ties the examples of the batch together, makes of it δ = ∂L/∂z = ${n("grad_z")}.`
      : [];
    if (n.value("slope") === undefined)
      return say`Softmax ties all outputs together: its whole Jacobian turns ∂L/∂ŷ into ${batch_norm ? "" : "δ = "}∂L/∂${into}, for ${name} ${n("grad_f_input")}.${normed}`;
    if (row === null)
      return say`Each example passes the activation by its own slope f′(${into}). Over the batch ${n("grad_h")} comes back to ${name}, and ${n("grad_f_input")} goes through${batch_norm ? "" : " as δ"}.${normed}`;
    const begin = mask
      ? say`What comes back passes the dropout mask, ${n("grad_a")} × ${n.factor("mask")} = ${n("grad_h")} for ${name}, then the activation by its slope f′(${into})${batch_norm ? "" : ", which leaves δ"}: `
      : say`The gradient passes each activation by its slope, ${batch_norm ? "" : "δ = "}∂L/∂a · f′(${into}). For ${name}: `;
    const passed = say`${n("grad_h")} × ${n.factor("slope")} = ${n("grad_f_input")}.`;
    const shut = subject.part ? (n.value("slope") === 0 ? unit : null) : shutNeuron(trace, row, layer);
    const closed =
      shut === null
        ? []
        : say` ${symbol(subject, layer, shut)} is shut: at ${into} = ${numbers(subject, layer, shut)("f_input")} its slope is 0, so nothing passes.`;
    return say`${begin}${passed}${closed}${normed}`;
  },
  deposit(subject, layer) {
    const { trace, row, part } = subject;
    const rows = trace.x.length;
    if (part?.term === trace.layers[layer - 1].w.length) {
      const n = numbers(subject, layer, part.unit);
      return say`The bias is an edge from a constant 1, so δ itself stays on it${rows > 1 && row !== null ? ", this example’s part of" : " as"} ∂L/∂b: ${n("grad_z")}.`;
    }
    const { unit, from } = focus(subject, layer, "share");
    const n = numbers(subject, layer, unit, from);
    const on = part ? "this edge" : "each edge";
    if (row === null)
      return say`On ${on} the deposits of all ${String(rows)} examples add up to ∂L/∂w, δ times the value that came in: ${n("grad_w")} from ${symbol(subject, layer - 1, from)}.`;
    return say`δ times the value that came in stays on ${on}${rows > 1 ? ", this example’s part of" : " as"} ∂L/∂w: ${n("grad_z")} × ${n.factor("x")} = ${n("share")} from ${symbol(subject, layer - 1, from)}.`;
  },
  send(subject, layer) {
    const { unit, from } = focus(subject, layer, "message");
    const n = numbers(subject, layer, unit, from);
    const who = subject.part ? symbol(subject, layer, unit) : "Each neuron";
    return say`${who} sends w·δ back to ${subject.part?.term != null ? "what" : "everything that"} fed it: ${n("w")} × ${n.factor("grad_z")} = ${n("message")} to ${symbol(subject, layer - 1, from)}.`;
  },
  gather(subject, layer) {
    const { trace, row, part } = subject;
    const from = gatheredAt(subject, layer);
    const values = messagesTo(trace, row, layer, from);
    const terms = messageKeys(trace, row, layer, from).map((key, i) => written(values[i], key));
    const name = symbol(subject, layer - 1, from);
    const total = numbers(subject, layer - 1, from)(layer === 1 ? "grad_x" : "grad_a");
    const plain = neuronSymbol(subject.network, layer - 1, from);
    if (part && part.term !== null && part.term < values.length - 1) {
      const begin = say`${name} gets ${terms[part.term]} from ${symbol(subject, layer, part.term)}.`;
      const sum = soFar("gather", values, { layer, unit: from, from: part.term }, row);
      return part.term === 0 ? begin : say`${begin} So far that makes ${sum}.`;
    }
    const whole = sumText("gather", terms, values, { layer, unit: from }, row);
    if (hasSkip(trace, layer))
      return say`The messages that arrive add up, and last what goes back on the way around layer ${String(layer)}. For ${name}: ∂L/∂${plain} = ${whole} = ${total}.`;
    if (values.length === 1)
      return say`One message arrives at each neuron below, so it is the whole gradient there: ∂L/∂${plain} = ${total} for ${name}.`;
    return say`The messages that arrive add up. For ${name}: ∂L/∂${plain} = ${whole} = ${total}.`;
  },
  update(subject) {
    const { network, part } = subject;
    const { layer, unit, from } = changed(subject);
    const [own, name] = from === null ? ["b", "bias"] : ["w", "weight"];
    const n = numbers(subject, layer, unit, from ?? undefined);
    const grad = own === "b" ? n("grad_b") : n("grad_w");
    const after = n(`${own}_after`);
    const { name: rule } = network.training.optimizer;
    const picked = part ? part.term !== null : ["weight", "bias"].includes(subject.selection?.kind ?? "");
    const which = picked ? `This ${name}` : "The steepest one";
    const clipped = n.value("clipped") !== n.value(`grad_${own}`);
    const hold = holdOf(subject.trace, { layer, unit, from });
    if (hold)
      return say`${which} is ${hold === "off" ? "switched off" : "frozen"}: its gradient is ${grad}, and it stays ${after}.`;
    if (rule !== "sgd" || clipped || network.network.layers[layer - 1].frozen) {
      const seen = clipped ? say`, of which the optimizer saw ${n("clipped")}` : [];
      const step = say`${n(own)} + ${n.factor("change")} = ${after}`;
      return say`The optimizer, ${rule}, turns every gradient into a change of its weight. ${which}: ∂L/∂${own} = ${grad}${seen}, and ${step}.`;
    }
    const rate = ofStep(subject, "learning_rate");
    const factor = own === "b" ? n.factor("grad_b") : n.factor("grad_w");
    return say`Every weight moves against its gradient, w − η·∂L/∂w. ${which}: ${n(own)} − ${rate} × ${factor} = ${after}.`;
  },
  measure(subject) {
    const { trace } = subject;
    if (trace.loss === null || trace.loss_after === null || !Number.isFinite(trace.loss_after - trace.loss))
      return say`The loss is not finite, so it cannot be compared.`;
    const foretold = written(foretoldChange(trace), "foretold::::");
    const change = written(trace.loss_after - trace.loss, "loss_change::::");
    const same = trace.x.length > 1 ? "The same examples" : "The same example";
    const masked = trace.layers.some(({ mask }) => mask) ? ", under the same dropout mask" : "";
    return say`${same} once more${masked}: the loss went from ${ofStep(subject, "loss")} to ${ofStep(subject, "loss_after")}. The gradient foretold ${foretold}, measured is ${change}.`;
  },
};

/** What the whole way back has done. @param {Subject} subject @returns {Text} */
export function allBackward(subject) {
  const { layer, unit, from } = changed({ ...subject, part: null });
  const n = numbers(subject, layer, unit, from ?? undefined);
  const where = `from ${symbol(subject, layer - 1, from ?? 0)} to ${symbol(subject, layer, unit)}`;
  const count = subject.trace.layers.length;
  return say`The gradient of the loss comes back through ${count === 1 ? "the one layer" : `${count} layers`}, one message along each edge, and leaves each weight its own ∂L/∂w. The largest is ${n("grad_w")}, on the edge ${where}.`;
}

/** What the whole update has done. @param {Subject} subject @returns {Text} */
export const allUpdated = (subject) =>
  say`${BACKWARD.update({ ...subject, part: null }, 0)} ${BACKWARD.measure(subject, 0)}`;

/** The first neuron of a layer that lets no gradient through though one came; null where there is none. @param {Trace} trace @param {number} row @param {number} layer */
function shutNeuron(trace, row, layer) {
  const { slope, grad_a, grad_h } = trace.layers[layer - 1];
  const back = (grad_h ?? grad_a)[row];
  const unit = slope ? slope[row].findIndex((value, j) => value === 0 && back[j] !== 0) : -1;
  return unit === -1 ? null : unit;
}

/** The neuron below that a gather is told by. @param {Subject} subject @param {number} layer */
export const gatheredAt = (subject, layer) =>
  subject.part?.unit ?? chosenPlace(subject, layer).from ?? largestAt(subject, layer);

/** Which neuron below gets the largest gradient. @param {Subject} subject @param {number} layer */
function largestAt({ trace, row }, layer) {
  const below = layer === 1 ? trace.x[0] : trace.layers[layer - 2].b;
  return largestIndex(
    below.map((_, unit) => numberOf(trace, row, layer === 1 ? "grad_x" : "grad_a", { layer: layer - 1, unit })),
  );
}

/** The parameter that an update is told by: the part's, the one selected, else the steepest weight. @param {Subject} subject @returns {{ layer: number, unit: number, from: number | null }} `from` null for a bias */
export function changed({ trace, selection, part }) {
  if (part) {
    const { layer, unit, term } = part;
    const { w, grad_w } = trace.layers[layer - 1];
    if (term === null) return { layer, unit, from: largestIndex(grad_w.map((row) => row[unit])) };
    return { layer, unit, from: term < w.length ? term : null };
  }
  if (selection?.kind === "weight") return selection;
  if (selection?.kind === "bias") return { ...selection, from: null };
  return once(trace, "steepest", () => steepestOf(trace));
}

/** @param {Trace} trace */
function steepestOf(trace) {
  let best = { layer: 1, unit: 0, from: 0, size: -1 };
  trace.layers.forEach((values, index) =>
    values.grad_w.forEach((row, from) =>
      row.forEach((value, unit) => {
        const size = magnitude(value);
        if (size > best.size) best = { layer: index + 1, unit, from, size };
      }),
    ),
  );
  return best;
}
