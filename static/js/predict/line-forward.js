/** Worked lines on the way forward: product, sum, batch norm, bypass, dropout. */

/** @import { Line } from "../types" */
/** @import { Subject } from "./subject.js" */
import { hasSkip } from "../numbers.js";
import { say, written } from "../written.js";
import { lineOf, wrong } from "./blank.js";
import { product as times, sum as plus } from "./maths.js";
import { focus, MOST_TERMS, numbers, sumTerms, symbol } from "./subject.js";

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
