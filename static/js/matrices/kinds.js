/** The matrices there are of a layer: which numbers fill each, and which mark of the picture each cell stands for. */

/** @import { Family } from "../scales.js" */
/** @import { Frame } from "./frame.js" */
/** @import { At, Line, Matrix } from "./matrix.js" */
import { selectionId } from "../names.js";
import { numberKey, numberOf } from "../numbers.js";
import { ONE } from "./frame.js";
import { filled, matrixOf } from "./matrix.js";

/** @typedef {{ symbol: string, name: string, family: Family }} Look */

/** @param {number} layer @param {number | undefined} unit */
const neuron = (layer, unit) => (unit === undefined ? null : selectionId({ kind: "neuron", layer, unit }));

/** @param {number} layer @param {At} at */
const edge = (layer, at) => selectionId({ kind: "weight", layer, from: at.in ?? 0, unit: at.out ?? 0 });

/** @param {number} layer @param {At} at */
const bias = (layer, at) => selectionId({ kind: "bias", layer, unit: at.out ?? 0 });

/** A number for each unit of the layer, and for each example unless they are taken together. @param {Frame} frame @param {string} quantity @param {Look} look @param {Line} [rows] @returns {Matrix} */
export function ofUnits(frame, quantity, look, rows = frame.examples) {
  const { layer } = frame;
  const place = (/** @type {At} */ at) => ({ layer, unit: at.out ?? 0 });
  const mark = (/** @type {At} */ at) => neuron(layer, at.out);
  return matrixOf(frame, { id: quantity, ...look, quantity, place, mark }, rows, frame.units);
}

/** What comes into the layer, as it stands beside W: a column for each input. @param {Frame} frame @returns {Matrix} */
export const ofInputs = (frame) => coming(frame, frame.examples, frame.inputs);

/** The same turned over, a row for each input. @param {Frame} frame @param {Line} columns examples, or one for all @returns {Matrix} */
export const ofInputsTurned = (frame, columns) => coming(frame, frame.inputs, columns, "xᵀ");

/** @param {Frame} frame @param {Line} rows @param {Line} columns @param {string} [symbol] */
function coming(frame, rows, columns, symbol = "x") {
  const below = frame.layer - 1;
  const place = (/** @type {At} */ at) => ({ layer: below, unit: at.in ?? 0 });
  const mark = (/** @type {At} */ at) => neuron(below, at.in);
  const name = below === 0 ? "the inputs" : `what layer ${below} hands on`;
  return matrixOf(frame, { id: "x", symbol, name, family: "value", quantity: "a", place, mark }, rows, columns);
}

/** What comes in where each unit has one of its own, as it is added on a bypass. @param {Frame} frame @returns {Matrix} */
export function ofBypass(frame) {
  const below = frame.layer - 1;
  const place = (/** @type {At} */ at) => ({ layer: below, unit: at.out ?? 0 });
  const mark = (/** @type {At} */ at) => neuron(below, at.out);
  const look = { symbol: "x", name: "what came in, on a way around the layer", family: /** @type {const} */ ("value") };
  return matrixOf(frame, { id: "bypass", ...look, quantity: "a", place, mark }, frame.examples, frame.units);
}

/** A number for each edge. @param {Frame} frame @param {string} quantity @param {Look} look @param {string} [own] @returns {Matrix} */
export function ofEdges(frame, quantity, look, own) {
  const { layer } = frame;
  const place = (/** @type {At} */ at) => ({ layer, unit: at.out ?? 0, from: at.in });
  const kind = { id: quantity, ...look, quantity, place, mark: (/** @type {At} */ at) => edge(layer, at) };
  return matrixOf(frame, kind, own ? owned(frame.inputs, own) : frame.inputs, frame.units);
}

/** The weights turned over: a row for each unit, as δ goes back through them. @param {Frame} frame @returns {Matrix} */
export function ofEdgesTurned(frame) {
  const { layer } = frame;
  const place = (/** @type {At} */ at) => ({ layer, unit: at.out ?? 0, from: at.in });
  const look = {
    symbol: "Wᵀ",
    name: `the weights of layer ${layer}, turned over`,
    family: /** @type {const} */ ("value"),
  };
  const kind = { id: "w", ...look, quantity: "w", place, mark: (/** @type {At} */ at) => edge(layer, at) };
  return matrixOf(frame, kind, frame.units, frame.inputs);
}

