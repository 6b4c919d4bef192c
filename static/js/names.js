/** What things are called, on screen and for screen readers. The page counts from 1, the API's units from 0. */

/** @import { NetworkSummary, Selection, ActivationEntry, Catalog, Choice, LayerSpec } from "./types" */
import { formatNumber, subscript } from "./format.js";

/** @param {NetworkSummary} network @param {number} unit */
export function inputLabel(network, unit) {
  return network.example?.features?.[unit] ?? `x${subscript(unit)}`;
}

/** @param {NetworkSummary} network @param {number} unit */
export function outputLabel(network, unit) {
  return network.example?.outputs?.[unit] ?? "";
}

/** The short symbol of what a neuron hands on. @param {NetworkSummary} network @param {number} layer 0 for the input @param {number} unit */
export function neuronSymbol(network, layer, unit) {
  if (layer === 0) return `x${subscript(unit)}`;
  const last = layer === network.network.layers.length;
  if (last) return network.network.layers[layer - 1].units === 1 ? "ŷ" : `ŷ${subscript(unit)}`;
  return `h${subscript(unit)}`;
}

/** @param {NetworkSummary} network @param {number} layer @param {number} unit */
export function neuronName(network, layer, unit) {
  return layer === 0 ? `Input ${unit + 1}, ${inputLabel(network, unit)}` : `Layer ${layer}, neuron ${unit + 1}`;
}

/** The place at an edge's end, within a sentence. @param {number} layer @param {number} unit */
export function placeName(layer, unit) {
  return layer === 0 ? `input ${unit + 1}` : `layer ${layer}, neuron ${unit + 1}`;
}

/** @param {number} layer @param {number} from @param {number} unit */
export function weightName(layer, from, unit) {
  return `Weight from ${placeName(layer - 1, from)} to ${placeName(layer, unit)}`;
}

/** @param {number} layer @param {number} unit */
export function biasName(layer, unit) {
  return `Bias of ${placeName(layer, unit)}`;
}

/** @param {NetworkSummary} network @param {Selection} selection */
export function selectionName(network, selection) {
  switch (selection.kind) {
    case "neuron":
      return neuronName(network, selection.layer, selection.unit);
    case "bias":
      return biasName(selection.layer, selection.unit);
    case "weight":
      return weightName(selection.layer, selection.from, selection.unit);
    case "loss":
      return "Loss";
  }
}

/** A stable id of a thing in the picture: `n-1-0`, `b-1-0`, `w-1-2-0`, `loss`. @param {Selection} selection */
export function selectionId(selection) {
  switch (selection.kind) {
    case "neuron":
      return `n-${selection.layer}-${selection.unit}`;
    case "bias":
      return `b-${selection.layer}-${selection.unit}`;
    case "weight":
      return `w-${selection.layer}-${selection.from}-${selection.unit}`;
    case "loss":
      return "loss";
  }
}

/** The other way round; null where it is none. @param {string} id @returns {Selection | null} */
export function parseSelection(id) {
  if (id === "loss") return { kind: "loss" };
  const match = /^(n|b|w)-(\d+)-(\d+)(?:-(\d+))?$/.exec(id);
  if (!match) return null;
  const [layer, second, third] = match.slice(2).map(Number);
  if (match[1] === "n") return { kind: "neuron", layer, unit: second };
  if (match[1] === "b") return { kind: "bias", layer, unit: second };
  return Number.isNaN(third) ? null : { kind: "weight", layer, from: second, unit: third };
}

/** What a number on screen belongs to, by its name; null where it is of no one place. @param {string} key @returns {Selection | null} */
export function selectionOfNumber(key) {
  const [quantity, ...rest] = key.split(":");
  const [layer, unit, from] = rest.slice(0, 3).map((field) => (field === "" ? null : Number(field)));
  if (layer === null || unit === null) return quantity === "learning_rate" ? null : { kind: "loss" };
  if (quantity === "y") return { kind: "loss" };
  if (/_so_far$|_rest$/.test(quantity))
    return { kind: "neuron", layer: quantity.startsWith("gather") ? layer - 1 : layer, unit };
  if (from !== null) return { kind: "weight", layer, from, unit };
  return { kind: ["b", "grad_b", "b_after"].includes(quantity) ? "bias" : "neuron", layer, unit };
}

/** The marks of the neurons that something is about: those units, or all of a layer; 0 is the input. @param {NetworkSummary} network @param {number | null | undefined} layer @param {number[] | null | undefined} units */
export function marksOf(network, layer, units) {
  if (layer === null || layer === undefined) return [];
  const { inputs, layers } = network.network;
  const all = Array.from({ length: layer === 0 ? inputs : (layers[layer - 1]?.units ?? 0) }, (_, unit) => unit);
  return (units?.length ? units : all).map((unit) => selectionId({ kind: "neuron", layer, unit }));
}

/** @param {string | Choice} choice */
export function choiceName(choice) {
  return typeof choice === "string" ? choice : choice.name;
}

/** @param {Catalog | null} catalog @param {string | Choice} choice @returns {ActivationEntry | undefined} */
export function activationOf(catalog, choice) {
  return catalog?.activations.find((entry) => entry.name === choiceName(choice));
}

/** What a layer does beside its weights and its activation, in the order of computation. @param {LayerSpec} layer @returns {string[]} */
export function traitsOf(layer) {
  return [
    layer.batch_norm ? "batch norm" : "",
    layer.skip ? "skip" : "",
    layer.dropout ? `dropout ${formatNumber(layer.dropout)}` : "",
    layer.frozen ? "frozen" : "",
  ].filter(Boolean);
}

/** @type {Record<string, string>} */
const QUANTITIES = {
  batch_norm: "batch norm’s y",
  mean: "batch norm’s mean",
  var: "batch norm’s variance",
  x_hat: "x̂",
  gamma: "γ",
  beta: "β",
};

/** A quantity of a trace within a sentence. @param {string} quantity */
export function quantityName(quantity) {
  return QUANTITIES[quantity] ?? quantity;
}

/** 3 → 2 → 1 @param {NetworkSummary} network */
export function shapeText(network) {
  return [network.network.inputs, ...network.network.layers.map((layer) => layer.units)].join(" → ");
}
