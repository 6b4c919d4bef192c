/** The strongest edges of one neuron, and what is said of those that are not drawn. Pure. */

/** @import { Known, Moment } from "../scene/moment.js" */
import { hasSkip, numberOf } from "../numbers.js";
import { knownAt, partNow } from "../scene/moment.js";
import { heatAt } from "./shown.js";
import { unitsOf, weightValues } from "./values.js";

/** @typedef {{ layer: number, unit: number }} Unit */
/** @typedef {{ layer: number, from: number, unit: number }} Weight */
/**
 * @typedef {object} Fan edges into a neuron or out of it
 * @property {"in" | "out"} side
 * @property {number} layer  whose weights they are
 * @property {string} quantity  what stands on them
 * @property {(Weight & { value: number })[]} edges  the strongest first
 * @property {number} drawn  how many: those, and what else was asked for of it
 * @property {number} total
 * @property {{ count: number, sum: number | undefined, largest: number | undefined }} rest  of those that are left out; undefined until they have come
 * @property {{ name: string, sum: string, value: number | null | undefined, also: { name: string, quantity: string, value: number }[] } | null} adds  what all of them and the rest add up to, undefined until it is there; null where their sum means nothing
 */

/** @param {Weight} a @param {Weight} b */
export const sameEdge = (a, b) => a.layer === b.layer && a.from === b.from && a.unit === b.unit;

/** Operations whose results stand on edges. */
const MAKES_EDGES = new Set(["product", "deposit", "send", "update"]);

/** The fans of a neuron: what comes in, and where it goes. @param {Moment} moment @param {Unit} focus @param {number} most edges of each @param {Weight[]} [extra] edges that are drawn beside the strongest @returns {Fan[]} */
export function fansOf(moment, focus, most, extra = []) {
  const { trace } = moment;
  return [
    ...(focus.layer > 0 ? [fan(moment, focus, "in", focus.layer, most, extra)] : []),
    ...(focus.layer < trace.layers.length ? [fan(moment, focus, "out", focus.layer + 1, most, extra)] : []),
  ];
}

/** @param {Moment} moment @param {Unit} focus @param {Fan["side"]} side @param {number} layer @param {number} most @param {Weight[]} extra @returns {Fan} */
function fan(moment, focus, side, layer, most, extra) {
  const { trace, row } = moment;
  const { quantity } = heatAt(moment, layer);
  const total = side === "in" ? unitsOf(trace, layer - 1) : unitsOf(trace, layer);
  const places = Array.from({ length: total }, (_, i) => ({
    layer,
    from: side === "in" ? i : focus.unit,
    unit: side === "in" ? focus.unit : i,
  }));
  const values = weightValues(trace, row, quantity, layer);
  const targets = unitsOf(trace, layer);
  const edges = places.map((place) => ({ ...place, value: values[place.from * targets + place.unit] }));
  const wanted = atWork(moment, layer);
  const weight = (/** @type {Weight & { value: number }} */ edge) =>
    wanted(edge) || Number.isNaN(edge.value) ? Infinity : Math.abs(edge.value);
  // Sorting keeps the order of what is equally strong.
  const sorted = edges.map((edge) => ({ edge, by: weight(edge) })).sort((a, b) => (a.by === b.by ? 0 : b.by - a.by));
  const known = knownAt(moment);
  const { op, phase, layer: own } = trace.beats[moment.cursor.beat];
  const coming = MAKES_EDGES.has(op) && (own === layer || own === null);
  const there = !coming || known(phase, layer, op, side === "in" ? focus.unit : undefined);
  const weaker = sorted.slice(most).map(({ edge }) => edge);
  const left = weaker.filter((edge) => !extra.some((other) => sameEdge(other, edge))).map(({ value }) => value);
  return {
    side,
    layer,
    quantity,
    edges: sorted.slice(0, most).map(({ edge }) => edge),
    drawn: total - left.length,
    total,
    rest: {
      count: left.length,
      sum: there ? left.reduce((sum, value) => sum + value, 0) : undefined,
      largest: there ? left.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0) : undefined,
    },
    adds: addsTo(moment, known, focus, side, layer, quantity),
  };
}

/** Which edges are drawn however weak: the one picked, the one pointed at, the term at work. @param {Moment} moment @param {number} layer @returns {(edge: Weight) => boolean} */
function atWork(moment, layer) {
  const { trace, cursor, selection } = moment;
  const part = partNow(moment);
  const gathers = trace.beats[cursor.beat].op === "gather";
  return ({ from, unit }) => {
    const picked =
      selection?.kind === "weight" && selection.layer === layer && selection.from === from && selection.unit === unit;
    if (picked || part === null || part.term === null || part.layer !== layer) return picked;
    return gathers ? part.unit === from && part.term === unit : part.unit === unit && part.term === from;
  };
}

/** What the edges of a fan add up to. @param {Moment} moment @param {Known} known @param {Unit} focus @param {Fan["side"]} side @param {number} layer @param {string} quantity @returns {Fan["adds"]} */
function addsTo({ trace, row }, known, { unit }, side, layer, quantity) {
  const number = (/** @type {string} */ name, /** @type {number} */ at) =>
    numberOf(trace, row, name, { layer: at, unit });
  const there = side === "in" ? known("forward", layer, "sum", unit) : known("backward", layer, "gather", unit);
  if (side === "in" && quantity === "product")
    return {
      name: "z",
      sum: "z",
      value: there ? number("z", layer) : undefined,
      also: [{ name: "b", quantity: "b", value: number("b", layer) ?? NaN }],
    };
  if (side === "out" && quantity === "message") {
    const around = hasSkip(trace, layer)
      ? [{ name: "around the layer", quantity: "grad_h", value: number("grad_h", layer) ?? NaN }]
      : [];
    return {
      name: layer === 1 ? "∂L/∂x" : "∂L/∂a",
      sum: "grad_a",
      value: there ? number("grad_a", layer - 1) : undefined,
      also: around,
    };
  }
  return null;
}
