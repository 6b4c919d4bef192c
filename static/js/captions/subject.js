/** Whom a sentence speaks of, and how it writes their numbers. */

/** @import { Catalog, NetworkSummary, Selection, Trace } from "../types" */
/** @import { Part } from "../parts.js" */
/** @import { Text, Written } from "../written.js" */
import { inputLabel, neuronSymbol } from "../names.js";
import { numberKey, numberOf } from "../numbers.js";
import { once } from "../once.js";
import { magnitude } from "../scales.js";
import { added, bracketed, written } from "../written.js";

/**
 * @typedef {object} Subject
 * @property {Trace} trace
 * @property {NetworkSummary} network
 * @property {Catalog | null} catalog
 * @property {number | null} row  null for the whole batch
 * @property {Selection | null} selection
 * @property {Part | null} part  what of the beat is at work, null for all of it
 */

/** More terms than this are cut short in a sentence. */
const MOST_TERMS = 4;

/** @typedef {(quantity: string) => Written} Numbers */

/** The numbers at one place, as they are written. @param {Subject} subject @param {number} layer @param {number} unit @param {number} [from] */
export function numbers({ trace, row }, layer, unit, from) {
  const place = { layer, unit, from };
  const value = (/** @type {string} */ quantity) => numberOf(trace, row, quantity, place);
  const n = (/** @type {string} */ quantity) => written(value(quantity), numberKey(quantity, place, row));
  return Object.assign(n, { value, factor: (/** @type {string} */ quantity) => bracketed(n(quantity)) });
}

/** A number of the whole step. @param {Subject} subject @param {"loss" | "loss_after" | "learning_rate"} quantity */
export const ofStep = ({ trace }, quantity) => written(trace[quantity], numberKey(quantity, {}));

/** What is right for an output. @param {number | null} value @param {Subject} subject @param {number} unit */
export const target = (value, { trace, row }, unit) =>
  written(value, numberKey("y", { layer: trace.layers.length, unit }, row));

/** What a neuron is called in a sentence; an input by the name of its feature. @param {Subject} subject @param {number} layer @param {number} unit */
export function symbol({ network }, layer, unit) {
  if (layer === 0) return inputLabel(network, unit);
  const hidden = network.network.layers.length > 2 && layer > 0 && layer < network.network.layers.length;
  return neuronSymbol(network, layer, unit) + (hidden ? ` of layer ${layer}` : "");
}

/**
 * The neuron, and the edge into it, that a sentence is about: the part at work, what is selected, else where the quantity is
 * largest.
 * @param {Subject} subject @param {number} layer @param {string} quantity
 */
export function focus(subject, layer, quantity) {
  const { trace, row } = subject;
  const chosen = chosenPlace(subject, layer);
  // There may be tens of thousands to choose from.
  return once(trace, `focus ${quantity} ${layer} ${row} ${chosen.unit} ${chosen.from}`, () => {
    const { w, b } = trace.layers[layer - 1];
    const [units, sources] = [within(chosen.unit, b.length), within(chosen.from, w.length)];
    const last = ["product", "share", "message"].includes(quantity) ? sources[1] : sources[0] + 1;
    let best = { unit: units[0], from: sources[0], size: -1 };
    for (let unit = units[0]; unit < units[1]; unit++)
      for (let from = sources[0]; from < last; from++) {
        const size = magnitude(numberOf(trace, row, quantity, { layer, unit, from }));
        if (size > best.size) best = { unit, from, size };
      }
    return { unit: best.unit, from: best.from };
  });
}

/** From which to before which index: the one that is chosen, or all. @param {number | null} chosen @param {number} count */
const within = (chosen, count) => (chosen === null ? [0, count] : [chosen, chosen + 1]);

/** What of a layer is at work or selected: one of its neurons, a neuron that feeds it, or an edge between. @param {Subject} subject @param {number} layer @returns {{ unit: number | null, from: number | null }} */
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

/** The place of the largest of some numbers. @param {(number | null | undefined)[]} values */
export function largestIndex(values) {
  const sizes = values.map(magnitude);
  return sizes.indexOf(sizes.reduce((most, size) => Math.max(most, size), 0));
}

/** @typedef {"sum" | "gather"} Adding the two ways in which terms are added up: to z, and to ∂L/∂x */

/** @param {(number | null | undefined)[]} values @returns {number} */
const total = (values) => values.reduce((/** @type {number} */ sum, value) => sum + (value ?? NaN), 0);

/** What a sum has come to with its first terms; `from` is the last of them. @param {Adding} adding @param {(number | null | undefined)[]} values @param {{ layer: number, unit: number, from: number }} place @param {number | null} row */
export const soFar = (adding, values, place, row) =>
  written(total(values.slice(0, place.from + 1)), numberKey(`${adding}_so_far`, place, row));

/**
 * A sum written out; of a long one the rest is added up, so that what is shown still makes the whole.
 * @param {Adding} adding @param {Written[]} terms @param {(number | null | undefined)[]} values @param {{ layer: number, unit: number }} place @param {number | null} row
 * @returns {Text}
 */
export function sumText(adding, terms, values, place, row) {
  if (terms.length <= MOST_TERMS + 1) return added(terms);
  const rest = written(
    total(values.slice(MOST_TERMS)),
    numberKey(`${adding}_rest`, { ...place, from: MOST_TERMS }, row),
  );
  return [...added([...terms.slice(0, MOST_TERMS), rest]), ` (${terms.length - MOST_TERMS} more added up)`];
}
