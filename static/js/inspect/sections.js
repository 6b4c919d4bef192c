/** What the inspector explains of what was picked out: in phases, that of the moment first, then what was, then what is to come. Pure. */

/** @import { Beat, LayerTrace, Ref, Selection, Trace } from "../types" */
import { comesAt } from "./refs.js";

/** @typedef {{ phase: Beat["phase"], refs: Ref[] }} Section */

/** @type {Beat["phase"][]} */
const PHASES = ["forward", "loss", "backward", "update"];

/** @type {Record<string, string>} */
const TITLES = {
  product: "What it brings",
  z: "What arrives, added up",
  batch_norm: "Normalised, scaled and shifted",
  h: "Through the activation",
  mask: "The dropout mask",
  a: "What is handed on",
  grad_a: "What comes back",
  grad_h: "Past the dropout mask",
  grad_y: "Past the gate",
  grad_z: "What arrives at the sum, δ",
  grad_w: "The deposit on this weight",
  message: "The message it sends back",
  grad_b: "The deposit on this bias",
  grad_x: "What would change the loss here",
  update: "The update",
  loss: "How wrong the answer is",
  grad_gamma: "The gradient of γ",
  update_gamma: "The update of γ",
  grad_beta: "The gradient of β",
  update_beta: "The update of β",
};

/** Where a neuron has no h or no y of its own, a and z stand for them. @param {string} quantity @param {Ref[]} references all that are explained */
export function titleOf(quantity, references) {
  const has = (/** @type {string} */ other) => references.some((ref) => ref.quantity === other);
  if (quantity === "a" && !has("h")) return TITLES.h;
  if (quantity === "grad_z" && !has("grad_y")) return "Past the gate, δ";
  return TITLES[quantity];
}

/**
 * @param {Selection} selection @param {number | null} row @param {Trace} trace @param {Beat["phase"]} now the phase of the moment @param {string} loss
 * @returns {Section[]}
 */
export function sectionsOf(selection, row, trace, now, loss) {
  const refs = derivationsOf(selection, row, trace);
  // Of softmax with its own loss ŷ − y comes first: the long way to it, by ∂L/∂ŷ and the Jacobian, is for those who ask.
  if (loss === "categorical_cross_entropy")
    refs.sort((a, b) => Number(isOutput(a, trace)) - Number(isOutput(b, trace)));
  const at = PHASES.indexOf(now);
  const order = [...PHASES.slice(0, at + 1).reverse(), ...PHASES.slice(at + 1)];
  return order
    .map((phase) => ({ phase, refs: refs.filter((ref) => comesAt(trace, ref)?.phase === phase) }))
    .filter((section) => section.refs.length > 0);
}

/** @param {Ref} ref @param {Trace} trace */
const isOutput = ({ quantity, layer }, trace) => quantity === "grad_a" && layer === trace.layers.length;

/**
 * In the order in which they come: of a neuron what its layer has of it.
 * @param {Selection} selection @param {number | null} row null for the whole batch @param {Trace} trace @returns {Ref[]}
 */
export function derivationsOf(selection, row, trace) {
  if (selection.kind === "loss") return [{ quantity: "loss", layer: 0 }];
  const { layer, unit } = selection;
  switch (selection.kind) {
    case "neuron":
      if (layer === 0) return [{ quantity: "grad_x", layer: 1, unit, example: row }];
      return quantitiesOf(trace.layers[layer - 1]).map((quantity) => ({ quantity, layer, unit, example: row }));
    case "weight": {
      const place = { layer, unit, from: selection.from };
      const ofRow = (/** @type {string} */ quantity) => ({ quantity, ...place, example: row });
      return [ofRow("product"), { quantity: "grad_w", ...place }, ofRow("message"), { quantity: "update", ...place }];
    }
    case "bias":
      return ["grad_b", "update"].map((quantity) => ({ quantity, layer, unit }));
  }
}

/** The numbers that a neuron makes on the way forward and back. @param {LayerTrace} layer */
function quantitiesOf({ batch_norm, h, mask, grad_h }) {
  const forward = ["z", batch_norm && "batch_norm", h && "h", mask && "mask", "a"];
  const backward = ["grad_a", mask && grad_h && "grad_h", batch_norm && "grad_y", "grad_z"];
  return [...forward, ...backward].filter((quantity) => typeof quantity === "string");
}

/** What is explained of the batch norm of a neuron: how each of its parameters is changed. @param {Selection} selection @param {Trace} trace @returns {Ref[]} */
export function normDerivationsOf(selection, trace) {
  if (selection.kind !== "neuron" || !trace.layers[selection.layer - 1]?.batch_norm) return [];
  const { layer, unit } = selection;
  return ["grad_gamma", "update_gamma", "grad_beta", "update_beta"].map((quantity) => ({ quantity, layer, unit }));
}

/** @type {Set<string>} */
const OF_THE_BATCH = new Set(
  ["w", "b", "gamma", "beta", "mean", "var", "spread", "loss", "learning_rate", "grad_w", "grad_b"].concat(
    ["grad_gamma", "grad_beta"],
    ["update", "clipped", "change", "momentum"].flatMap((name) => [name, `${name}_gamma`, `${name}_beta`]),
  ),
);

/** Whether a number is one of a single example, so that one must be picked to derive it. @param {Ref} ref */
export const ofOneExample = ({ quantity }) => !OF_THE_BATCH.has(quantity);
