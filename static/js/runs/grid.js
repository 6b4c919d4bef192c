/** A small grid of settings: the network on screen made again with each combination of up to two things that differ. Pure. */

/** @import { Catalog, LayerSpec, NetworkRequest, NetworkSummary } from "../types" */
import { requestOf } from "../requests.js";

/** More runs than these no screen compares. */
export const MOST_CELLS = 25;

/** @typedef {{ text: string, apply: (request: NetworkRequest) => NetworkRequest }} Value */
/** @typedef {{ name: string, label: string, values: Value[] }} Axis what may differ, and the values that are worth a try */
/** @typedef {{ label: string, request: NetworkRequest }} Cell */

/** What of a network may be tried in several ways. @param {NetworkSummary} network @param {Catalog | null} catalog @returns {Axis[]} */
export function axesOf(network, catalog) {
  const { training, network: shape } = network;
  const hidden = shape.layers.length > 1;
  const rate = Number(training.optimizer.learning_rate);
  const axes = [
    axis("learning_rate", "Learning rate", [rate / 10, rate / 3, rate, rate * 3, rate * 10].map(rounded), (value) =>
      trained(({ optimizer }) => ({ optimizer: { ...optimizer, learning_rate: value } })),
    ),
    axis("optimizer", "Optimizer", ["sgd", "momentum", "rmsprop", "adam"], (name) =>
      trained(({ optimizer }) =>
        optimizer.name === name ? {} : { optimizer: { name, learning_rate: optimizer.learning_rate } },
      ),
    ),
    axis("batch_size", "Batch size", [1, 8, 32, 128], (value) => trained(() => ({ batch_size: value }))),
    axis("l2", "L2 penalty", [0, 1e-4, 1e-3, 1e-2], (value) => trained(() => ({ l2: value }))),
    axis("seed", "Seed", [1, 2, 3, 4, 5], (value) => shaped((layers) => layers, { seed: value })),
  ];
  if (!hidden) return axes;
  const widths = [...new Set([0.5, 1, 2, 4].map((by) => Math.max(1, Math.round(shape.layers[0].units * by))))];
  const units = (/** @type {number} */ width) => (/** @type {LayerSpec[]} */ layers) =>
    layers.map((layer, i) => (i < layers.length - 1 ? { ...layer, units: width, skip: false } : layer));
  const activations = ["relu", "tanh", "sigmoid", "gelu"].filter((name) =>
    catalog?.activations.some((entry) => entry.name === name),
  );
  const bent = (/** @type {string} */ activation) => (/** @type {LayerSpec[]} */ layers) =>
    layers.map((layer, i) => (i < layers.length - 1 ? { ...layer, activation } : layer));
  const deep = (/** @type {number} */ depth) => (/** @type {LayerSpec[]} */ layers) => [
    ...Array.from({ length: depth }, () => ({ ...layers[0], skip: false })),
    layers[layers.length - 1],
  ];
  return [
    ...axes,
    axis("units", "Units of each hidden layer", widths, (value) => shaped(units(value))),
    axis("depth", "Hidden layers", [0, 1, 2, 3], (value) => shaped(deep(value))),
    axis("activation", "Activation of the hidden layers", activations, (value) => shaped(bent(value))),
  ];
}

/** All combinations of one or two axes. @param {NetworkSummary} network @param {Axis[]} axes @returns {Cell[]} */
export function cellsOf(network, [first, second]) {
  const request = requestOf(network);
  return first.values.flatMap((one) => {
    const begun = one.apply(request);
    const label = `${first.label.toLowerCase()} ${one.text}`;
    if (!second) return [{ label, request: begun }];
    return second.values.map((other) => ({
      label: `${label}, ${second.label.toLowerCase()} ${other.text}`,
      request: other.apply(begun),
    }));
  });
}

/**
 * @template {string | number} T
 * @param {string} name @param {string} label @param {T[]} values @param {(value: T) => Value["apply"]} made @returns {Axis}
 */
function axis(name, label, values, made) {
  return { name, label, values: values.map((value) => ({ text: String(value), apply: made(value) })) };
}

/** @typedef {NonNullable<NetworkRequest["training"]>} Training */

/** What one axis has set, the next one keeps. @param {(training: Training) => Partial<Training>} change @returns {Value["apply"]} */
const trained = (change) => (request) => {
  const training = /** @type {Training} */ (request.training);
  return { ...request, training: { ...training, ...change(training) } };
};

/** @param {(layers: LayerSpec[]) => LayerSpec[]} change @param {{ seed?: number }} [more] @returns {Value["apply"]} */
const shaped =
  (change, more = {}) =>
  (request) => ({
    ...request,
    network: { ...request.network, layers: change(request.network.layers), ...more },
  });

/** @param {number} rate */
const rounded = (rate) => Number(rate.toPrecision(2));
