/** Questions about the gate: who lets the gradient through, and how much of it. */

/** @import { Prediction } from "../types" */
/** @import { Ask } from "./ask-forward.js" */
/** @import { Subject } from "./subject.js" */
/** @import { Text } from "../written.js" */
import { activationOf, neuronSymbol } from "../names.js";
import { targetOf } from "../numbers.js";
import { say } from "../written.js";
import { choose } from "./option.js";
import { bySize, felt, isFinite, near } from "./sizes.js";
import { backOf, deltaOf, intoOf, numbers, symbol, unitsOf } from "./subject.js";

/** More neurons than this are not named one by one. */
const MOST_NAMED = 6;

/** @type {Ask} */
export function gate(subject, layer) {
  if (subject.row === null) return [];
  if (numbers(subject, layer, 0).value("slope") === undefined) return softmaxGate(subject, layer);
  return [...openGates(subject, layer), ...passed(subject, layer)];
}

/** "Which neurons let the gradient through?" @param {Subject} subject @param {number} layer @returns {Prediction[]} */
function openGates(subject, layer) {
  const units = unitsOf(subject, layer);
  const n = units.map((unit) => numbers(subject, layer, unit));
  const back = n.map(({ value }) => value("grad_h"));
  const open = units.filter((unit) => n[unit].value("slope") !== 0);
  const shut = units.filter((unit) => n[unit].value("slope") === 0);
  // A gate to which nothing comes shows nothing of itself.
  if (units.length > MOST_NAMED || shut.length === 0 || back.some((value) => !felt(value))) return [];
  const into = intoOf(subject, layer);
  const at = (/** @type {number} */ unit) =>
    say`${neuronSymbol(subject.network, layer, unit)} at ${into} = ${n[unit]("f_input")}`;
  /** @type {[number[], Text][]} each way to answer, and what leads to it */
  const ways = [
    [open, []],
    [units, say`that forgets the slope. δ is ∂L/∂a times f′(${into}), and f′ is 0 for ${at(shut[0])}.`],
    [
      units.filter((unit) => Number(back[unit]) > 0),
      say`that goes by the sign of ∂L/∂a. The gate is set on the way forward, by ${into}.`,
    ],
    [shut, say`that takes the wrong branch. f′ is 0 where ${into} is below 0, and not above.`],
    [[], say`that shuts what is open: above 0 the slope is not 0.`],
  ];
  const bits = (/** @type {number[]} */ set) => set.reduce((sum, unit) => sum + 2 ** unit, 0);
  const sets = ways.filter(([set], i) => ways.findIndex(([other]) => bits(other) === bits(set)) === i).slice(0, 4);
  sets.sort(([a], [b]) => bits(b) - bits(a));
  const right = sets.findIndex(([set]) => bits(set) === bits(open));
  return [
    {
      prompt: say`Which neurons of layer ${String(layer)} let the gradient through?`,
      ...choose(
        right,
        sets.map(([set, slip]) => ({ text: [namesOf(subject, layer, set)], slip })),
      ),
      because: say`The slope f′ is 0 for ${shut.flatMap((unit, i) => say`${i ? ", " : ""}${at(unit)}`)}${open.length ? ", and open for the others" : ""}.`,
    },
  ];
}

/** @param {Subject} subject @param {number} layer @param {number[]} units */
function namesOf({ network, trace }, layer, units) {
  const all = trace.layers[layer - 1].b.length;
  if (units.length === 0) return all === 1 ? "It does not" : "None of them";
  const names = units.map((unit) => neuronSymbol(network, layer, unit));
  if (units.length === all) return all === 1 ? "It does" : all === 2 ? "Both" : "All of them";
  return names.length === 1 ? `${names[0]} alone` : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/** "Is δ larger or smaller than ∂L/∂a?" @param {Subject} subject @param {number} layer @returns {Prediction[]} */
function passed(subject, layer) {
  const units = unitsOf(subject, layer);
  const unit = bySize(units.map((each) => numbers(subject, layer, each).value("grad_h")))[0];
  const n = numbers(subject, layer, unit);
  const [back, slope] = [n.value("grad_h"), n.value("slope")];
  if (!isFinite(back) || !isFinite(slope) || !felt(back) || slope < 0 || (slope !== 1 && near(slope, 1))) return [];
  const [delta, into, from] = [deltaOf(subject, layer), intoOf(subject, layer), backOf(subject, layer)];
  const label = activationOf(subject.catalog, subject.network.network.layers[layer - 1].activation)?.label ?? "f";
  const product = say`${n("grad_h")} × ${n.factor("slope")} = ${n("grad_f_input")}`;
  const right = slope === 0 ? 3 : slope === 1 ? 2 : slope < 1 ? 1 : 0;
  return [
    {
      prompt: say`${from} of ${symbol(subject, layer, unit)} is ${n("grad_h")}, and ${into} = ${n("f_input")} went into ${label}. How large is ${delta}, without its sign?`,
      ...choose(right, [
        { text: say`Larger than ${from}`, slip: say`that divides by the slope. The gradient is multiplied by it.` },
        {
          text: say`Smaller, but not 0`,
          slip:
            slope === 0
              ? say`that takes a shut gate for a narrow one. The slope is exactly 0.`
              : say`that makes a narrow gate of an open one. The slope is ${n("slope")}.`,
        },
        { text: say`Equal to ${from}`, slip: say`that forgets the slope, and takes ${from} for ${delta}.` },
        { text: ["0"], slip: say`that takes the wrong branch. At ${into} = ${n("f_input")} the slope is not 0.` },
      ]),
      because: say`${delta} = ${from} · f′(${into}) = ${product}.`,
    },
  ];
}

/** "Is δ of the right class positive or negative?" @param {Subject} subject @param {number} layer @returns {Prediction[]} */
function softmaxGate(subject, layer) {
  const { network, trace, row } = subject;
  const targets = targetOf(trace, row);
  const unit = targets.indexOf(1);
  if (layer !== trace.layers.length || network.network.loss !== "categorical_cross_entropy" || unit === -1) return [];
  const n = numbers(subject, layer, unit);
  const delta = n.value("grad_f_input");
  if (!isFinite(delta) || Math.abs(delta) < 1e-6) return [];
  const name = symbol(subject, layer, unit);
  return [
    {
      prompt: say`${name} belongs to the right class and is ${n("a")}. Will ${deltaOf(subject, layer)} of it be positive or negative?`,
      ...choose(delta > 0 ? 0 : 1, [
        {
          text: ["Positive"],
          slip: say`that takes y − ŷ. With softmax and cross-entropy the gradient is ŷ − y, and ${n("a")} is below 1.`,
        },
        { text: ["Negative"], slip: say`that takes y − ŷ.` },
        { text: ["0"], slip: say`that takes the right class for a class without mistake. ŷ = ${n("a")} is not 1 yet.` },
      ]),
      because: say`ŷ − y is below 0 for the right class, so more of its ${intoOf(subject, layer)} lowers the loss: ${n("grad_f_input")}.`,
    },
  ];
}
