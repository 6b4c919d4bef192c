/** What a goal of an exercise may ask of the figure, as a teacher would say it, and how "Show me" gets there. Pure. */

/** @import { DraftCondition, DraftDeed } from "../types/exercise" */

/** @typedef {"at_most" | "at_least" | "equals"} Bound */
/** @typedef {{ layer: number, unit: number, source: number }} GoalPlace  layers, neurons and inputs counted from 1, as on screen */

/** @type {Record<Bound, string>} */
export const BOUNDS = { at_most: "at most", at_least: "at least", equals: "exactly" };

/** What a condition reads: what it is called, which way it mostly goes, and whether it has a place in the network. @type {Record<string, { label: string, bound: Bound, at?: (keyof GoalPlace)[], share?: boolean }>} */
export const MEASURES = {
  "network.metrics.train.loss": { label: "Training loss", bound: "at_most" },
  "network.metrics.validation.loss": { label: "Validation loss", bound: "at_most" },
  "network.metrics.train.accuracy": { label: "Training accuracy", bound: "at_least", share: true },
  "network.metrics.validation.accuracy": { label: "Validation accuracy", bound: "at_least", share: true },
  "network.parameters.total": { label: "Number of weights and biases", bound: "at_most" },
  "network.training.optimizer.learning_rate": { label: "Learning rate", bound: "at_most" },
  "network.step": { label: "Training steps", bound: "at_least" },
  "network.epoch": { label: "Epochs", bound: "at_least" },
  a: { label: "What a neuron hands on", bound: "at_least", at: ["layer", "unit"] },
  w: { label: "A weight", bound: "at_least", at: ["layer", "source", "unit"] },
  b: { label: "A bias", bound: "at_least", at: ["layer", "unit"] },
};

/** Which measure a condition reads: `a`, `w` and `b` are numbers of the step that is shown. @param {DraftCondition} condition */
export const measureOf = ({ of }) => (of.startsWith("number:") ? of.split(":")[1] : of);

/** @param {DraftCondition} condition @returns {Bound} */
export function boundOf(condition) {
  const bounds = /** @type {Bound[]} */ (Object.keys(BOUNDS));
  return bounds.find((bound) => bound in condition) ?? MEASURES[measureOf(condition)].bound;
}

/** @param {DraftCondition} condition @returns {GoalPlace} */
export function placeOf({ of }) {
  const [layer, unit, source] = of.startsWith("number:") ? of.split(":").slice(2).map(Number) : [];
  return { layer: layer ?? 1, unit: (unit ?? 0) + 1, source: (source ?? 0) + 1 };
}

/** @param {string} measure @param {GoalPlace} place @param {Bound} bound @param {number | null} value @returns {DraftCondition} */
export function conditionOf(measure, { layer, unit, source }, bound, value) {
  const { at } = MEASURES[measure];
  const number = ["number", measure, layer, unit - 1, ...(at?.includes("source") ? [source - 1] : [])].join(":");
  return { of: at ? number : measure, [bound]: value };
}

/** What gets there: weights, biases and the rate are set, the rest is trained for, if so many epochs are said. @param {DraftCondition[]} goal @param {number | null} epochs @returns {DraftDeed[]} */
export function solveOf(goal, epochs) {
  const set = goal.flatMap((condition) => deedOf(condition) ?? []);
  return [...set, ...(epochs === null ? [] : [{ train: { epochs } }])];
}

/** @param {DraftCondition} condition @returns {DraftDeed | null} */
function deedOf(condition) {
  const measure = measureOf(condition);
  const value = condition[boundOf(condition)] ?? null;
  if (value === null) return null;
  if (measure === "network.training.optimizer.learning_rate")
    return { patch: { training: { optimizer: { learning_rate: value } } } };
  if (measure !== "w" && measure !== "b") return null;
  const { layer, unit, source } = placeOf(condition);
  const index = measure === "w" ? [source - 1, unit - 1] : [unit - 1];
  return { edits: [{ layer, parameter: measure, index, value }] };
}

/** For how many epochs "Show me" trains, null where it does not. @param {DraftDeed[]} solve */
export const epochsOf = (solve) => solve.find(({ train }) => train)?.train?.epochs ?? null;
