/** How training went so far, as columns: those of the server, and what the frames of a run add to them. Pure. */

/** @import { History, Seen } from "../types" */

/** More points than this no chart has room for. */
const MOST = 400;

/** @type {(keyof History)[]} */
const COLUMNS = [
  "step",
  "epoch",
  "train_loss",
  "validation_loss",
  "train_accuracy",
  "validation_accuracy",
  "learning_rate",
  "grad_norms",
  "update_ratios",
];

/** @returns {History} */
export function emptyHistory() {
  return columns(() => []);
}

/**
 * The history with one more moment, thinned to every other one whenever there are too many. Steps that a frame goes
 * back behind are forgotten: they belong to another branch.
 * @param {History} history
 * @param {Seen} frame
 * @returns {History}
 */
export function withFrame(history, frame) {
  const before = history.step.findIndex((step) => step >= frame.step);
  const kept = before === -1 ? history : picked(history, (i) => i < before);
  const more = columns((name) => [
    .../** @type {any[]} */ (kept[name] ?? []),
    /** @type {any} */ (frame)[name] ?? null,
  ]);
  const last = more.step.length - 1;
  return last < MOST ? more : picked(more, (i) => i % 2 === 0 || i === last);
}

/** @param {History} history @param {(index: number) => boolean} wanted */
function picked(history, wanted) {
  return columns((name) => /** @type {any[]} */ (history[name] ?? []).filter((_, i) => wanted(i)));
}

/** @param {(name: keyof History) => any[]} make @returns {History} */
function columns(make) {
  return /** @type {any} */ (Object.fromEntries(COLUMNS.map((name) => [name, make(name)])));
}

/**
 * The history with a moment in its place that may have been thinned out, so that what is shown of it is exact.
 * @param {History} history
 * @param {Seen} seen
 * @returns {History}
 */
export function withMoment(history, seen) {
  const after = history.step.findIndex((step) => step >= seen.step);
  if (history.step[after] === seen.step) return history;
  const at = after === -1 ? history.step.length : after;
  return columns((name) => {
    const column = /** @type {any[]} */ (history[name] ?? []);
    return [...column.slice(0, at), /** @type {any} */ (seen)[name] ?? null, ...column.slice(at)];
  });
}

/** The index of the moment nearest to a step; -1 where there is none. @param {number[]} steps in order @param {number} step */
export function nearest(steps, step) {
  let [low, high] = [0, steps.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle] < step) low = middle + 1;
    else high = middle;
  }
  return low > 0 && step - steps[low - 1] < steps[low] - step ? low - 1 : steps.length ? low : -1;
}

/** @typedef {"loss" | "accuracy" | "learning_rate" | "grad_norms" | "update_ratios"} Kind */
/** @typedef {{ name: string, hue: string, shade: number, dash: string, values: (number | null)[] }} Series */

/** What there is to plot. `log` is how it is shown at first; `layers` says that each layer has a line of its own. @type {Record<Kind, { label: string, log: boolean, layers?: boolean }>} */
export const KINDS = {
  loss: { label: "Loss by step", log: false },
  accuracy: { label: "Accuracy by step", log: false },
  learning_rate: { label: "Learning rate", log: false },
  grad_norms: { label: "Gradient norm by layer", log: true, layers: true },
  update_ratios: { label: "Update ‖Δw‖ ∕ ‖w‖ by layer", log: true, layers: true },
};

const DASHES = ["", "7 4", "2 3", "9 3 2 3", "4 2", "1 4", "10 5"];

/**
 * The lines of a kind. Each has a dash of its own, for those who see no hue; layers besides are shades of one hue.
 * @param {History} history
 * @param {Kind} kind
 * @returns {Series[]} those that have a value anywhere
 */
export function seriesOf(history, kind) {
  const line = (
    /** @type {string} */ name,
    /** @type {string} */ hue,
    /** @type {number} */ index,
    /** @type {(number | null)[]} */ values,
    shade = 1,
  ) => ({ name, hue, shade, dash: DASHES[index % DASHES.length], values });
  /** @returns {Series[]} */
  function all() {
    if (kind === "loss")
      return [
        line("training", "value-plus", 0, history.train_loss),
        line("validation", "value-minus", 1, history.validation_loss),
      ];
    if (kind === "accuracy")
      return [
        line("training", "value-plus", 0, history.train_accuracy),
        line("validation", "value-minus", 1, history.validation_accuracy),
      ];
    if (kind === "learning_rate") return [line("learning rate", "update-ink", 0, history.learning_rate)];
    const rows = history[kind];
    const layers = rows.findLast((row) => row)?.length ?? 0;
    return Array.from({ length: layers }, (_, layer) =>
      line(
        `Layer ${layer + 1}`,
        kind === "grad_norms" ? "gradient-minus" : "update-ink",
        layers - 1 - layer,
        rows.map((row) => row?.[layer] ?? null),
        0.45 + (0.55 * (layer + 1)) / layers,
      ),
    );
  }
  return all().filter(({ values }) => values.some((value) => typeof value === "number"));
}
