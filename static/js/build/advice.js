/** The rules of thumb that a network goes against: hints, each with its reason, and where there is one a way out. Pure. */

/** @import { Catalog, DataRows, LayerSpec, NetworkSummary } from "../types" */
import { formatNumber } from "../format.js";
import { choiceName } from "../names.js";
import { learningAdvice } from "./learning-advice.js";

/**
 * One click's worth of change: to layers by place, from 0, to the loss, to how it learns, or to the data.
 * @typedef {{ label: string, layers?: Record<number, Partial<LayerSpec>>, loss?: string, training?: Record<string, unknown>, data?: Record<string, unknown> }} Fix
 */
/** @typedef {"layer" | "loss" | "optimizer" | "batch" | "restraints" | "data"} Subject */
/** @typedef {{ key: string, about: Subject, layer?: number, weight: number, text: string, fix?: Fix }} Advice  `layer` counts from 0 */
/** @typedef {{ network: NetworkSummary, rows: number | null, task: string | null, entries: Catalog["activations"] }} Subjects */

const HE = "he_normal";
const RECTIFIERS = new Set(["relu", "leaky_relu", "elu", "gelu", "silu"]);
const SATURATING = new Set(["sigmoid", "tanh"]);
/** So many saturating layers in a row let hardly anything through; fewer than so many units are a narrow place. */
const DEEP = { sigmoid: 2, tanh: 4 };
const SMALL_LAYER = 8;

/**
 * The weightiest first.
 * @param {NetworkSummary} network
 * @param {Pick<DataRows, "count"> | null} rows
 * @param {Catalog | null} catalog
 * @returns {Advice[]}
 */
export function adviceOn(network, rows, catalog) {
  const dataset = catalog?.datasets?.find(({ name }) => name === network.data?.name);
  /** @type {Subjects} */
  const subjects = {
    network,
    rows: network.data ? (rows?.count.train ?? null) : null,
    task: dataset?.task ?? null,
    entries: catalog?.activations ?? [],
  };
  const all = [...layerAdvice(subjects), ...outputAdvice(subjects), ...learningAdvice(subjects)];
  return all.sort((one, other) => other.weight - one.weight);
}

/** @param {Subjects} subjects @returns {Advice[]} */
function layerAdvice({ network: { network }, entries }) {
  const { layers, inputs } = network;
  const hidden = layers.slice(0, -1);
  return hidden.flatMap((layer, i) => {
    const name = choiceName(layer.activation);
    const label = entries.find((entry) => entry.name === name)?.label ?? name;
    const before = i === 0 ? inputs : layers[i - 1].units;
    /** @param {string} key @param {number} weight @param {string} text @param {string} [does] @param {Partial<LayerSpec>} [change] @returns {Advice} */
    const hint = (key, weight, text, does, change) => ({
      key: `${key}-${i + 1}`,
      about: "layer",
      layer: i,
      weight,
      text,
      ...(does && change && { fix: { label: does, layers: { [i]: change } } }),
    });
    if (name === "linear")
      return [
        hint("linear", 7, "Linear layers in a row are one linear layer: this one adds no bend.", "Use ReLU", {
          activation: "relu",
        }),
      ];
    if (name === "softmax")
      return [
        hint("softmax", 5, "Softmax makes units share 1 among them, which suits an output.", "Use ReLU", {
          activation: "relu",
        }),
      ];
    const found = [];
    if (layer.initializer === "zeros")
      found.push(
        hint(
          "zeros",
          10,
          "From weights of 0 all units of a layer learn the same and never come apart.",
          ...starting(entries, name),
        ),
      );
    else if (RECTIFIERS.has(name) && layer.initializer !== undefined && !layer.initializer.startsWith("he_"))
      found.push(
        hint("he", 4, `${label} shuts about half of what arrives; He's weights make up for it.`, "Use He", {
          initializer: HE,
        }),
      );
    else if (SATURATING.has(name) && layer.initializer?.startsWith("he_"))
      found.push(
        hint(
          "xavier",
          3,
          `He's weights are wide for ${label}, which then begins where its slope is small.`,
          "Use Xavier",
          { initializer: "xavier_uniform" },
        ),
      );
    if (layer.units === 1 && before > 1)
      found.push(
        hint(
          "narrow",
          6,
          "All that comes after sees one number only, so most of the input is lost.",
          `Use ${2 * before} units`,
          { units: 2 * before },
        ),
      );
    if (layer.dropout && layer.units <= SMALL_LAYER)
      found.push(
        hint(
          "dropout",
          4,
          `Of ${layer.units} units dropout leaves about ${formatNumber(layer.units * (1 - layer.dropout))}: too few to learn from.`,
          "No dropout",
          { dropout: 0 },
        ),
      );
    return [...found, ...fading(hidden, i)];
  });
}

