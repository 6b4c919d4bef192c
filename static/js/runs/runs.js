/** Runs that were kept: what each was made with, what it came to, and its curve. Pure. */

/** @import { History, NetworkSummary, Run } from "../types" */
import { nearest } from "../charts/history.js";
import { choiceName, shapeText } from "../names.js";

/** A kept curve has no more points than this. */
const POINTS = 120;

/** @typedef {"name" | "step" | "train" | "validation" | "accuracy"} Order */

/** @param {NetworkSummary} network @param {History} history @param {{ name: string, group: string | null, now: number }} said @returns {Run} */
export function runOf(network, history, { name, group, now }) {
  const { step, epoch, metrics } = network;
  const last = history.step.length - 1;
  return {
    id: network.id,
    name,
    group,
    kept: now,
    shape: shapeText(network),
    settings: settingsText(network),
    step,
    epoch,
    train: metrics?.train.loss ?? history.train_loss[last] ?? null,
    validation: metrics?.validation?.loss ?? null,
    accuracy: metrics?.validation?.accuracy ?? metrics?.train.accuracy ?? null,
    curve: thinned(history),
  };
}

/** What a network was trained with, in a line. @param {NetworkSummary} network */
export function settingsText({ network, training, data }) {
  const { name, learning_rate } = training.optimizer;
  const hidden = [...new Set(network.layers.slice(0, -1).map((layer) => choiceName(layer.activation)))];
  const schedule = choiceName(/** @type {any} */ (training.schedule) ?? "constant");
  return [
    `${name} ${learning_rate}`,
    schedule !== "constant" && schedule.replaceAll("_", " "),
    ...hidden,
    data && `batch ${training.batch_size}`,
    training.l1 && `l1 ${training.l1}`,
    training.l2 && `l2 ${training.l2}`,
    `seed ${network.seed}`,
  ]
    .filter(Boolean)
    .join(" · ");
}

/** As many moments of a history as a small chart has room for, the last among them. @param {History} history @returns {Run["curve"]} */
export function thinned({ step, train_loss, validation_loss }) {
  const every = Math.max(1, Math.ceil(step.length / POINTS));
  const kept = step.map((_, i) => i).filter((i) => i % every === 0 || i === step.length - 1);
  return {
    step: kept.map((i) => step[i]),
    train: kept.map((i) => train_loss[i]),
    validation: kept.map((i) => validation_loss[i]),
  };
}

/** The curves of several runs over the steps of all of them. @param {Run[]} runs @param {"train" | "validation"} kind */
export function overlaid(runs, kind) {
  const steps = [...new Set(runs.flatMap(({ curve }) => curve.step))].sort((a, b) => a - b);
  const lines = runs.map(({ curve }) => {
    const last = curve.step.at(-1) ?? -1;
    // Between its own moments a run's line goes straight on; behind its last one it ends.
    return steps.map((step) => (step > last ? null : between(curve.step, curve[kind], step)));
  });
  return { steps, lines };
}

/** @param {number[]} steps @param {(number | null)[]} values @param {number} at @returns {number | null} */
function between(steps, values, at) {
  const near = nearest(steps, at);
  if (near < 0 || at < steps[0]) return null;
  const [i, j] = steps[near] <= at ? [near, near + 1] : [near - 1, near];
  const [before, after] = [values[i], values[j] ?? null];
  if (steps[i] === at || before === null || after === null) return before ?? null;
  return before + ((after - before) * (at - steps[i])) / (steps[j] - steps[i]);
}

/** In order, the best first; what is not known comes last. @param {Run[]} runs @param {Order} order @returns {Run[]} */
export function sorted(runs, order) {
  if (order === "name") return [...runs].sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));
  const best = (/** @type {Run} */ run) => {
    const value = run[order];
    if (value === null) return Infinity;
    return order === "accuracy" ? -value : value;
  };
  return [...runs].sort((a, b) => best(a) - best(b));
}

/** A name that no run has yet. @param {Run[]} runs @param {string} stem */
export function freeName(runs, stem) {
  const taken = new Set(runs.map(({ name }) => name));
  for (let i = 1; ; i++) if (!taken.has(`${stem} ${i}`)) return `${stem} ${i}`;
}

/** A name that no grid has yet. @param {Run[]} runs */
export function freeGroup(runs) {
  const taken = new Set(runs.map(({ group }) => group));
  for (let i = 1; ; i++) if (!taken.has(`grid ${i}`)) return `grid ${i}`;
}

/** What was remembered, as far as it still makes sense. @param {unknown} stored @returns {Run[]} */
export function runsOf(stored) {
  if (!Array.isArray(stored)) return [];
  return stored.filter(
    (run) =>
      typeof run?.id === "string" &&
      typeof run.name === "string" &&
      typeof run.settings === "string" &&
      typeof run.step === "number" &&
      ["step", "train", "validation"].every((name) => Array.isArray(run.curve?.[name])),
  );
}
