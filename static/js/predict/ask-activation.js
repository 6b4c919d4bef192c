/** Questions about activations: what each makes of its input. */

/** @import { Prediction } from "../types" */
/** @import { Ask } from "./ask-forward.js" */
import { activationOf, choiceName } from "../names.js";
import { say } from "../written.js";
import { choose, listed, toUnit } from "./option.js";
import { bySize, clearest, highest, isFinite, near } from "./sizes.js";
import { intoOf, numbers, symbol, unitsOf } from "./subject.js";

/** "What does ReLU hand on?" @type {Ask} */
export function activation(subject, layer) {
  if (subject.row === null) return [];
  const choice = subject.network.network.layers[layer - 1].activation;
  const name = choiceName(choice);
  if (name === "softmax") return largestShare(subject, layer);
  const label = activationOf(subject.catalog, choice)?.label ?? name;
  const units = unitsOf(subject, layer).filter((unit) => {
    const n = numbers(subject, layer, unit);
    return isFinite(n.value("f_input")) && isFinite(n.value("h")) && n.value("f_input") !== 0;
  });
  // Below 0 activations differ most from one another.
  const inputs = units.map((unit) => Number(numbers(subject, layer, unit).value("f_input")));
  const unit = units[inputs.findIndex((value) => value < 0)] ?? units[0];
  if (unit === undefined) return [];
  const n = numbers(subject, layer, unit);
  const into = intoOf(subject, layer);
  const [z, h] = [Number(n.value("f_input")), Number(n.value("h"))];
  const made = name in CHOICES ? CHOICES[name](z, h, n("f_input"), into) : beside(z, h, label, into);
  if (!made) return [];
  return [
    {
      prompt: say`What does ${label} make of ${into} = ${n("f_input")} for ${symbol(subject, layer, unit)}?`,
      ...made,
      because: say`f(${n("f_input")}) = ${n("h")}.`,
    },
  ];
}

/** Answers to what an activation makes of z. @typedef {Pick<Prediction, "options" | "right">} Answers */

/** @type {Record<string, (z: number, h: number, shown: import("../written.js").Written, into: string) => Answers | null>} */
const CHOICES = {
  relu(z, _, shown, into) {
    const itself = say`${into} itself, ${shown}`;
    if (z > 0)
      return choose(1, [
        { text: ["0"], slip: say`that is the other branch. ReLU shuts what is below 0, and ${shown} is above.` },
        { text: itself, slip: null },
        {
          text: ["1"],
          slip: say`that is its slope f′, which counts on the way back. Forward, ReLU hands on ${shown} as it is.`,
        },
      ]);
    return choose(0, [
      { text: ["0"], slip: null },
      { text: itself, slip: say`that hands ${into} on unchanged. ReLU does so above 0 alone.` },
      {
        text: say`${into} without its sign`,
        slip: say`that takes the size of ${into}. ReLU does not turn what is below 0 round, it shuts it off.`,
      },
    ]);
  },
  sigmoid(z, h, shown, into) {
    if (near(h, 0.5)) return null;
    const half = say`that mixes up the sides of 0.5. Sigmoid makes 0.5 of 0, less of what is below, more of what is above, and ${into} = ${shown}.`;
    return choose(z < 0 ? 1 : 2, [
      { text: ["Below 0"], slip: say`that keeps the sign, as tanh does. Sigmoid is never below 0.` },
      { text: ["Between 0 and 0.5"], slip: half },
      { text: ["Between 0.5 and 1"], slip: half },
      {
        text: ["Above 1"],
        slip: say`that hands ${into} on unchanged. Sigmoid squeezes everything in between 0 and 1.`,
      },
    ]);
  },
  tanh(z, h, shown, into) {
    if (Math.abs(h) < 0.05) return null;
    const outside = say`that hands ${into} on unchanged. tanh squeezes everything in between −1 and 1.`;
    const side = say`that turns the sign. tanh keeps it, and ${into} = ${shown}.`;
    return choose(z < 0 ? 1 : 2, [
      { text: ["Below −1"], slip: outside },
      { text: ["Between −1 and 0"], slip: z < 0 ? null : side },
      { text: ["Between 0 and 1"], slip: side },
      { text: ["Above 1"], slip: outside },
    ]);
  },
};

/** Of any other activation: how f(z) lies to z. @param {number} z @param {number} h @param {string} label @param {string} into @returns {Answers | null} */
function beside(z, h, label, into) {
  if (h !== z && near(h, z)) return null;
  const nearer = Math.abs(h) < Math.abs(z) && h * z >= 0;
  const size = say`that goes by size. What lies nearer 0 is larger where both are negative.`;
  const order = say`that mixes up which of the two lies higher.`;
  const wrong = z < 0 && nearer ? size : order;
  return choose(h > z ? 0 : h < z ? 1 : 2, [
    { text: say`Something larger than ${into}`, slip: wrong },
    { text: say`Something smaller than ${into}`, slip: wrong },
    { text: say`${into} itself`, slip: say`that takes ${label} for the identity.` },
  ]);
}

/** @type {Ask} */
function largestShare(subject, layer) {
  const units = unitsOf(subject, layer);
  const inputs = units.map((unit) => numbers(subject, layer, unit).value("f_input"));
  const shares = units.map((unit) => numbers(subject, layer, unit).value("h"));
  const right = clearest(shares);
  if (right === null || highest(inputs) === null) return [];
  const into = intoOf(subject, layer);
  const biggest = bySize(inputs)[0];
  const best = numbers(subject, layer, right);
  return [
    {
      prompt: say`Which output gets the largest share from softmax?`,
      ...toUnit(subject, layer, listed(right, [biggest, ...bySize(shares)]), right, (unit) => {
        const z = numbers(subject, layer, unit)("f_input");
        return unit === biggest
          ? say`that takes the largest ${into} without its sign, ${z}. Softmax keeps the order with the sign: the higher ${into}, the larger the share.`
          : say`that goes by something else than ${into}. Softmax keeps the order of ${into}, and ${z} is below ${best("f_input")}.`;
      }),
      because: say`${symbol(subject, layer, right)} has the highest ${into}, ${best("f_input")}, and gets ${best("h")}.`,
    },
  ];
}
