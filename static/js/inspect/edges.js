/** The products of an edge in one example as derivations, like those that the API answers: what it brings, sends back, and gets. Pure. */

/** @import { Explanation, Factor, Ref, Trace } from "../types" */
import { numberOf } from "../numbers.js";
import { fraction } from "./latex.js";

/** The derivation of such a number; null where the API is to be asked, or no example is said. @param {Trace} trace @param {Ref} ref @returns {Explanation | null} */
export function edgeExplanation(trace, { quantity, layer, unit, from, example }) {
  if (typeof unit !== "number" || typeof from !== "number" || typeof example !== "number") return null;
  const place = { layer, unit, from };
  const read = (/** @type {string} */ name) => numberOf(trace, example, name, place) ?? null;
  /** @type {Factor} */
  const w = { symbol: `w^{(${layer})}_{${from + 1},${unit + 1}}`, value: read("w"), ref: { quantity: "w", ...place } };
  const x = { ...inputOf(layer, from, example), value: read("x") };
  const delta = {
    symbol: `\\partial L / \\partial z^{(${layer})}_{${unit + 1}}`,
    value: read("grad_z"),
    ref: { quantity: "grad_z", layer, unit, example },
  };
  const factors = { product: [w, x], message: [w, delta], share: [x, delta] }[quantity];
  if (!factors) return null;
  const value = read(quantity);
  return {
    quantity,
    symbol: factors.map(({ symbol }) => symbol).join("\\, "),
    formula: factors.map(({ symbol }) => fraction(symbol)).join(" \\cdot "),
    substituted: "",
    value,
    terms: [{ label: "edge", factors, value }],
    sum: value,
  };
}

/** What comes into a layer from a unit before. @param {number} layer @param {number} from @param {number} example @returns {{ symbol: string, ref: Ref }} */
function inputOf(layer, from, example) {
  if (layer === 1) return { symbol: `x_{${from + 1}}`, ref: { quantity: "x", layer, unit: from, example } };
  return { symbol: `a^{(${layer - 1})}_{${from + 1}}`, ref: { quantity: "a", layer: layer - 1, unit: from, example } };
}