/** A number for each bias. @param {Frame} frame @param {string} quantity @param {Look} look @returns {Matrix} */
export function ofBiases(frame, quantity, look) {
  const { layer } = frame;
  const place = (/** @type {At} */ at) => ({ layer, unit: at.out ?? 0 });
  const kind = { id: `${quantity}-b`, ...look, quantity, place, mark: (/** @type {At} */ at) => bias(layer, at) };
  return matrixOf(frame, kind, vector(look.symbol, "b"), frame.units);
}

/** One parameter of batch norm for each unit, or what is made of it. @param {Frame} frame @param {string} quantity @param {Look} look @param {string} [own] @returns {Matrix} */
export const ofNorm = (frame, quantity, look, own = quantity) =>
  ofUnits(frame, quantity, look, vector(look.symbol, own));

/** What comes back to the units below: of them, ∂L/∂x. @param {Frame} frame @returns {Matrix} */
export function ofBelow(frame) {
  const below = frame.layer - 1;
  const place = (/** @type {At} */ at) => ({ layer: below, unit: at.in ?? 0 });
  const mark = (/** @type {At} */ at) => neuron(below, at.in);
  const look = { symbol: "∂L/∂x", name: "what reaches the units below", family: /** @type {const} */ ("gradient") };
  const quantity = below === 0 ? "grad_x" : "grad_a";
  return matrixOf(frame, { id: "below", ...look, quantity, place, mark }, frame.examples, frame.inputs);
}

/** What goes back around the layer, to the unit below it that it came from. @param {Frame} frame @returns {Matrix} */
export function ofWayBack(frame) {
  const { layer } = frame;
  const place = (/** @type {At} */ at) => ({ layer, unit: at.in ?? 0 });
  const mark = (/** @type {At} */ at) => neuron(layer, at.in);
  const look = { symbol: "∂L/∂f", name: "what goes back around the layer", family: /** @type {const} */ ("gradient") };
  return matrixOf(frame, { id: "way-back", ...look, quantity: "grad_h", place, mark }, frame.examples, frame.inputs);
}

/** A row of a vector, with its symbol beside it. @param {string} label @param {string} own @returns {Line} */
const vector = (label, own) => ({ ...ONE, heads: [{ label, at: { own } }] });

/** @param {Line} line @param {string} own @returns {Line} */
const owned = (line, own) => ({ ...line, heads: line.heads.map((head) => ({ ...head, at: { ...head.at, own } })) });

/** @typedef {{ term: string, over: "in" | "out" | "row", left: number[], shown: Line }} Rest what of a sum is left out: which term, along which axis */

/**
 * What is left out of a sum, added up; null where nothing is.
 * @param {Frame} frame @param {Rest} rest @param {Look} look @param {Line} rows @param {Line} columns @param {(at: At) => string | null} mark
 * @returns {Matrix | null}
 */
export function restOf(frame, { term, over, left, shown }, look, rows, columns, mark) {
  if (!left.length) return null;
  const { trace, there, layer } = frame;
  const place = (/** @type {At} */ at) => ({ layer, unit: at.out ?? 0, ...(at.in !== undefined && { from: at.in }) });
  const kind = { id: `${term}_rest`, ...look, mark };
  return filled(frame, kind, rows, columns, (at) => {
    const each = left.map((index) => ({ ...at, [over]: index }));
    const known = each.every((own) => there(term, place(own)));
    const values = known ? each.map((own) => numberOf(trace, own.row ?? frame.row, term, place(own))) : [];
    const named = { layer, ...(at.out !== undefined && { unit: at.out }), ...(at.in !== undefined && { from: at.in }) };
    return {
      value: known ? values.reduce((/** @type {number} */ sum, value) => sum + (value ?? NaN), 0) : undefined,
      key: numberKey(`${term}_rest`, named, over === "row" ? null : (at.row ?? frame.row)),
      shown: shown.heads.map((head) => head.at[over] ?? 0),
    };
  });
}
