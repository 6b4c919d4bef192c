/** Layers while they are rearranged: each knows which layer it was, so that its numbers can go along. Pure. */

/** @import { KeptLayer, LayerSpec } from "../types" */

/** @typedef {{ from: number | null, layer: LayerSpec }} Draft  `from` counts from 1; null is a new layer, or one drawn anew */

/** @param {LayerSpec[]} layers @returns {Draft[]} */
export const draftsOf = (layers) => layers.map((layer, i) => ({ from: i + 1, layer }));

/** @param {Draft[]} drafts @param {number} at  where the new one will stand, from 0 @param {LayerSpec} layer @returns {Draft[]} */
export const added = (drafts, at, layer) => drafts.toSpliced(at, 0, { from: null, layer });

/** @param {Draft[]} drafts @param {number} at */
export const removed = (drafts, at) => drafts.toSpliced(at, 1);

/** @param {Draft[]} drafts @param {number} at  the copy stands after it */
export const duplicated = (drafts, at) => drafts.toSpliced(at + 1, 0, drafts[at]);

/** @param {Draft[]} drafts @param {number} at @param {number} to  where it stands afterwards */
export const moved = (drafts, at, to) => drafts.toSpliced(at, 1).toSpliced(to, 0, drafts[at]);

/** One layer made otherwise; by another initializer its weights are drawn anew. @param {Draft[]} drafts @param {number} at @param {Partial<LayerSpec>} change @returns {Draft[]} */
export function changed(drafts, at, change) {
  const { from, layer } = drafts[at];
  return drafts.with(at, { from: "initializer" in change ? null : from, layer: { ...layer, ...change } });
}

/** A layer to begin with: a hidden one like the one before it, or after it, where there is one; at the end an output like the last. @param {Draft[]} drafts @param {number} at @returns {LayerSpec} */
export function newLayer(drafts, at) {
  const last = drafts[drafts.length - 1].layer;
  if (at === drafts.length) return { units: last.units, activation: last.activation };
  const hidden = drafts.slice(0, -1);
  const beside = (hidden[at - 1] ?? hidden[at])?.layer;
  return { units: Math.max(3, beside?.units ?? 0), activation: beside?.activation ?? "relu" };
}

/**
 * What each layer takes over from the network before, as the API is told: units from their own places, inputs with the layer
 * they come from. Behind another layer a matrix is kept only where its shape still fits.
 * @param {{ inputs: number, layers: LayerSpec[] }} before
 * @param {number} inputs
 * @param {Draft[]} drafts
 * @returns {(KeptLayer | null)[]}
 */
export function keptLayers(before, inputs, drafts) {
  const width = (/** @type {number} */ layer) => (layer === 0 ? before.inputs : before.layers[layer - 1].units);
  return drafts.map(({ from, layer }, i) => {
    if (from === null) return null;
    const source = i === 0 ? 0 : drafts[i - 1].from;
    const here = i === 0 ? inputs : drafts[i - 1].layer.units;
    const there = width(from - 1);
    const follows = source === from - 1 || here === there;
    return { layer: from, inputs: places(here, follows ? there : 0), units: places(layer.units, width(from)) };
  });
}

/** Whether anything of it has to be drawn. @param {(KeptLayer | null)[]} kept */
export const isDrawn = (kept) => kept.some((layer) => !layer || [...layer.inputs, ...layer.units].includes(null));

/** Each its own place as far as there are some. @param {number} length @param {number} known @returns {(number | null)[]} */
const places = (length, known) => Array.from({ length }, (_, i) => (i < known ? i : null));
