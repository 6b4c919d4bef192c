/** What is said on the way forward. */

/** @import { Subject } from "./subject.js" */
/** @import { Text } from "../written.js" */
import { activationOf } from "../names.js";
import { hasSkip, termKeys, termsOf } from "../numbers.js";
import { lastOperation } from "../timeline.js";
import { added, say, written } from "../written.js";
import { focus, numbers, soFar, sumText, symbol } from "./subject.js";

/** So many neurons are named in one sentence. */
const NAMED = 3;

/** @type {Record<string, (subject: Subject, layer: number) => Text>} */
export const FORWARD = {
  product(subject, layer) {
    const { part, trace } = subject;
    if (part && part.term === null) {
      const { unit } = part;
      const each = trace.layers[layer - 1].w.slice(0, NAMED).flatMap((_, from) => {
        const n = numbers(subject, layer, unit, from);
        return say`${from ? ", " : ""}${n("w")} × ${n.factor("x")} = ${n("product")} from ${symbol(subject, layer - 1, from)}`;
      });
      return say`Each edge into ${symbol(subject, layer, unit)} multiplies what comes along it by its weight: ${each}${more(trace.layers[layer - 1].w.length)}.`;
    }
    const { unit, from } = focus(subject, layer, "product");
    const n = numbers(subject, layer, unit, from);
    const [begin, to] = [n("w"), symbol(subject, layer, unit)];
    const product = say`${begin} × ${n.factor("x")} = ${n("product")}`;
    if (part)
      return say`The weight of this edge multiplies what comes from ${symbol(subject, layer - 1, from)}: ${product} goes to ${to}.`;
    return say`${layer === 1 ? "Each input" : "Each value"} is multiplied by the weight on its edge: ${product} on the way to ${to}.`;
  },
  sum(subject, layer) {
    const { unit } = focus(subject, layer, "z");
    const { trace, row, part } = subject;
    const n = numbers(subject, layer, unit);
    const values = termsOf(trace, row, layer, unit);
    const terms = termKeys(trace, row, layer, unit).map((key, i) => written(values[i], key));
    const whole = sumText("sum", terms, values, { layer, unit }, row);
    if (part && part.term !== null && part.term < values.length - 1) {
      const { term } = part;
      const from = symbol(subject, layer - 1, term);
      if (term === 0)
        return say`${symbol(subject, layer, unit)} begins its sum with what arrives from ${from}: ${terms[0]}.`;
      const sum = soFar("sum", values, { layer, unit, from: term }, row);
      return say`${symbol(subject, layer, unit)} adds what arrives from ${from}, ${terms[term]}. So far that makes ${sum}.`;
    }
    const begin =
      part?.term != null ? say`Last comes the bias, ${n("b")}.` : say`Each neuron adds up what arrives and its bias b.`;
    return say`${begin} For ${symbol(subject, layer, unit)}: z = ${whole} = ${n("z")}.`;
  },
  batch_norm(subject, layer) {
    const { unit } = focus(subject, layer, "z");
    const n = numbers(subject, layer, unit);
    return say`Batch norm brings each neuron’s sums to mean 0 and variance 1 over the batch, then scales and shifts them, y = γ·x̂ + β. For ${symbol(subject, layer, unit)}: ${n("gamma")} × ${n.factor("x_hat")} + ${n.factor("beta")} = ${n("f_input")}.`;
  },
  activation(subject, layer) {
    const { trace, network, catalog, part, row } = subject;
    const activation = activationOf(catalog, network.network.layers[layer - 1].activation);
    const input = trace.layers[layer - 1].batch_norm ? "y" : "z";
    const all = part ? [part.unit] : trace.layers[layer - 1].b.map((_, unit) => unit);
    const ends = lastOperation(trace.beats, layer) === "activation";
    const shown = all.slice(0, NAMED).flatMap((unit, i) => {
      const n = numbers(subject, layer, unit);
      const name = symbol(subject, layer, unit);
      return say`${i ? ", " : ""}${ends ? name : `f(${input}) of ${name}`} = ${n("h")} from ${input} = ${n("f_input")}`;
    });
    const sum = input === "y" ? "normalised sum y" : "sum z";
    const result = ends ? "what the neuron hands on" : `f(${input}), which is not handed on yet`;
    const mean = row === null ? ", on the mean over the batch" : "";
    return say`${activation?.label ?? "The activation"} turns each ${sum} into ${result}${mean}: ${shown}${more(all.length)}.`;
  },
  skip(subject, layer) {
    const { unit } = focus(subject, layer, "h");
    const n = numbers(subject, layer, unit, unit);
    return say`What came into the layer is added to what it made, on a way around it. For ${symbol(subject, layer, unit)}: ${added([n("h"), n("x")])} = ${n("bypassed")}.`;
  },
  dropout(subject, layer) {
    const { trace, row, part } = subject;
    const masks = trace.layers[layer - 1].mask ?? [];
    const mask = masks[row ?? 0] ?? [];
    const off = mask.filter((value) => value === 0).length;
    const { unit } = part ?? focus(subject, layer, "a");
    const n = numbers(subject, layer, unit, unit);
    const before = hasSkip(trace, layer) ? "bypassed" : "h";
    if (row === null) {
      const dropped = masks.filter((own) => own[unit] === 0).length;
      return say`Dropout switches neurons off at random, others for each example: ${symbol(subject, layer, unit)} in ${String(dropped)} of ${String(masks.length)}. On the mean it hands on ${n("a")}.`;
    }
    const made = say`For ${symbol(subject, layer, unit)}: ${n(before)} × ${n.factor("mask")} = ${n("a")}.`;
    if (part)
      return say`${n.value("mask") === 0 ? "This neuron is switched off for this step." : "This neuron stays on, and is made larger to make up for those that are off."} ${made}`;
    const listed = mask.slice(0, 6).flatMap((_, j) => say`${j ? ", " : ""}${numbers(subject, layer, j)("mask")}`);
    return say`Dropout switches ${String(off)} of ${String(mask.length)} neurons off for this example and step, and makes the others larger to make up for it: the mask is ${listed}${mask.length > 6 ? ", …" : ""}. ${made}`;
  },
};

/** Those that a sentence leaves out. @param {number} count */
const more = (count) => (count > NAMED ? `, and ${count - NAMED} more` : "");

/** What a whole forward pass has done. @param {Subject} subject @returns {Text} */
export function allForward(subject) {
  const { trace, network, row } = subject;
  const last = trace.layers.length;
  const outputs = trace.layers[last - 1].b.slice(0, NAMED).flatMap((_, unit) => {
    return say`${unit ? ", " : ""}${symbol(subject, last, unit)} = ${numbers(subject, last, unit)("a")}`;
  });
  const inputs = network.network.inputs;
  const mean = row === null ? ", on the mean over the batch" : "";
  return say`${inputs === 1 ? "The input goes" : `All ${inputs} inputs go`} through ${last === 1 ? "the one layer" : `${last} layers`}, each multiplying, adding up and bending. The answer is ${outputs}${more(trace.layers[last - 1].b.length)}${mean}.`;
}
