/** One plain sentence for each beat: what happens and why, with the numbers of the neuron in view. */

/** @import { Trace, NetworkSummary, Catalog, Selection, Beat } from "./types" */
import { formatFactor, formatNumber, formatSum } from "./format.js";
import { activationOf, neuronSymbol } from "./names.js";
import { numberOf, foretoldChange, targetOf } from "./numbers.js";
import { magnitude } from "./scales.js";
import { beatTitle } from "./timeline.js";

/**
 * @typedef {object} Subject
 * @property {Trace} trace
 * @property {NetworkSummary} network
 * @property {Catalog | null} catalog
 * @property {number} row
 * @property {Selection | null} selection
 */

/** More terms than this are cut short in a sentence. */
const MOST_TERMS = 4;

/** @param {Subject} subject @param {Beat} beat @returns {{ title: string, text: string }} */
export function caption(subject, beat) {
  const sentence = SENTENCES[beat.op];
  return { title: `${beatTitle(beat)}.`, text: sentence ? sentence(subject, beat.layer ?? 0) : "" };
}

/** @type {Record<string, (subject: Subject, layer: number) => string>} */
const SENTENCES = {
  product(subject, layer) {
    const { unit, from } = focus(subject, layer, "product");
    const n = numbers(subject, layer, unit, from);
    const each = layer === 1 ? "Each input" : "Each value";
    return `${each} is multiplied by the weight on its edge: ${f(n("w"))} × ${formatFactor(n("x"))} = ${f(n("product"))} on the way to ${symbol(subject, layer, unit)}.`;
  },
  sum(subject, layer) {
    const { unit } = focus(subject, layer, "z");
    const n = numbers(subject, layer, unit);
    const terms = subject.trace.layers[layer - 1].w.map((_, from) => numbers(subject, layer, unit, from)("product"));
    return `Each neuron adds up what arrives and its bias b. For ${symbol(subject, layer, unit)}: z = ${sumText(terms, n("b"))} = ${f(n("z"))}.`;
  },
  activation(subject, layer) {
    const activation = activationOf(subject.catalog, subject.network.network.layers[layer - 1].activation);
    const units = subject.trace.layers[layer - 1].b.map((_, unit) => unit);
    const shown = units.slice(0, 3).map((unit) => {
      const n = numbers(subject, layer, unit);
      return `${symbol(subject, layer, unit)} = ${f(n("a"))} from z = ${f(n("z"))}`;
    });
    const more = units.length > shown.length ? `, and ${units.length - shown.length} more` : "";
    return `${activation?.label ?? "The activation"} turns each sum z into what the neuron hands on: ${shown.join(", ")}${more}.`;
  },
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
    const { unit } = focus(subject, layer, "grad_a");
    const n = numbers(subject, layer, unit);
    const name = symbol(subject, layer, unit);
    const shut = shutNeuron(subject, layer);
    if (n("slope") === undefined)
      return `Softmax ties all outputs together: its whole Jacobian turns ∂L/∂ŷ into δ = ∂L/∂z, for ${name} ${f(n("grad_z"))}.`;
    const main = `The gradient passes each activation by its slope, δ = ∂L/∂a · f′(z). For ${name}: ${f(n("grad_a"))} × ${formatFactor(n("slope"))} = ${f(n("grad_z"))}.`;
    if (shut === null) return main;
    return `${main} ${symbol(subject, layer, shut)} is shut: at z = ${f(numbers(subject, layer, shut)("z"))} its slope is 0, so nothing passes.`;
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
    const messages = trace.layers[layer - 1].b.map((_, unit) => numbers(subject, layer, unit, from)("message"));
    const name = symbol(subject, layer - 1, from);
    const total = f(trace.layers[layer - 1].grad_x[row][from]);
    const plain = neuronSymbol(subject.network, layer - 1, from);
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
    const foretold = foretoldChange(trace);
    const change = trace.loss_after - trace.loss;
    return `The same example once more: the loss went from ${f(trace.loss)} to ${f(trace.loss_after)}. The gradient foretold ${f(foretold)}, measured is ${f(change)}.`;
  },
};

const f = formatNumber;

/** @param {Subject} subject @param {number} layer @param {number} unit @param {number} [from] */
function numbers({ trace, row }, layer, unit, from) {
  return (/** @type {string} */ quantity) => numberOf(trace, row, quantity, { layer, unit, from });
}

/** @param {Subject} subject @param {number} layer @param {number} unit */
function symbol({ network }, layer, unit) {
  const hidden = network.network.layers.length > 2 && layer > 0 && layer < network.network.layers.length;
  return neuronSymbol(network, layer, unit) + (hidden ? ` of layer ${layer}` : "");
}

/**
 * The neuron, and the edge into it, that a sentence is about: what is selected, else where the quantity is largest.
 * @param {Subject} subject @param {number} layer @param {string} quantity
 */
function focus(subject, layer, quantity) {
  const { trace, row } = subject;
  const { w, b } = trace.layers[layer - 1];
  const size = (/** @type {number} */ unit, /** @type {number} */ from) =>
    magnitude(numberOf(trace, row, quantity, { layer, unit, from }));
  const chosen = chosenPlace(subject, layer);
  const units = chosen.unit === null ? b.map((_, unit) => unit) : [chosen.unit];
  const sources = chosen.from === null ? w.map((_, from) => from) : [chosen.from];
  const places = units.flatMap((unit) => sources.map((from) => ({ unit, from })));
  return places[largestIndex(places.map(({ unit, from }) => size(unit, from)))];
}

/** What of a layer is selected: one of its neurons, a neuron that feeds it, or an edge between. @param {Subject} subject @param {number} layer */
function chosenPlace({ selection }, layer) {
  if (!selection || selection.kind === "loss") return { unit: null, from: null };
  const feeds = selection.kind === "neuron" && selection.layer === layer - 1;
  const mine = selection.layer === layer;
  return {
    unit: mine ? selection.unit : null,
    from: feeds ? selection.unit : mine && selection.kind === "weight" ? selection.from : null,
  };
}

/** The first neuron of a layer that lets no gradient through though one came; null where there is none. @param {Subject} subject @param {number} layer */
function shutNeuron({ trace, row }, layer) {
  const { slope, grad_a } = trace.layers[layer - 1];
  const unit = slope ? slope[row].findIndex((value, j) => value === 0 && grad_a[row][j] !== 0) : -1;
  return unit === -1 ? null : unit;
}

/** @param {Subject} subject */
function steepest({ trace, selection }) {
  if (selection?.kind === "weight") return selection;
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

/** @param {(number | null)[]} values */
function largestIndex(values) {
  const sizes = values.map(magnitude);
  return sizes.indexOf(Math.max(...sizes));
}

/** @param {(number | null | undefined)[]} terms @param {number | null} [bias] */
function sumText(terms, bias) {
  const all = bias === undefined ? terms : [...terms, bias];
  if (all.length <= MOST_TERMS + 1) return formatSum(all);
  return `${formatSum(all.slice(0, MOST_TERMS))} + … (${all.length} terms)`;
}
