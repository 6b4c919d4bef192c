/** What is said on the way forward. */

/** @import { Subject } from "./subject.js" */
import { formatFactor, formatSum } from "../format.js";
import { activationOf } from "../names.js";
import { hasSkip, termsOf } from "../numbers.js";
import { lastOperation } from "../timeline.js";
import { f, focus, numbers, sumText, symbol } from "./subject.js";

/** @type {Record<string, (subject: Subject, layer: number) => string>} */
export const FORWARD = {
  product(subject, layer) {
    const { unit, from } = focus(subject, layer, "product");
    const n = numbers(subject, layer, unit, from);
    const each = layer === 1 ? "Each input" : "Each value";
    return `${each} is multiplied by the weight on its edge: ${f(n("w"))} × ${formatFactor(n("x"))} = ${f(n("product"))} on the way to ${symbol(subject, layer, unit)}.`;
  },
  sum(subject, layer) {
    const { unit } = focus(subject, layer, "z");
    const n = numbers(subject, layer, unit);
    const terms = termsOf(subject.trace, subject.row, layer, unit);
    return `Each neuron adds up what arrives and its bias b. For ${symbol(subject, layer, unit)}: z = ${sumText(terms)} = ${f(n("z"))}.`;
  },
  batch_norm(subject, layer) {
    const { unit } = focus(subject, layer, "z");
    const n = numbers(subject, layer, unit);
    return `Batch norm brings each neuron’s sums to mean 0 and variance 1 over the batch, then scales and shifts them, y = γ·x̂ + β. For ${symbol(subject, layer, unit)}: ${f(n("gamma"))} × ${formatFactor(n("x_hat"))} + ${formatFactor(n("beta"))} = ${f(n("f_input"))}.`;
  },
  activation(subject, layer) {
    const activation = activationOf(subject.catalog, subject.network.network.layers[layer - 1].activation);
    const input = subject.trace.layers[layer - 1].batch_norm ? "y" : "z";
    const units = subject.trace.layers[layer - 1].b.map((_, unit) => unit);
    const ends = lastOperation(subject.trace.beats, layer) === "activation";
    const shown = units.slice(0, 3).map((unit) => {
      const n = numbers(subject, layer, unit);
      const name = symbol(subject, layer, unit);
      return `${ends ? name : `f(${input}) of ${name}`} = ${f(n("h"))} from ${input} = ${f(n("f_input"))}`;
    });
    const more = units.length > shown.length ? `, and ${units.length - shown.length} more` : "";
    const sum = input === "y" ? "normalised sum y" : "sum z";
    const result = ends ? "what the neuron hands on" : `f(${input}), which is not handed on yet`;
    return `${activation?.label ?? "The activation"} turns each ${sum} into ${result}: ${shown.join(", ")}${more}.`;
  },
  skip(subject, layer) {
    const { unit } = focus(subject, layer, "h");
    const n = numbers(subject, layer, unit, unit);
    const sum = `${formatSum([n("h"), n("x")])} = ${f(n("bypassed"))}`;
    return `What came into the layer is added to what it made, on a way around it. For ${symbol(subject, layer, unit)}: ${sum}.`;
  },
  dropout(subject, layer) {
    const { trace, row } = subject;
    const mask = trace.layers[layer - 1].mask?.[row] ?? [];
    const off = mask.filter((value) => value === 0).length;
    const { unit } = focus(subject, layer, "a");
    const n = numbers(subject, layer, unit, unit);
    const before = n(hasSkip(trace, layer) ? "bypassed" : "h");
    return `Dropout switches ${off} of ${mask.length} neurons off for this example and step, and makes the others larger to make up for it: the mask is ${mask.slice(0, 6).map(f).join(", ")}${mask.length > 6 ? ", …" : ""}. For ${symbol(subject, layer, unit)}: ${f(before)} × ${formatFactor(n("mask"))} = ${f(n("a"))}.`;
  },
};
