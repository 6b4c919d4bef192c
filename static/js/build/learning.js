/** What the settings of learning lead to and how they are said. Pure. */

/** @import { CatalogEntry, Choice } from "../types" */
import { formatNumber } from "../format.js";

/**
 * Another optimizer, its own numbers at their defaults. The learning rate goes along where it was chosen: an untouched one would
 * be a hundred times too large for Adam.
 * @param {CatalogEntry[]} optimizers @param {Choice} now @param {string} name @returns {Choice}
 */
export function otherOptimizer(optimizers, now, name) {
  const usual = (/** @type {string} */ which) =>
    optimizers.find((entry) => entry.name === which)?.parameters.find((own) => own.name === "learning_rate")?.default;
  const untouched = now.learning_rate === usual(now.name);
  return { name, learning_rate: (untouched && usual(name)) || now.learning_rate };
}

/** What keeps the weights and the gradients small, and what ends the training: those that are on. @param {Record<string, any>} training @returns {string[]} */
export function restraintsOf({ l1, l2, clip_norm, clip_value, early_stopping }) {
  return [
    l2 ? `L2 ${formatNumber(l2)}` : "",
    l1 ? `L1 ${formatNumber(l1)}` : "",
    clip_norm ? `norm ≤ ${formatNumber(clip_norm)}` : "",
    clip_value ? `values ≤ ${formatNumber(clip_value)}` : "",
    early_stopping ? `stops after ${early_stopping.patience}` : "",
  ].filter(Boolean);
}
