/** Worked lines of what bends and what judges: activation, softmax, loss. */

/** @import { Work } from "./line-forward.js" */
/** @import { Subject } from "./subject.js" */
/** @import { Given, Wrong } from "./blank.js" */
import { activationOf, choiceName } from "../names.js";
import { numberKey, targetOf } from "../numbers.js";
import { say } from "../written.js";
import { lineOf } from "./blank.js";
import { focus, intoOf, MOST_TERMS, numbers, symbol, target, unitsOf } from "./subject.js";

/** @type {Work} */
export function activation(subject, layer) {
  if (subject.row === null) return null;
  const choice = subject.network.network.layers[layer - 1].activation;
  const name = choiceName(choice);
  const { unit } = focus(subject, layer, "h");
  const n = numbers(subject, layer, unit);
  if (n.value("slope") === undefined) return share(subject, layer, unit);
  const [z, h, slope] = [n.value("f_input"), n.value("h"), n.value("slope")].map(Number);
  const into = intoOf(subject, layer);
  const label = activationOf(subject.catalog, choice)?.label ?? name;
  const sigmoid = 1 / (1 + Math.exp(-z));
  return lineOf({
    title: say`What ${symbol(subject, layer, unit)} makes of ${into}`,
    formula: FORMULAS[name]?.(into) ?? `${label}(${into})`,
    parts: [
      `${label}(`,
      n.given(into, "f_input"),
      ") = ",
      n.given(`${label}(${into})`, "h", false, [
        [z, say`that hands ${into} on unchanged.`],
        [z < 0 && h === 0 ? -z : NaN, say`that drops the sign of ${into}. Below 0 ${label} hands on nothing.`],
        [z > 0 && h === z ? 0 : NaN, say`that is the other branch. ${into} is above 0.`],
        [slope, say`that is the slope f′(${into}), which counts on the way back.`],
        [name === "tanh" ? sigmoid : Math.tanh(z), say`that is ${name === "tanh" ? "sigmoid" : "tanh"}.`],
        [name === "sigmoid" ? 1 - h : NaN, say`the sign within e^−${into} is lost.`],
      ]),
    ],
    hints: [say`Put ${into} = ${n("f_input")} into the formula.`],
  });
}

/** @type {Record<string, (into: string) => string>} */
const FORMULAS = {
  sigmoid: (into) => `σ(${into}) = 1 / (1 + e^−${into})`,
  tanh: (into) => `tanh(${into}) = (e^${into} − e^−${into}) / (e^${into} + e^−${into})`,
  relu: (into) => `ReLU(${into}) = max(0, ${into})`,
};

/** Softmax needs the sums of all outputs at once. @param {Subject} subject @param {number} layer @param {number} unit */
function share(subject, layer, unit) {
  const units = unitsOf(subject, layer);
  if (units.length >= MOST_TERMS) return null;
  const into = intoOf(subject, layer);
  const inputs = units.map((each) => Number(numbers(subject, layer, each).value("f_input")));
  const power = Math.exp(inputs[unit]);
  const all = inputs.reduce((sum, z) => sum + Math.exp(z), 0);
  const n = numbers(subject, layer, unit);
  return lineOf({
    title: say`The share of ${symbol(subject, layer, unit)}`,
    formula: `e^${into} / Σ e^${into} over the outputs`,
    parts: [
      "e^",
      n.given(`${into} of ${symbol(subject, layer, unit)}`, "f_input", true),
      " / (",
      ...units.flatMap((each) => [
        each ? " + e^" : "e^",
        numbers(subject, layer, each).given(`${into} of ${symbol(subject, layer, each)}`, "f_input", true),
      ]),
      ") = ",
      n.given("share", "h", false, [
        [power, say`that is e^${into} alone, not divided by the sum over the outputs.`],
        [
          inputs[unit] / inputs.reduce((sum, z) => sum + z, 0),
          say`that divides the ${into} themselves. Softmax takes e^${into} first.`,
        ],
        [power / (all - power), say`that divides by the other outputs alone. Its own e^${into} is in the sum too.`],
        [1 / (1 + Math.exp(-inputs[unit])), say`that is sigmoid, which looks at one output alone.`],
      ]),
    ],
    hints: [
      say`e to the power of ${into}, over the sum of that for all outputs.`,
      say`The shares of all outputs add up to 1.`,
    ],
    compute: ([own, ...others]) => Math.exp(own) / others.reduce((sum, z) => sum + Math.exp(z), 0),
  });
}

