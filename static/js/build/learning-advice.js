/** Rules of thumb about how a network learns and from what. Pure. */

/** @import { Advice, Fix, Subject, Subjects } from "./advice.js" */
import { formatNumber } from "../format.js";

const ADAPTIVE = new Set(["adam", "adamw", "rmsprop"]);
/** Above so much each of them tends to overshoot; below, it crawls. */
const RATES = { adaptive: { most: 0.05, usual: 0.01 }, plain: { least: 1e-4, most: 1, usual: 0.1 } };
/** More parameters than so many a row can learn the rows by heart. */
const A_ROW = 3;

/** @param {Subjects} subjects @returns {Advice[]} */
export function learningAdvice({ network, rows }) {
  const { training, data, parameters } = network;
  const { layers } = network.network;
  const optimizer = training.optimizer;
  const rate = Number(optimizer.learning_rate);
  const batch = Number(training.batch_size);
  const normed = layers.some((layer) => layer.batch_norm);
  /** @type {Advice[]} */
  const found = [];
  /** @param {Subject} about @param {string} key @param {number} weight @param {string} text @param {Fix} [fix] */
  const hint = (about, key, weight, text, fix) => found.push({ key, about, weight, text, ...(fix && { fix }) });
  const set = (/** @type {string} */ label, /** @type {Record<string, unknown>} */ change) => ({
    label,
    training: change,
  });
  const at = (/** @type {number} */ learning_rate) =>
    set(`Use ${formatNumber(learning_rate)}`, { optimizer: { ...optimizer, learning_rate } });

  if (ADAPTIVE.has(optimizer.name)) {
    if (rate > RATES.adaptive.most)
      hint(
        "optimizer",
        "rate",
        8,
        "It scales each step itself, so 0.001 to 0.01 is usual; more makes the loss jump.",
        at(RATES.adaptive.usual),
      );
  } else if (rate >= RATES.plain.most)
    hint("optimizer", "rate", 8, "Steps this large overshoot, and the loss swings or grows.", at(RATES.plain.usual));
  else if (rate < RATES.plain.least)
    hint("optimizer", "rate", 5, "Steps this small hardly get anywhere.", at(RATES.plain.usual));
  if (layers.every((layer) => layer.frozen))
    hint("optimizer", "frozen", 10, "All layers are frozen, so training changes nothing.");
  if (!data) return found;

  if (normed && batch === 1)
    hint(
      "batch",
      "batch-norm",
      10,
      "Batch norm takes mean and variance over the batch, which needs two rows at least.",
      set("Use 32", { batch_size: 32 }),
    );
  else if (rows && rows > 64 && batch >= rows)
    hint(
      "batch",
      "whole",
      3,
      `All ${rows} rows are one batch, so an epoch is one step.`,
      set("Use 32", { batch_size: 32 }),
    );
  if (data.standardize === false)
    hint("data", "scale", 7, "Features of different sizes pull the weights unevenly; standardised they count alike.", {
      label: "Standardise",
      data: { standardize: true },
    });
  const restrained = training.l1 || training.l2 || training.early_stopping || layers.some((layer) => layer.dropout);
  if (rows && parameters.total > A_ROW * rows && !restrained)
    hint(
      "restraints",
      "many",
      6,
      `${parameters.total} parameters for ${rows} rows can learn them by heart.`,
      set("Use L2 of 0.001", { l2: 0.001 }),
    );
  if (training.early_stopping && data.validation_fraction === 0)
    hint("restraints", "aside", 5, "With no rows kept aside, early stopping cannot see when it gets worse.", {
      label: "Keep 20 % aside",
      data: { validation_fraction: 0.2 },
    });
  return found;
}
