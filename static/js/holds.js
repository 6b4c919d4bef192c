/** Which numbers training leaves alone: those that are frozen, and those that are off, which makes them 0. Pure. */

/** @import { Edit, NetworkSummary, Selection, State, Trace } from "./types" */
import { once } from "./once.js";

/** @typedef {"" | "frozen" | "off"} Hold */

/** What keeps one number as it is. @param {Trace} trace @param {Edit} number @returns {Hold} */
export function holdAt(trace, { layer, parameter, index }) {
  const own = trace.layers[layer - 1];
  if (!own.held && !own.off) return "";
  const holds = once(own, "holds", () => new Map([...named(own.held, "frozen"), ...named(own.off, "off")]));
  return holds.get(`${parameter}:${index}`) ?? "";
}

/** @param {import("./types").Places | undefined} places @param {Hold} hold @returns {[string, Hold][]} */
function named(places, hold) {
  return Object.entries(places ?? {}).flatMap(([parameter, indices]) =>
    indices.map(
      (/** @type {number | number[]} */ index) => /** @type {[string, Hold]} */ ([`${parameter}:${index}`, hold]),
    ),
  );
}

/** What keeps a weight, or without `from` a bias, as it is. @param {Trace} trace @param {{ layer: number, unit: number, from?: number | null }} place @returns {Hold} */
export const holdOf = (trace, { layer, unit, from = null }) =>
  holdAt(trace, from === null ? biasAt(layer, unit) : weightAt(layer, from, unit));

/** @param {number} layer @param {number} from @param {number} unit @returns {Edit} */
const weightAt = (layer, from, unit) => ({ layer, parameter: "w", index: [from, unit] });

/** @param {number} layer @param {number} unit @returns {Edit} */
const biasAt = (layer, unit) => ({ layer, parameter: "b", index: [unit] });

/** A neuron is off if nothing of it is handed on, and frozen if nothing that makes it can change. @param {Trace} trace @param {{ layer: number, unit: number }} place @returns {Hold} */
export function neuronHold(trace, place) {
  const off = outOf(trace, place).map((part) => holdAt(trace, part));
  if (off.length && off.every((hold) => hold === "off")) return "off";
  const held = into(trace, place).map((part) => holdAt(trace, part));
  return held.length && held.every((hold) => hold !== "") ? "frozen" : "";
}

/** Where the parts of a selection stand that are frozen, or switched off, with it: of a neuron what comes into it, or what it hands on. @param {Trace} trace @param {Selection} selection @param {"frozen" | "off"} hold @returns {Edit[]} */
export function partsOf(trace, selection, hold) {
  if (selection.kind === "loss") return [];
  const { layer, unit } = selection;
  if (selection.kind === "weight") return [weightAt(layer, selection.from, unit)];
  if (selection.kind === "bias") return [biasAt(layer, unit)];
  return hold === "off" ? outOf(trace, selection) : into(trace, selection);
}

/** @param {Trace} trace @param {{ layer: number, unit: number }} place @returns {Edit[]} */
const outOf = (trace, { layer, unit }) => (trace.layers[layer]?.b ?? []).map((_, to) => weightAt(layer + 1, unit, to));

/** @param {Trace} trace @param {{ layer: number, unit: number }} place @returns {Edit[]} */
function into(trace, { layer, unit }) {
  if (layer === 0) return [];
  const { w, batch_norm } = trace.layers[layer - 1];
  /** @type {Edit[]} */
  const norm = batch_norm
    ? [
        { layer, parameter: "gamma", index: [unit] },
        { layer, parameter: "beta", index: [unit] },
      ]
    : [];
  return [...w.map((_, from) => weightAt(layer, from, unit)), biasAt(layer, unit), ...norm];
}

/** @param {Trace} trace @param {Selection} selection @returns {Hold} */
export function selectionHold(trace, selection) {
  if (selection.kind === "loss") return "";
  return selection.kind === "neuron" ? neuronHold(trace, selection) : holdOf(trace, selection);
}

/** @param {NetworkSummary} network @param {number} layer */
export const layerFrozen = (network, layer) => layer > 0 && network.network.layers[layer - 1].frozen === true;

/** Whether a number can be typed in: a weight or a bias that is not off, an input of an example, or what is right for it. @param {State} state @param {Selection} selection */
export function editableAt({ trace, row, network, looked }, selection) {
  if (!trace || !network || looked !== null || network.read_only) return false;
  // Rows of data are as they were measured, and a mean of several is none that could be typed in.
  const own = !network.data && row !== null;
  if (selection.kind === "neuron") return selection.layer === 0 && own;
  // Several numbers that are right together have their fields in Build.
  const one = network.network.loss === "categorical_cross_entropy" || trace.a[0].length === 1;
  if (selection.kind === "loss") return own && one;
  return holdOf(trace, selection) !== "off";
}
