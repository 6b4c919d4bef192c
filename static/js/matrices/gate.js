/** How what comes back passes a layer’s dropout, its activation and its batch norm, and what the loss begins with. */

/** @import { Frame } from "./frame.js" */
/** @import { Equation, Term } from "./equation.js" */
import { choiceName } from "../names.js";
import { elementwise, term } from "./equation.js";
import { ofNorm, ofUnits } from "./kinds.js";

const value = /** @type {const} */ ("value");
const gradient = /** @type {const} */ ("gradient");

/** @param {Frame} frame @returns {Equation[]} */
export function gate(frame) {
  const { trace, layer } = frame;
  const { mask, batch_norm } = trace.layers[layer - 1];
  const last = layer === trace.layers.length;
  const ratio = last && isSoftmaxWithItsLoss(frame);
  const masked = mask && {
    ...elementwise(frame, "masked", "what comes back passes the dropout mask first"),
    terms: [
      term("", comesBack(frame)),
      term("⊙", ofUnits(frame, "mask", { symbol: "mask", name: "the dropout mask", family: value })),
    ],
    result: ofUnits(frame, "grad_h", { symbol: "∂L/∂f", name: "what comes back past the mask", family: gradient }),
  };
  const equations = [...(masked ? [masked] : []), ratio ? outputsLessTargets(frame) : throughTheGate(frame)];
  return batch_norm ? [...equations, throughNorm(frame)] : equations;
}

/** @param {Frame} frame */
const isSoftmaxWithItsLoss = ({ network, layer }) =>
  network.network.loss === "categorical_cross_entropy" &&
  choiceName(network.network.layers[layer - 1].activation) === "softmax";

/** What arrives from the layer above, or from the loss. @param {Frame} frame @param {string} [quantity] */
function comesBack(frame, quantity = "grad_a") {
  const last = frame.layer === frame.trace.layers.length;
  const symbol = quantity === "grad_h" && frame.trace.layers[frame.layer - 1].mask ? "∂L/∂f" : last ? "∂L/∂ŷ" : "∂L/∂a";
  return ofUnits(frame, quantity, { symbol, name: "what comes back", family: gradient });
}

/** Whether δ is there already, or batch norm is still to come. @param {Frame} frame */
function passed(frame) {
  const normed = frame.trace.layers[frame.layer - 1].batch_norm !== undefined;
  const look = normed ? { symbol: "∂L/∂y", name: "what passes the activation" } : { symbol: "δ", name: "δ = ∂L/∂z" };
  return ofUnits(frame, normed ? "grad_f_input" : "grad_z", { ...look, family: gradient });
}

/** @param {Frame} frame @returns {Equation} */
function throughTheGate(frame) {
  const { batch_norm, slope } = frame.trace.layers[frame.layer - 1];
  const into = batch_norm ? "y" : "z";
  const result = passed(frame);
  const back = comesBack(frame, "grad_h");
  if (slope)
    return {
      ...elementwise(frame, "gate", `${result.symbol} = ${back.symbol} ⊙ f′(${into})`),
      terms: [
        term("", back),
        term(
          "⊙",
          ofUnits(frame, "slope", { symbol: `f′(${into})`, name: "the slopes of the activation", family: value }),
        ),
      ],
      result,
    };
  const outputs = ofUnits(frame, "h", { symbol: "s", name: "what softmax made", family: value });
  return {
    ...elementwise(
      frame,
      "gate",
      `${result.symbol} = s ⊙ (${back.symbol} − Σ ${back.symbol}·s): softmax ties its outputs together by its Jacobian`,
    ),
    terms: [term("", outputs), { op: "⊙ (· − Σ ·s)", matrix: back, note: "", before: " · (", after: " − Σ)" }],
    result,
  };
}

/** Softmax and cross-entropy together leave the difference alone. @param {Frame} frame @returns {Equation} */
function outputsLessTargets(frame) {
  const count = frame.trace.x.length;
  const result = passed(frame);
  return {
    ...elementwise(
      frame,
      "gate",
      `${result.symbol} = ${count > 1 ? "(ŷ − y) / N" : "ŷ − y"}: what softmax and its loss leave of ∂L/∂ŷ and the Jacobian`,
    ),
    terms: [
      { op: "", matrix: outputs(frame), note: "", before: count > 1 ? "(" : "", after: "" },
      { op: "−", matrix: targets(frame), note: "", before: " − ", after: count > 1 ? ")" : "" },
    ],
    ...(count > 1 && { shared: { op: "÷", text: String(count) } }),
    result,
  };
}

/** @param {Frame} frame */
const outputs = (frame) => ofUnits(frame, "a", { symbol: "ŷ", name: "the answers", family: value });

/** @param {Frame} frame */
const targets = (frame) => ofUnits(frame, "y", { symbol: "y", name: "what is right", family: value });

/** The examples of a batch share their mean and variance, so each δ hangs on all of them. @param {Frame} frame @returns {Equation} */
function throughNorm(frame) {
  /** @param {string} quantity @param {string} symbol @param {string} name @param {import("../scales.js").Family} [family] */
  const norm = (quantity, symbol, name, family = value) => ofNorm(frame, quantity, { symbol, name, family });
  const count = frame.trace.x.length;
  const plain = { note: "" };
  return {
    ...elementwise(
      frame,
      "norm",
      "δ = γ / √(σ² + ε) ⊙ (∂L/∂y − (∂L/∂β + x̂ ⊙ ∂L/∂γ) / N): batch norm ties the examples together",
    ),
    terms: [
      { ...plain, op: "", matrix: norm("gamma", "γ", "the scales"), before: "", after: "" },
      {
        ...plain,
        op: "÷ √(· + ε)",
        matrix: norm("var", "σ²", "the variance over the batch"),
        before: " / √(",
        after: " + ε)",
      },
      { ...plain, op: "⊙ (", matrix: passed(frame), before: " · (", after: "" },
      {
        ...plain,
        op: "− (",
        matrix: norm("grad_beta", "∂L/∂β", "the column sums of ∂L/∂y", gradient),
        before: " − (",
        after: "",
      },
      {
        ...plain,
        op: "+",
        matrix: ofUnits(frame, "x_hat", { symbol: "x̂", name: "the normalised sums", family: value }),
        before: " + ",
        after: "",
      },
      {
        ...plain,
        op: "⊙",
        matrix: norm("grad_gamma", "∂L/∂γ", "the column sums of ∂L/∂y ⊙ x̂", gradient),
        before: " · ",
        after: `) / ${count})`,
      },
    ],
    shared: null,
    result: ofUnits(frame, "grad_z", { symbol: "δ", name: "δ = ∂L/∂z", family: gradient }),
  };
}

/** The answers beside what is right. @param {Frame} frame @returns {Term[]} */
export const comparison = (frame) => [
  term("", outputs(frame)),
  { op: "beside", matrix: targets(frame), note: "", before: " beside ", after: "" },
];
