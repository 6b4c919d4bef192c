/** What is said of the loss, on the way back, and of the update. */

/** @import { Subject } from "./subject.js" */
import { formatFactor } from "../format.js";
import { neuronSymbol } from "../names.js";
import { foretoldChange, hasSkip, messagesTo, targetOf } from "../numbers.js";
import { magnitude } from "../scales.js";
import { once } from "../wide/values.js";
import { chosenPlace, f, focus, largestIndex, numbers, sumText, symbol } from "./subject.js";

/** @type {Record<string, (subject: Subject, layer: number) => string>} */
export const BACKWARD = {
  loss(subject) {
    const { trace, network, catalog, row } = subject;
    const label = catalog?.losses.find((loss) => loss.name === network.network.loss)?.label ?? "The loss";
    const last = trace.layers.length;
    const pairs = targetOf(trace, row)
      .slice(0, 2)
      .map((y, unit) => `${symbol(subject, last, unit)} = ${f(trace.a[row][unit])} with y = ${f(y)}`);
    return `${label} compares the answer with what is right, ${pairs.join(" and ")}: the loss is ${f(trace.loss)}.`;
  },
  gate(subject, layer) {
    const { unit } = focus(subject, layer, "grad_h");
    const n = numbers(subject, layer, unit);
    const name = symbol(subject, layer, unit);
    const { batch_norm, mask } = subject.trace.layers[layer - 1];
    const into = batch_norm ? "y" : "z";
    const normed = batch_norm
      ? ` Batch norm, which ties the examples of the batch together, makes of it δ = ∂L/∂z = ${f(n("grad_z"))}.`
      : "";
    if (n("slope") === undefined)
      return `Softmax ties all outputs together: its whole Jacobian turns ∂L/∂ŷ into ${batch_norm ? "" : "δ = "}∂L/∂${into}, for ${name} ${f(n("grad_f_input"))}.${normed}`;
    const unmasked = mask
      ? `What comes back passes the dropout mask, ${f(n("grad_a"))} × ${formatFactor(n("mask"))} = ${f(n("grad_h"))} for ${name}, then the activation by its slope f′(${into})${batch_norm ? "" : ", which leaves δ"}: `
      : `The gradient passes each activation by its slope, ${batch_norm ? "" : "δ = "}∂L/∂a · f′(${into}). For ${name}: `;
    const passed = `${f(n("grad_h"))} × ${formatFactor(n("slope"))} = ${f(n("grad_f_input"))}.`;
    const shut = shutNeuron(subject, layer);
    const closed =
      shut === null
        ? ""
        : ` ${symbol(subject, layer, shut)} is shut: at ${into} = ${f(numbers(subject, layer, shut)("f_input"))} its slope is 0, so nothing passes.`;
    return `${unmasked}${passed}${closed}${normed}`;
  },
  deposit(subject, layer) {
    const { unit, from } = focus(subject, layer, "share");
    const n = numbers(subject, layer, unit, from);
    const part = subject.trace.x.length > 1 ? ", this example’s part of" : " as";
    return `δ times the value that came in stays on each edge${part} ∂L/∂w: ${f(n("grad_z"))} × ${formatFactor(n("x"))} = ${f(n("share"))} from ${symbol(subject, layer - 1, from)}.`;
  },
  send(subject, layer) {
    const { unit, from } = focus(subject, layer, "message");
    const n = numbers(subject, layer, unit, from);
    return `Each neuron sends w·δ back to everything that fed it: ${f(n("w"))} × ${formatFactor(n("grad_z"))} = ${f(n("message"))} to ${symbol(subject, layer - 1, from)}.`;
  },
  gather(subject, layer) {
    const { trace, row } = subject;
    const from = chosenPlace(subject, layer).from ?? largestIndex(trace.layers[layer - 1].grad_x[row]);
    const messages = messagesTo(trace, row, layer, from);
    const name = symbol(subject, layer - 1, from);
    const total = f(trace.layers[layer - 1].grad_x[row][from]);
    const plain = neuronSymbol(subject.network, layer - 1, from);
    if (hasSkip(trace, layer))
      return `The messages that arrive add up, and last what goes back on the way around layer ${layer}. For ${name}: ∂L/∂${plain} = ${sumText(messages)} = ${total}.`;
    if (messages.length === 1)
      return `One message arrives at each neuron below, so it is the whole gradient there: ∂L/∂${plain} = ${total} for ${name}.`;
    return `The messages that arrive add up. For ${name}: ∂L/∂${plain} = ${sumText(messages)} = ${total}.`;
  },
  update(subject) {
    const { trace, network } = subject;
    const { layer, unit, from } = steepest(subject);
    const n = numbers(subject, layer, unit, from);
    const { name } = network.training.optimizer;
    if (name !== "sgd" || n("clipped") !== n("grad_w")) {
      const seen = n("clipped") === n("grad_w") ? "" : `, of which the optimizer saw ${f(n("clipped"))}`;
      return `The optimizer, ${name}, turns every gradient into a change of its weight. The steepest one: ∂L/∂w = ${f(n("grad_w"))}${seen}, and ${f(n("w"))} + ${formatFactor(n("change"))} = ${f(n("w_after"))}.`;
    }
    return `Every weight moves against its gradient, w − η·∂L/∂w. The steepest one: ${f(n("w"))} − ${f(trace.learning_rate)} × ${formatFactor(n("grad_w"))} = ${f(n("w_after"))}.`;
  },
  measure({ trace }) {
    if (trace.loss === null || trace.loss_after === null || !Number.isFinite(trace.loss_after - trace.loss))
      return "The loss is not finite, so it cannot be compared.";
    const foretold = once(trace, "foretold", () => foretoldChange(trace));
    const change = trace.loss_after - trace.loss;
    const same = trace.x.length > 1 ? "The same examples" : "The same example";
    const masked = trace.layers.some(({ mask }) => mask) ? ", under the same dropout mask" : "";
    return `${same} once more${masked}: the loss went from ${f(trace.loss)} to ${f(trace.loss_after)}. The gradient foretold ${f(foretold)}, measured is ${f(change)}.`;
  },
};

/** The first neuron of a layer that lets no gradient through though one came; null where there is none. @param {Subject} subject @param {number} layer */
function shutNeuron({ trace, row }, layer) {
  const { slope, grad_a, grad_h } = trace.layers[layer - 1];
  const back = (grad_h ?? grad_a)[row];
  const unit = slope ? slope[row].findIndex((value, j) => value === 0 && back[j] !== 0) : -1;
  return unit === -1 ? null : unit;
}

/** @param {Subject} subject */
function steepest({ trace, selection }) {
  return selection?.kind === "weight" ? selection : once(trace, "steepest", () => steepestOf(trace));
}

/** @param {Subject["trace"]} trace */
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
