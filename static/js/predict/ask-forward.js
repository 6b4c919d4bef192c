/** Questions on the way forward: the sign of a sum, and how high the loss is. */

/** @import { Prediction } from "../types" */
/** @import { Subject } from "./subject.js" */
/** @import { Text } from "../written.js" */
import { choiceName } from "../names.js";
import { numberKey, targetOf } from "../numbers.js";
import { say, written } from "../written.js";
import { choose, listed, toUnit } from "./option.js";
import { bySize, clearest, isFinite, near, total } from "./sizes.js";
import { numbers, ofStep, sourcesOf, sumOf, sumTerms, symbol, target, unitsOf } from "./subject.js";

/** @typedef {(subject: Subject, layer: number) => Prediction[]} Ask */

/** "Will z be positive?" @type {Ask} */
export function sum(subject, layer) {
  const asked = unitsOf(subject, layer).flatMap((unit) => {
    const z = numbers(subject, layer, unit).value("z");
    const terms = sumTerms(subject, layer, unit);
    const size = total(terms.map(({ value }) => Math.abs(value ?? NaN)));
    if (!isFinite(z) || !isFinite(size) || Math.abs(z) <= 0.05 * size) return [];
    return [{ unit, z, wrong: whyNot(subject, layer, unit, z) }];
  });
  // The neuron at which most can be learned: where a short cut leads to the other sign.
  const best = asked.toSorted((a, b) => b.wrong.worth - a.wrong.worth)[0];
  if (!best) return [];
  const { unit, z, wrong } = best;
  const n = numbers(subject, layer, unit);
  const relu = choiceName(subject.network.network.layers[layer - 1].activation) === "relu";
  const zero =
    relu && z < 0
      ? say`that is what ReLU makes of it afterwards. z is the sum before.`
      : say`0 comes out only where the terms cancel exactly.`;
  return [
    {
      prompt: say`Will z of ${symbol(subject, layer, unit)}, its products and its bias added up, be positive, negative or 0?`,
      ...choose(z > 0 ? 0 : 1, [
        { text: ["Positive"], slip: wrong.text },
        { text: ["Negative"], slip: wrong.text },
        { text: ["0"], slip: zero },
      ]),
      because: say`z = ${sumOf(sumTerms(subject, layer, unit))}${n("z")}.`,
    },
  ];
}

/** What leads to the other sign of z, and how much there is to learn from it. @param {Subject} subject @param {number} layer @param {number} unit @param {number} z @returns {{ worth: number, text: Text }} */
function whyNot(subject, layer, unit, z) {
  const terms = sumTerms(subject, layer, unit);
  const products = total(terms.slice(0, -1).map(({ value }) => value));
  const b = numbers(subject, layer, unit)("b");
  if (products * z < 0) {
    const from = sourcesOf(subject, layer).length - 1;
    const sum = written(products, numberKey("sum_so_far", { layer, unit, from }, subject.row));
    return { worth: 3, text: say`that forgets the bias. The products add up to ${sum}, and b = ${b} turns the sign.` };
  }
  const largest = terms[bySize(terms.map(({ value }) => value))[0]];
  if ((largest.value ?? 0) * z < 0)
    return {
      worth: 2,
      text: say`that is the sign of the largest term alone, ${written(largest.value, largest.key)}. The others together outweigh it.`,
    };
  const against = terms.filter(({ value }) => (value ?? 0) * z < 0).length;
  if (against > terms.length / 2)
    return { worth: 1, text: say`that counts signs. Sizes are added, and the fewer terms are the larger ones.` };
  return {
    worth: 0,
    text: against
      ? say`that misjudges the sizes. The terms of that sign are outweighed by the others.`
      : say`that turns the sign round. Every term has the other one.`,
  };
}

/** "Is the loss higher than that of a network that cannot decide?" @type {Ask} */
export function loss(subject) {
  const { trace, network } = subject;
  const name = network.network.loss;
  const outputs = trace.layers[trace.layers.length - 1].b.length;
  const targets = targetOf(trace, subject.row);
  const classes =
    name === "categorical_cross_entropy" ? outputs : name === "binary_cross_entropy" && outputs === 1 ? 2 : 0;
  if (!classes) return outputs > 1 && subject.row !== null ? largestError(subject, targets) : [];
  if (trace.x.length > 1 || !targets.every((y) => y === 0 || y === 1) || !isFinite(trace.loss)) return [];
  const undecided = Math.log(classes);
  if (near(trace.loss, undecided)) return [];
  const unit = classes === 2 && outputs === 1 ? 0 : targets.indexOf(1);
  const n = numbers(subject, trace.layers.length, unit);
  const known =
    outputs === 1
      ? say`ŷ = ${n("a")} and y = ${target(targets[0], subject, 0)}`
      : say`The right class, ${symbol(subject, trace.layers.length, unit)}, gets ${n("a")}`;
  const slip = say`that mixes up near and far. The loss is −ln of what the right answer got, so it falls as the answer comes nearer to what is right.`;
  return [
    {
      prompt: say`${known}. Will the loss be higher or lower than ln ${String(classes)} ≈ ${undecided.toFixed(3)}, the loss of a network that cannot decide?`,
      ...choose(trace.loss > undecided ? 0 : 1, [
        { text: ["Higher"], slip },
        { text: ["Lower"], slip },
      ]),
      because: say`The loss is ${ofStep(subject, "loss")}.`,
    },
  ];
}

/** @param {Subject} subject @param {(number | null)[]} targets @returns {Prediction[]} */
function largestError(subject, targets) {
  const layer = subject.trace.layers.length;
  const units = unitsOf(subject, layer);
  const answers = units.map((unit) => numbers(subject, layer, unit).value("a"));
  const errors = answers.map((a, unit) => (a ?? NaN) - (targets[unit] ?? NaN));
  const right = clearest(errors);
  if (right === null) return [];
  const biggest = bySize(answers)[0];
  const pair = (/** @type {number} */ unit) =>
    say`${numbers(subject, layer, unit)("a")} with y = ${target(targets[unit], subject, unit)}`;
  return [
    {
      prompt: say`Which output adds most to the loss?`,
      ...toUnit(subject, layer, listed(right, [biggest, ...bySize(errors)]), right, (unit) =>
        unit === biggest
          ? say`that takes the largest answer for the largest mistake. What counts is how far it is off: ${pair(unit)}.`
          : say`that misjudges the distance. It is less far off: ${pair(unit)}.`,
      ),
      because: say`${symbol(subject, layer, right)} is furthest off: ${pair(right)}.`,
    },
  ];
}
