/** What a term of a formula means in the picture: marks by their ids, or all of a kind in a layer. Pure. */

/** @import { NetworkSummary } from "../types" */
import { biasName, marksOf, parseSelection, placeName, selectionId, weightName } from "../names.js";

/** @param {NetworkSummary} network @param {string} target names divided by blanks: `n-1-0 b-1-0`, `w:1`, `x` @returns {string[]} */
export function marksAt(network, target) {
  return target.split(/\s+/).flatMap((name) => {
    if (name === "x") return marksOf(network, 0, null);
    const [kind, layer] = name.split(":");
    if (layer === undefined) return parseSelection(name) ? [name] : [];
    return marksOfLayer(network, kind, Number(layer));
  });
}

/** @param {NetworkSummary} network @param {string} kind @param {number} layer */
function marksOfLayer(network, kind, layer) {
  const { inputs, layers } = network.network;
  if (!layers[layer - 1]) return [];
  const units = Array.from({ length: layers[layer - 1].units }, (_, unit) => unit);
  if (kind === "b") return units.map((unit) => selectionId({ kind: "bias", layer, unit }));
  if (kind !== "w") return marksOf(network, layer, units);
  const sources = layer === 1 ? inputs : layers[layer - 2].units;
  return units.flatMap((unit) =>
    Array.from({ length: sources }, (_, from) => selectionId({ kind: "weight", layer, from, unit })),
  );
}

const KINDS = { w: "weights", b: "biases", z: "sums", h: "outputs" };

/** The same in words, whichever the network. @param {string} target */
export function targetName(target) {
  return target.split(/\s+/).map(partName).join(" and ");
}

/** @param {string} name */
function partName(name) {
  if (name === "x") return "the inputs";
  const [kind, layer] = name.split(":");
  if (layer !== undefined) return `the ${KINDS[/** @type {keyof typeof KINDS} */ (kind)]} of layer ${layer}`;
  const selection = parseSelection(name);
  switch (selection?.kind) {
    case "neuron":
      return placeName(selection.layer, selection.unit);
    case "weight":
      return lowered(weightName(selection.layer, selection.from, selection.unit));
    case "bias":
      return lowered(biasName(selection.layer, selection.unit));
    default:
      return `the ${name}`;
  }
}

/** @param {string} name */
const lowered = (name) => name[0].toLowerCase() + name.slice(1);
