/** Whole matrices and rows of numbers of a trace as typed arrays, made once for each trace: a wide network has too many to make anew. */

/** @import { Trace } from "../types" */
import { numberOf } from "../numbers.js";
import { once } from "../once.js";

/** How many units a layer has, 0 for the input. @param {Trace} trace @param {number} layer */
export const unitsOf = (trace, layer) => (layer === 0 ? trace.x[0].length : trace.layers[layer - 1].b.length);

/** One number of each unit of a layer; NaN where it is not finite or there is none. @param {Trace} trace @param {number | null} row @param {string} quantity @param {number} layer @returns {Float64Array} */
export function unitValues(trace, row, quantity, layer) {
  return once(trace, `${quantity} ${layer} ${row}`, () =>
    Float64Array.from(
      { length: unitsOf(trace, layer) },
      (_, unit) => numberOf(trace, row, quantity, { layer, unit, from: unit }) ?? NaN,
    ),
  );
}

/** What comes into a layer, a number a source. @param {Trace} trace @param {number | null} row @param {number} layer @returns {Float64Array} */
const sources = (trace, row, layer) =>
  once(trace, `sources ${layer} ${row}`, () =>
    Float64Array.from(
      { length: unitsOf(trace, layer - 1) },
      (_, from) => numberOf(trace, row, "x", { layer, unit: 0, from }) ?? NaN,
    ),
  );

/** One number of each weight of a layer, source by source. @param {Trace} trace @param {number | null} row @param {string} quantity @param {number} layer @returns {Float64Array} */
export function weightValues(trace, row, quantity, layer) {
  return once(trace, `weights ${quantity} ${layer} ${row}`, () => {
    const { w, grad_w, update } = trace.layers[layer - 1];
    const targets = unitsOf(trace, layer);
    const matrix = (/** @type {any} */ values) => {
      const flat = new Float64Array(w.length * targets);
      for (let from = 0; from < w.length; from += 1)
        for (let unit = 0; unit < targets; unit += 1) flat[from * targets + unit] = values[from][unit] ?? NaN;
      return flat;
    };
    const product = (/** @type {Float64Array} */ a, /** @type {(from: number, unit: number) => number} */ b) =>
      a.map((value, i) => value * b(Math.floor(i / targets), i % targets));
    const delta = () => unitValues(trace, row, "grad_z", layer);
    switch (quantity) {
      case "product": {
        const x = sources(trace, row, layer);
        return product(weightValues(trace, row, "w", layer), (from) => x[from]);
      }
      case "message": {
        const back = delta();
        return product(weightValues(trace, row, "w", layer), (_, unit) => back[unit]);
      }
      case "share": {
        // Over the batch the rows' parts add up to the gradient itself.
        if (row === null) return matrix(grad_w);
        const [x, back] = [sources(trace, row, layer), delta()];
        return product(new Float64Array(w.length * targets).fill(1), (from, unit) => x[from] * back[unit]);
      }
      case "change":
        return matrix(update.w.change);
      case "w_after":
        return matrix(update.w.after);
      default:
        return matrix(w);
    }
  });
}

/** The largest finite size of a number of weights, over all layers: what its colours are measured by. @param {Trace} trace @param {number | null} row @param {string} quantity */
export function largestWeight(trace, row, quantity) {
  return once(trace, `largest ${quantity} ${row}`, () => {
    let most = 0;
    for (let layer = 1; layer <= trace.layers.length; layer += 1)
      for (const value of weightValues(trace, row, quantity, layer))
        if (Math.abs(value) > most && Number.isFinite(value)) most = Math.abs(value);
    return most;
  });
}

/** The place of the largest size, 0 where none is finite. @param {Float64Array} values */
export function strongestOf(values) {
  let best = 0;
  for (let i = 1; i < values.length; i += 1)
    if (Math.abs(values[i]) > Math.abs(values[best]) || Number.isNaN(values[best])) best = i;
  return best;
}