/** The initializer that suits an activation, as a way out. @param {Catalog["activations"]} entries @param {string} name @returns {[string, Partial<LayerSpec>]} */
function starting(entries, name) {
  const initializer = entries.find((entry) => entry.name === name)?.initializer ?? HE;
  return [initializer.startsWith("he_") ? "Use He" : "Use Xavier", { initializer }];
}

/** Said once, at the first of the layers through which the gradient fades. @param {LayerSpec[]} hidden @param {number} at @returns {Advice[]} */
function fading(hidden, at) {
  const name = /** @type {"sigmoid" | "tanh"} */ (choiceName(hidden[at].activation));
  const same = hidden.flatMap((layer, i) =>
    choiceName(layer.activation) === name && !layer.batch_norm && !layer.skip ? [i] : [],
  );
  if (!SATURATING.has(name) || same[0] !== at || same.length < DEEP[name]) return [];
  const text =
    name === "sigmoid"
      ? `A sigmoid lets a quarter of the gradient through at most: after ${same.length} of them little is left.`
      : `Tanh shuts where it saturates: through ${same.length} of them the gradient may fade.`;
  const change = { activation: "relu", initializer: HE };
  const layers = Object.fromEntries(same.map((i) => [i, change]));
  return [
    {
      key: "fading",
      about: "layer",
      layer: at,
      weight: name === "sigmoid" ? 9 : 2,
      text,
      fix: { label: "Use ReLU", layers },
    },
  ];
}

/** What comes out, beside what is wanted. @param {Subjects} subjects @returns {Advice[]} */
function outputAdvice({ network: { network }, task }) {
  const { layers, loss } = network;
  const last = layers.length - 1;
  const output = choiceName(layers[last].activation);
  /** @param {string} key @param {string} text @param {Fix} fix @param {Subject} [about] @returns {Advice} */
  const hint = (key, text, fix, about = "layer") => ({ key, about, layer: last, weight: 8, text, fix });
  if (task === "regression" && output !== "linear")
    return [
      hint("output", `Numbers may be anything, but ${output} reaches only some of them.`, {
        label: "Use linear",
        layers: { [last]: { activation: "linear" } },
      }),
    ];
  if (task === "binary" && output !== "sigmoid")
    return [
      hint("output", "Yes or no is a probability, which a sigmoid gives.", {
        label: "Use sigmoid",
        layers: { [last]: { activation: "sigmoid" } },
        loss: "binary_cross_entropy",
      }),
    ];
  if (task === "classes" && output !== "softmax")
    return [
      hint("output", "One of several classes is a choice, which softmax shares out as probabilities.", {
        label: "Use softmax",
        layers: { [last]: { activation: "softmax" } },
      }),
    ];
  if (task === "binary" && loss !== "binary_cross_entropy")
    return [
      hint(
        "loss",
        "Where it is sure and wrong, a sigmoid is flat, and only cross-entropy still has a gradient.",
        { label: "Use cross-entropy", loss: "binary_cross_entropy" },
        "loss",
      ),
    ];
  return [];
}
