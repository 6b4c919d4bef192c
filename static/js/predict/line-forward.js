/** Worked lines on the way forward: product, sum, batch norm, activation, bypass, dropout, loss. */

/** @import { Line } from "../types" */
/** @import { Subject } from "./subject.js" */
/** @import { Given } from "./blank.js" */
import { activationOf, choiceName } from "../names.js";
import { hasSkip, numberKey, targetOf } from "../numbers.js";
import { say, written } from "../written.js";
import { lineOf, wrong } from "./blank.js";
import { product as times, sum as plus } from "./maths.js";
import { focus, intoOf, MOST_TERMS, numbers, sumTerms, symbol, target, unitsOf } from "./subject.js";

/** @typedef {(subject: Subject, layer: number) => Line | null} Work */

/** @type {Work} */
export function product(subject, layer) {
  const { unit, from } = focus(subject, layer, "product");
  const n = numbers(subject, layer, unit, from);
  const [w, x] = [Number(n.value("w")), Number(n.value("x"))];
  return lineOf({
    title: say`What ${symbol(subject, layer - 1, from)} brings to ${symbol(subject, layer, unit)}`,
    formula: layer === 1 ? "w · x" : "w · a",
    parts: [
      n.given("weight", "w"),
      " × ",
      n.given("value", "x", true),
      " = ",
      n.given("product", "product", false, [[w + x, say`that adds. Weight and value are multiplied.`]]),
    ],
    hints: [say`Weight times the value that comes in.`],
    compute: times,
  });
}

/** @type {Work} */
export function sum(subject, layer) {
  const { unit } = focus(subject, layer, "z");
  const terms = sumTerms(subject, layer, unit);
  const n = numbers(subject, layer, unit);
  if (terms.length > MOST_TERMS) return null;
  const z = Number(n.value("z"));
  return lineOf({
    title: say`z of ${symbol(subject, layer, unit)}`,
    formula: "z = Σ w·x + b",
    parts: [
      "z = ",
      ...terms.flatMap((known, i) => [
        ...(i ? [" + "] : []),
        { name: i === terms.length - 1 ? "bias" : `product ${i + 1}`, known, factor: i > 0 },
      ]),
      " = ",
      n.given("z", "z", false, [
        [z - Number(n.value("b")), say`that forgets the bias, ${n("b")}.`],
        ...leavingOut(terms.slice(0, -1), z),
        ...terms.map(({ value, key }) =>
          wrong(z - 2 * Number(value), say`that turns the sign of one term, ${written(value, key)}.`),
        ),
      ]),
    ],
    hints: [say`Add the products that arrive, each with its sign.`, say`The bias comes last: ${n("b")}.`],
    compute: plus,
  });
}

/** A sum that lacks one of its terms. @param {import("./blank.js").Known[]} terms @param {number} whole */
export const leavingOut = (terms, whole) =>
  terms.map(({ value, key }) => wrong(whole - Number(value), say`that leaves one term out, ${written(value, key)}.`));

/** @type {Work} */
export function batch_norm(subject, layer) {
  const { unit } = focus(subject, layer, "z");
  const n = numbers(subject, layer, unit);
  const [y, beta, x_hat] = [n.value("f_input"), n.value("beta"), n.value("x_hat")].map(Number);
  return lineOf({
    title: say`y of ${symbol(subject, layer, unit)}`,
    formula: "y = γ · x̂ + β",
    parts: [
      "y = ",
      n.given("γ", "gamma", true),
      " × ",
      n.given("x̂", "x_hat", true),
      " + ",
      n.given("β", "beta", true),
      " = ",
      n.given("y", "f_input", false, [
        [y - beta, say`that forgets the shift β, ${n("beta")}.`],
        [x_hat, say`that is x̂, not scaled and shifted yet.`],
        [x_hat + beta, say`that forgets the scale γ, ${n("gamma")}.`],
      ]),
    ],
    hints: [say`x̂ is z brought to mean 0 and variance 1; it is scaled by γ, then shifted by β.`],
    compute: ([gamma, x, shift]) => gamma * x + shift,
  });
}

/** @type {Work} */
export function activation(subject, layer) {
  if (subject.row === null) return null;
  const choice = subject.network.network.layers[layer - 1].activation;
  const name = choiceName(choice);
  const { unit } = focus(subject, layer, "h");
  const n = numbers(subject, layer, unit);
  // Softmax needs the sums of all outputs at once.
  if (n.value("slope") === undefined) return null;
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

/** @type {Work} */
export function skip(subject, layer) {
  const { unit } = focus(subject, layer, "h");
  const n = numbers(subject, layer, unit, unit);
  return lineOf({
    title: say`${symbol(subject, layer, unit)} with its bypass`,
    formula: "f(z) + x",
    parts: [
      n.given("f(z)", "h"),
      " + ",
      n.given("x", "x", true),
      " = ",
      n.given("sum", "bypassed", false, [[n.value("h"), say`that forgets what came around the layer.`]]),
    ],
    hints: [say`What came into the layer is added to what it made.`],
    compute: plus,
  });
}

/** @type {Work} */
export function dropout(subject, layer) {
  if (subject.row === null) return null;
  const { unit } = focus(subject, layer, "a");
  const n = numbers(subject, layer, unit);
  const before = hasSkip(subject.trace, layer) ? "bypassed" : "h";
  const own = numbers(subject, layer, unit, unit);
  return lineOf({
    title: say`What ${symbol(subject, layer, unit)} hands on past the mask`,
    formula: "a = h · mask",
    parts: [
      own.given("value", before),
      " × ",
      n.given("mask", "mask", true),
      " = ",
      n.given("a", "a", false, [[own.value(before), say`that forgets the mask, ${n("mask")}.`]]),
    ],
    hints: [say`The mask is 0 for a neuron that is off, and more than 1 for one that stays.`],
    compute: times,
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
  /** @type {import("./blank.js").Wrong[]} */
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
