/** A number of a derivation by its place: what it is called, which mark of the picture it belongs to, and when it comes. Pure. */

/** @import { Beat, Cursor, Grain, NetworkSummary, Ref, Selection, Trace } from "../types" */
import { biasName, neuronName, quantityName, selectionId, weightName } from "../names.js";
import { numberKey } from "../numbers.js";
import { knownAt, swept } from "../scene/moment.js";
import { lastOperation } from "../timeline.js";

/** Of the unit or the input that a layer gets, rather than of one of its own. */
const AT_INPUT = new Set(["x", "grad_x"]);
const OF_LOSS = new Set(["loss", "loss_term", "y"]);
/** These belong to an edge where a unit before is said, and to the bias where none is. */
const OF_PARAMETER = new Set(["w", "b", "grad_w", "grad_b", "update", "clipped", "change", "momentum", "share"]);
const OF_EDGE = new Set(["product", "message"]);

/** What a number belongs to, null where that is nothing in the picture. @param {Ref} ref @returns {Selection | null} */
export function ownerOf({ quantity, layer, unit, from }) {
  if (OF_LOSS.has(quantity)) return { kind: "loss" };
  if (layer === 0 || unit === null || unit === undefined) return null;
  if (AT_INPUT.has(quantity)) return { kind: "neuron", layer: layer - 1, unit };
  if (!OF_PARAMETER.has(quantity) && !OF_EDGE.has(quantity)) return { kind: "neuron", layer, unit };
  if (from === null || from === undefined) return { kind: "bias", layer, unit };
  return { kind: "weight", layer, from, unit };
}

/** The id of that mark. @param {Ref} ref */
export function markOf(ref) {
  const owner = ownerOf(ref);
  return owner && selectionId(owner);
}

/** The name of a number on screen, as a test reads it. @param {Ref} ref @param {string} [within] the path to a part of its derivation */
export function keyOf({ quantity, layer, unit, from, example }, within) {
  const place = { layer, unit: unit ?? undefined, from: from ?? undefined };
  return numberKey(within ? `${quantity}.${within}` : quantity, place, example);
}

/** @type {Record<string, string>} */
const WORDS = {
  x: "value",
  w: "value",
  b: "value",
  y: "target",
  slope: "slope f′",
  exp: "power of e",
  loss: "loss",
  loss_term: "loss of one output",
  learning_rate: "learning rate η",
  grad_a: "∂L/∂a",
  grad_h: "∂L/∂h",
  grad_y: "∂L/∂y",
  grad_z: "δ = ∂L/∂z",
  grad_w: "∂L/∂w",
  grad_b: "∂L/∂b",
  grad_x: "gradient that arrives",
  grad_gamma: "∂L/∂γ",
  grad_beta: "∂L/∂β",
  update: "value after the step",
  clipped: "gradient as the optimizer saw it",
  change: "change",
  momentum: "momentum",
  product: "what it brings, w·x",
  message: "message w·δ",
  share: "share of ∂L/∂w",
};

/** What a number is called in full: "δ = ∂L/∂z of layer 1, neuron 2". @param {Ref} ref @param {NetworkSummary} network */
export function refName(ref, network) {
  const [, own, parameter] = /^(.*?)(?:_(gamma|beta))?$/.exec(ref.quantity) ?? [];
  const word =
    WORDS[ref.quantity] ??
    (parameter && WORDS[own] ? `${WORDS[own]} of ${quantityName(parameter)}` : quantityName(ref.quantity));
  const owner = ownerOf(ref);
  const example = typeof ref.example === "number" ? `, example ${ref.example + 1}` : "";
  if (!owner || owner.kind === "loss") return word + example;
  const place = {
    neuron: () => neuronName(network, owner.layer, owner.unit),
    bias: () => biasName(owner.layer, owner.unit),
    weight: () => weightName(owner.layer, owner.kind === "weight" ? owner.from : 0, owner.unit),
  }[owner.kind]();
  if (word === "value") return place + example;
  return `${word} of ${place[0].toLowerCase()}${place.slice(1)}${example}`;
}

/** The beat whose result a number is; null where it is given. @param {Trace} trace @param {Ref} ref @returns {Beat | null} */
export function comesAt(trace, { quantity, layer }) {
  const forward = (/** @type {string} */ op) => /** @type {Beat} */ ({ phase: "forward", layer, op });
  const backward = (/** @type {string} */ op, at = layer) => /** @type {Beat} */ ({ phase: "backward", layer: at, op });
  switch (quantity) {
    case "product":
      return forward("product");
    case "z":
      return forward("sum");
    case "mean":
    case "var":
    case "spread":
    case "x_hat":
    case "batch_norm":
      return forward("batch_norm");
    case "h":
    case "exp":
      return forward("activation");
    case "mask":
      return forward("dropout");
    case "a":
      return layer === 0 ? null : forward(lastOperation(trace.beats, layer));
    case "loss":
    case "loss_term":
      return { phase: "loss", layer: null, op: "loss" };
    case "grad_a":
      return layer === trace.layers.length ? backward("gate") : backward("gather", layer + 1);
    case "slope":
    case "grad_h":
    case "grad_y":
    case "grad_z":
      return backward("gate");
    case "share":
    case "grad_w":
    case "grad_b":
    case "grad_gamma":
    case "grad_beta":
      return backward("deposit");
    case "message":
      return backward("send");
    case "grad_x":
      return backward("gather");
  }
  return /^(update|clipped|change|momentum)/.test(quantity) ? { phase: "update", layer: null, op: "update" } : null;
}

/** Whether the cursor has come to a number. @param {{ trace: Trace, cursor: Cursor, grain: Grain }} moment @returns {(ref: Ref) => boolean} */
export function reachedAt({ trace, cursor, grain }) {
  const known = knownAt({ trace, cursor: swept(trace, cursor, grain), grain });
  return (ref) => {
    const beat = comesAt(trace, ref);
    if (beat === null) return true;
    // The update has parts in every layer, though its beat has none.
    return known(beat.phase, beat.layer ?? (ref.layer || null), beat.op, ref.unit ?? undefined, ref.from ?? undefined);
  };
}
