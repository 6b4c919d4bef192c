/** How many parameters a layer has, and why: D_out·(D_in + 1), and 2·D_out more with batch norm. Pure. */

/** @import { LayerSpec } from "../types" */

/** @typedef {{ text: string, total: number }} Count */

/** @param {number} inputs @param {LayerSpec[]} layers @returns {Count[]} */
export function counts(inputs, layers) {
  return layers.map(({ units, batch_norm }, i) => {
    const before = i === 0 ? inputs : layers[i - 1].units;
    const norm = batch_norm ? 2 * units : 0;
    return {
      text: `${units}·(${before} + 1)${batch_norm ? ` + 2·${units}` : ""}`,
      total: units * (before + 1) + norm,
    };
  });
}

/** @param {Count[]} all */
export const totalOf = (all) => all.reduce((sum, { total }) => sum + total, 0);

/**
 * How wide a layer may be for the whole to stay within so many parameters; at least as wide as it is. Layer 0 is the input.
 * @param {number} inputs @param {LayerSpec[]} layers @param {number} layer @param {{ units: number, parameters: number }} most
 */
export function mostUnits(inputs, layers, layer, most) {
  const at = (/** @type {number} */ units) =>
    totalOf(
      layer === 0 ? counts(units, layers) : counts(inputs, layers.with(layer - 1, { ...layers[layer - 1], units })),
    );
  const [none, one] = [at(0), at(1)];
  const now = layer === 0 ? inputs : layers[layer - 1].units;
  return Math.max(now, Math.min(most.units, Math.floor((most.parameters - none) / (one - none))));
}
