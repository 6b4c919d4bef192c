/** Whom a question or a line is about, and how it writes their numbers. */

/** @import { Text } from "../written.js" */
import { numbers as captionNumbers } from "../captions/subject.js";

export { chosenPlace, focus, ofStep, symbol, target } from "../captions/subject.js";
import { hasSkip, messagesTo, numberKey, termsOf } from "../numbers.js";
import { added, written } from "../written.js";

/** @typedef {import("../captions/subject.js").Subject} Subject `part` is what of the beat comes next */
/** @typedef {import("./blank.js").Given} Given */
/** @typedef {import("./blank.js").Wrong} Wrong */

/** Longer sums are cut short. */
export const MOST_TERMS = 6;

/** The numbers at one place, and the same as parts of a worked line. @param {Subject} subject @param {number} layer @param {number} unit @param {number} [from] */
export function numbers(subject, layer, unit, from) {
  const n = captionNumbers(subject, layer, unit, from);
  return Object.assign(n, {
    /** @param {string} name @param {string} quantity @param {boolean} [factor] @param {Wrong[]} [slips] @returns {Given} */
    given: (name, quantity, factor = false, slips = []) => ({
      name,
      known: { value: n.value(quantity), key: n(quantity).key },
      factor,
      slips,
    }),
  });
}

/** @param {Subject} subject @param {number} layer */
export const unitsOf = ({ trace }, layer) => trace.layers[layer - 1].b.map((_, unit) => unit);

/** @param {Subject} subject @param {number} layer */
export const sourcesOf = ({ trace }, layer) => trace.layers[layer - 1].w.map((_, from) => from);

/** What f is applied to in a layer, in symbols. @param {Subject} subject @param {number} layer */
export const intoOf = ({ trace }, layer) => (trace.layers[layer - 1].batch_norm ? "y" : "z");

/** Whether ∂L/∂z is what comes out of the activation, with no batch norm between. @param {Subject} subject @param {number} layer */
export const deltaOf = (subject, layer) => (intoOf(subject, layer) === "z" ? "δ" : "∂L/∂y");

/** What came back to a neuron past its dropout mask, in symbols. @param {Subject} subject @param {number} layer */
export const backOf = ({ trace }, layer) => (trace.layers[layer - 1].grad_h ? "∂L/∂h" : "∂L/∂a");

/** What adds up to z, by name. @param {Subject} subject @param {number} layer @param {number} unit */
export function sumTerms(subject, layer, unit) {
  const { trace, row } = subject;
  const keys = sourcesOf(subject, layer).map((from) => numberKey("product", { layer, unit, from }, row));
  return termsOf(trace, row, layer, unit).map((value, i) => ({
    value,
    key: keys[i] ?? numberKey("b", { layer, unit }),
  }));
}

/** What adds up to ∂L/∂x, by name. @param {Subject} subject @param {number} layer @param {number} from */
export function gatherTerms(subject, layer, from) {
  const { trace, row } = subject;
  const keys = unitsOf(subject, layer).map((unit) => numberKey("message", { layer, unit, from }, row));
  if (hasSkip(trace, layer)) keys.push(numberKey("grad_h", { layer, unit: from }, row));
  return messagesTo(trace, row, layer, from).map((value, i) => ({ value, key: keys[i] }));
}

/** A sum written out, if it is not too long. @param {{ value: number | null | undefined, key: string }[]} terms @returns {Text} */
export const sumOf = (terms) =>
  terms.length > MOST_TERMS ? [] : [...added(terms.map(({ value, key }) => written(value, key))), " = "];