/** Of one example and one answer that can be right or wrong; a mean over many has no short line. @type {Work} */
export function loss(subject) {
  const { trace, network } = subject;
  const layer = trace.layers.length;
  const targets = targetOf(trace, subject.row);
  const known = { value: trace.loss, key: numberKey("loss", {}) };
  if (trace.x.length > 1) return null;
  if (network.network.loss === "mean_squared_error") return squared(subject, layer, known);
  const classes = network.network.loss === "categorical_cross_entropy";
  if (!classes && (network.network.loss !== "binary_cross_entropy" || targets.length > 1)) return null;
  const unit = classes ? targets.indexOf(1) : 0;
  const other = !classes && targets[0] === 0;
  if (unit === -1 || (!other && targets[unit] !== 1)) return null;
  const n = numbers(subject, layer, unit);
  const p = other ? 1 - Number(n.value("a")) : Number(n.value("a"));
  /** @type {Wrong[]} */
  const slips = [
    [Math.log(p), say`the minus is lost. A loss is never below 0.`],
    [-Math.log(1 - p), say`that mixes up ŷ and 1 − ŷ. y is ${target(targets[unit], subject, unit)}.`],
    [-Math.log10(p), say`that is the logarithm to base 10. The loss takes the natural one.`],
    [(1 - p) ** 2, say`that is the squared error.`],
    [1 - p, say`that is the distance to what is right. Cross-entropy takes −ln.`],
  ];
  return lineOf({
    title: say`The loss`,
    formula: other ? "L = −ln(1 − ŷ), as y = 0" : "L = −ln ŷ of what is right",
    parts: [
      other ? "L = −ln(1 − " : "L = −ln(",
      n.given("ŷ", "a", false, [[1 - Number(n.value("a")), say`that is 1 − ŷ.`]]),
      ") = ",
      { name: "loss", known, slips },
    ],
    hints: [say`Minus the natural logarithm of what the right answer got.`],
    compute: ([a]) => -Math.log(other ? 1 - a : a),
  });
}

/** @param {Subject} subject @param {number} layer @param {{ value: number | null, key: string }} known */
function squared(subject, layer, known) {
  const units = unitsOf(subject, layer);
  const targets = targetOf(subject.trace, subject.row);
  if (units.length > 2) return null;
  const errors = units.map((unit) => Number(numbers(subject, layer, unit).value("a")) - Number(targets[unit]));
  const sum = errors.reduce((all, error) => all + error ** 2, 0);
  /** @type {(string | Given)[]} */
  const terms = units.flatMap((unit) => [
    unit ? " + (" : "(",
    numbers(subject, layer, unit).given(symbol(subject, layer, unit), "a"),
    " − ",
    {
      name: `y of ${symbol(subject, layer, unit)}`,
      known: { value: targets[unit], key: target(targets[unit], subject, unit).key },
      factor: true,
    },
    ")²",
  ]);
  const many = units.length > 1;
  return lineOf({
    title: say`The loss`,
    formula: many ? "L = Σ (ŷ − y)² / outputs" : "L = (ŷ − y)²",
    parts: [
      many ? "L = [" : "L = ",
      ...terms,
      many ? `] / ${units.length} = ` : " = ",
      {
        name: "loss",
        known,
        slips: [
          [many ? sum : NaN, say`that forgets the mean over the outputs.`],
          [sum / units.length / 2, say`that halves it, as some books do. Here the mean squared error has no ½.`],
          [errors[0], say`that forgets the square.`],
        ],
      },
    ],
    hints: [say`How far each answer is off, squared${many ? ", and the mean of that" : ""}.`],
    compute: (shown) =>
      units.reduce((all, unit) => all + (shown[2 * unit] - shown[2 * unit + 1]) ** 2, 0) / units.length,
  });
}
