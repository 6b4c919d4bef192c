/** Whom a question or a line is about, and how it writes their numbers. */

/** @import { Catalog, NetworkSummary, Selection, Trace } from "../types" */
/** @import { Part } from "../parts.js" */
/** @import { Text } from "../written.js" */
import { largestIndex } from "../captions/subject.js";
import { neuronSymbol } from "../names.js";
import { hasSkip, messagesTo, numberKey, numberOf, termsOf } from "../numbers.js";
import { added, bracketed, written } from "../written.js";

/**
 * @typedef {object} Subject
 * @property {Trace} trace
 * @property {NetworkSummary} network
 * @property {Catalog | null} catalog
 * @property {number | null} row  null for the whole batch
 * @property {Selection | null} selection
 * @property {Part | null} part  what of the beat comes next, null for all of it
 */

/** @typedef {import("./blank.js").Given} Given */
/** @typedef {import("./blank.js").Wrong} Wrong */

/** Longer sums are cut short. */
export const MOST_TERMS = 6;

/** The numbers at one place, as they are written. @param {Subject} subject @param {number} layer @param {number} unit @param {number} [from] */
export function numbers({ trace, row }, layer, unit, from) {
  const place = { layer, unit, from };
  const value = (/** @type {string} */ quantity) => numberOf(trace, row, quantity, place);
  const key = (/** @type {string} */ quantity) => numberKey(quantity, place, row);
  const n = (/** @type {string} */ quantity) => written(value(quantity), key(quantity));
  return Object.assign(n, {
    value,
    factor: (/** @type {string} */ quantity) => bracketed(n(quantity)),
    /** The same as a part of a worked line. @param {string} name @param {string} quantity @param {boolean} [factor] @param {Wrong[]} [slips] @returns {Given} */
    given: (name, quantity, factor = false, slips = []) => ({
      name,
      known: { value: value(quantity), key: key(quantity) },
      factor,
      slips,
    }),
  });
}

/** A number of the whole step. @param {Subject} subject @param {"loss" | "loss_after" | "learning_rate"} quantity */
export const ofStep = ({ trace }, quantity) => written(trace[quantity], numberKey(quantity, {}));

/** What is right for an output. @param {number | null} value @param {Subject} subject @param {number} unit */
export const target = (value, { trace, row }, unit) =>
  written(value, numberKey("y", { layer: trace.layers.length, unit }, row));

/** @param {Subject} subject @param {number} layer @param {number} unit */
export function symbol({ network }, layer, unit) {
  const hidden = network.network.layers.length > 2 && layer > 0 && layer < network.network.layers.length;
  return neuronSymbol(network, layer, unit) + (hidden ? ` of layer ${layer}` : "");
}

/**
 * The neuron, and the edge into it, that a line is about: the part that comes next, what is selected, else where the quantity is
 * largest.
 * @param {Subject} subject @param {number} layer @param {string} quantity
 */
export function focus(subject, layer, quantity) {
  const chosen = chosenPlace(subject, layer);
  const units = chosen.unit === null ? unitsOf(subject, layer) : [chosen.unit];
  const sources = chosen.from === null ? sourcesOf(subject, layer) : [chosen.from];
  const places = units.flatMap((unit) => sources.map((from) => ({ unit, from })));
  return places[
    largestIndex(
      places.map(({ unit, from }) => numberOf(subject.trace, subject.row, quantity, { layer, unit, from }) ?? null),
    )
  ];
}

/** What of a layer comes next or is selected: one of its neurons, a neuron that feeds it, or an edge between. @param {Subject} subject @param {number} layer @returns {{ unit: number | null, from: number | null }} */
export function chosenPlace({ selection, part, trace }, layer) {
  if (part?.layer === layer) {
    const edge = part.term !== null && part.term < trace.layers[layer - 1].w.length;
    return { unit: part.unit, from: edge ? part.term : null };
  }
  if (!selection || selection.kind === "loss") return { unit: null, from: null };
  const feeds = selection.kind === "neuron" && selection.layer === layer - 1;
  const mine = selection.layer === layer;
  return {
    unit: mine ? selection.unit : null,
    from: feeds ? selection.unit : mine && selection.kind === "weight" ? selection.from : null,
  };
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
