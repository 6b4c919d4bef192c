/** Pairs of networks that differ in one thing, made from the one that is shown: what there is to compare. Pure. */

/** @import { Catalog, LayerSpec, NetworkRequest, NetworkSummary, Variant } from "./types" */
import { formatNumber } from "./format.js";
import { refusalOf, requestOf } from "./requests.js";

/** @param {NetworkSummary} network @param {Catalog | null} catalog @returns {Variant[]} */
export function variantsOf(network, catalog) {
  const { layers } = network.network;
  const hidden = layers.length - 1;
  const rate = Number(network.training.optimizer.learning_rate);
  const may = layers.map((_, i) => i < hidden && refusalOf(network.network, i, catalog).skip === "");
  const skipped = (/** @type {boolean} */ skip) => layers.map((layer, i) => ({ ...layer, skip: skip && may[i] }));
  const normed = (/** @type {boolean} */ batch_norm) =>
    layers.map((layer, i) => ({ ...layer, batch_norm: i < hidden ? batch_norm : layer.batch_norm }));
  const begun = (/** @type {string} */ initializer) => layers.map((layer) => ({ ...layer, initializer }));
  const pair = (/** @type {string} */ name, /** @type {string} */ label, /** @type {Variant["sides"]} */ sides) => ({
    name,
    label,
    sides,
  });
  const rates = (/** @type {number} */ other) => [withRate(network, rate), withRate(network, other)];
  const both = (/** @type {[string, LayerSpec[]][]} */ sides) =>
    sides.map(([label, changed]) => ({ label, request: withSpecs(network, changed) }));
  return [
    pair("rate_up", "Learning rate ×10", rates(rate * 10)),
    pair("rate_down", "Learning rate ÷10", rates(rate / 10)),
    ...(hidden
      ? [
          pair(
            "hidden",
            "With and without hidden layers",
            both([
              ["with hidden layers", layers],
              ["without", [{ ...layers[hidden], skip: false }]],
            ]),
          ),
        ]
      : []),
    pair(
      "initializer",
      "He and zeros",
      both([
        ["He", begun("he_normal")],
        ["zeros", begun("zeros")],
      ]),
    ),
    ...(hidden
      ? [
          pair(
            "batch_norm",
            "With and without batch norm",
            both([
              ["with batch norm", normed(true)],
              ["without", normed(false)],
            ]),
          ),
        ]
      : []),
    ...(may.some(Boolean)
      ? [
          pair(
            "skip",
            "With and without skip",
            both([
              ["with skip", skipped(true)],
              ["without", skipped(false)],
            ]),
          ),
        ]
      : []),
  ];
}

/** @param {NetworkSummary} network @param {number} rate */
function withRate(network, rate) {
  const learning_rate = Number(rate.toPrecision(12));
  const request = requestOf(network);
  const training = { ...network.training, optimizer: { ...network.training.optimizer, learning_rate } };
  return { label: `learning rate ${formatNumber(learning_rate)}`, request: { ...request, training } };
}

/** @param {NetworkSummary} network @param {LayerSpec[]} layers @returns {NetworkRequest} */
function withSpecs(network, layers) {
  return { ...requestOf(network), network: { ...network.network, layers } };
}
