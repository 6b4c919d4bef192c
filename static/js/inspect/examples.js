/**
 * One number of every example of the batch, beside what the batch makes of them. The gradients of a step already carry each
 * example's share 1/N; an example's own gradient is that times N, so that the batch's gradient is their mean. Pure.
 */

/** @import { Ref, Selection, Trace } from "../types" */
/** @import { Place } from "../numbers.js" */
import { numberOf } from "../numbers.js";
import { sumOf } from "./tables.js";

/** More bars than these are too thin to be picked. */
export const MOST_BARS = 64;

/**
 * @typedef {object} Examples
 * @property {string} quantity  as `numberOf` knows it, of one example
 * @property {Place} place
 * @property {string} symbol
 * @property {"value" | "gradient"} family
 * @property {(number | null)[]} values
 * @property {{ count: number, mean: number | null } | null} rest  of those past the last bar
 * @property {{ quantity: string, place: Place, value: number | null, symbol: string }} mean  of all
 */

/** What is told of each example: of a weight or a bias its gradient, of a neuron what it hands on or the gradient at its sum. @param {Selection} selection @param {boolean} back @returns {Ref | null} */
export function strippedOf(selection, back) {
  switch (selection.kind) {
    case "loss":
      return null;
    case "weight":
      return { quantity: "share", layer: selection.layer, unit: selection.unit, from: selection.from };
    case "bias":
      return { quantity: "grad_z", layer: selection.layer, unit: selection.unit };
    case "neuron":
      if (selection.layer === 0) return { quantity: back ? "grad_x" : "x", layer: 1, unit: selection.unit };
      return { quantity: back ? "grad_z" : "a", layer: selection.layer, unit: selection.unit };
  }
}

/** @type {Record<string, string>} */
const SYMBOLS = {
  share: "∂ℓₙ/∂w",
  message: "w·∂ℓₙ/∂z",
  product: "w·xₙ",
  grad_z: "∂ℓₙ/∂z",
  grad_a: "∂ℓₙ/∂a",
  grad_h: "∂ℓₙ/∂h",
  grad_f_input: "∂ℓₙ/∂y",
  f_input: "yₙ",
};

/** @param {Trace} trace @param {Ref} ref @param {boolean} [ofBias] whether a gradient at the sum is told as that of the bias @returns {Examples | null} null where there are none */
export function examplesOf(trace, ref, ofBias = false) {
  const [name, place] = placeOf(ref);
  const gradient = name === "share" || name === "message" || name.startsWith("grad_");
  const quantity = gradient ? `own_${name}` : name;
  const all = trace.x.map((_, row) => numberOf(trace, row, quantity, place));
  if (all.includes(undefined)) return null;
  const values = /** @type {(number | null)[]} */ (all);
  const left = values.slice(MOST_BARS);
  const rest = left.length ? { count: left.length, mean: meanOf(left) } : null;
  const symbol = place.layer === 0 && !gradient ? "xₙ" : (SYMBOLS[name] ?? `${name}ₙ`);
  const whole = wholeOf(name, ofBias);
  return {
    quantity,
    place,
    symbol: ofBias ? "∂ℓₙ/∂b" : symbol,
    family: gradient ? "gradient" : "value",
    values,
    rest,
    mean: { ...whole, place, value: numberOf(trace, null, whole.quantity, place) ?? null },
  };
}

/** What their mean is called. @param {string} name @param {boolean} ofBias */
function wholeOf(name, ofBias) {
  if (name === "share") return { quantity: "grad_w", symbol: "∂L/∂w" };
  if (ofBias) return { quantity: "grad_b", symbol: "∂L/∂b" };
  return { quantity: name, symbol: "mean" };
}

/** @param {(number | null)[]} values */
function meanOf(values) {
  const sum = sumOf(values);
  return sum === null ? null : sum / values.length;
}

/** Where `numberOf` finds what a derivation names. @param {Ref} ref @returns {[string, Place]} */
function placeOf({ quantity, layer, unit, from }) {
  const place = { layer, unit: unit ?? 0, from: from ?? undefined };
  switch (quantity) {
    case "x":
      return ["a", { ...place, layer: layer - 1 }];
    case "grad_x":
      return ["grad_a", { ...place, layer: layer - 1 }];
    case "batch_norm":
      return ["f_input", place];
    case "grad_y":
      return ["grad_f_input", place];
    default:
      return [quantity, place];
  }
}
