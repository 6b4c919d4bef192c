/** Whom a sentence speaks of, and how it writes their numbers. */

/** @import { Trace, NetworkSummary, Catalog, Selection } from "../types" */
import { formatNumber, formatSum } from "../format.js";
import { neuronSymbol } from "../names.js";
import { numberOf } from "../numbers.js";
import { magnitude } from "../scales.js";
import { once } from "../wide/values.js";

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

export const f = formatNumber;

/** @param {Subject} subject @param {number} layer @param {number} unit @param {number} [from] */
export function numbers({ trace, row }, layer, unit, from) {
  return (/** @type {string} */ quantity) => numberOf(trace, row, quantity, { layer, unit, from });
}

/** @param {Subject} subject @param {number} layer @param {number} unit */
export function symbol({ network }, layer, unit) {
  const hidden = network.network.layers.length > 2 && layer > 0 && layer < network.network.layers.length;
  return neuronSymbol(network, layer, unit) + (hidden ? ` of layer ${layer}` : "");
}

/**
 * The neuron, and the edge into it, that a sentence is about: what is selected, else where the quantity is largest.
 * @param {Subject} subject @param {number} layer @param {string} quantity
 */
export function focus(subject, layer, quantity) {
  const { trace, row } = subject;
  const { w, b } = trace.layers[layer - 1];
  const size = (/** @type {number} */ unit, /** @type {number} */ from) =>
    magnitude(numberOf(trace, row, quantity, { layer, unit, from }));
  const chosen = chosenPlace(subject, layer);
  // There may be tens of thousands to choose from.
  return once(trace, `focus ${row} ${layer} ${quantity} ${chosen.unit} ${chosen.from}`, () => {
    const units = chosen.unit === null ? b.map((_, unit) => unit) : [chosen.unit];
    const sources = chosen.from === null ? w.map((_, from) => from) : [chosen.from];
    const places = units.flatMap((unit) => sources.map((from) => ({ unit, from })));
    return places[largestIndex(places.map(({ unit, from }) => size(unit, from)))];
  });
}

/** What of a layer is selected: one of its neurons, a neuron that feeds it, or an edge between. @param {Subject} subject @param {number} layer */
export function chosenPlace({ selection }, layer) {
  if (!selection || selection.kind === "loss") return { unit: null, from: null };
  const feeds = selection.kind === "neuron" && selection.layer === layer - 1;
  const mine = selection.layer === layer;
  return {
    unit: mine ? selection.unit : null,
    from: feeds ? selection.unit : mine && selection.kind === "weight" ? selection.from : null,
  };
}

/** @param {(number | null)[]} values */
export function largestIndex(values) {
  const sizes = values.map(magnitude);
  return sizes.indexOf(Math.max(...sizes));
}

/** @param {(number | null | undefined)[]} terms */
export function sumText(terms) {
  if (terms.length <= MOST_TERMS + 1) return formatSum(terms);
  return `${formatSum(terms.slice(0, MOST_TERMS))} + … (${terms.length} terms)`;
}
