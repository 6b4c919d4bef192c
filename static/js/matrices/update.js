/** The whole step at its joints: the loss, how every parameter is changed, and the loss measured again. */

/** @import { Frame, Scope } from "./frame.js" */
/** @import { Equation } from "./equation.js" */
/** @import { Matrix } from "./matrix.js" */
import { numberKey, foretoldChange } from "../numbers.js";
import { written } from "../written.js";
import { comparison } from "./gate.js";
import { along, elementwise, term } from "./equation.js";
import { weights } from "./forward.js";
import { ONE } from "./frame.js";
import { ofBiases, ofEdges, ofNorm } from "./kinds.js";
import { stepThereAt } from "./known.js";
import { filled, withFoot } from "./matrix.js";

/** @param {Scope} scope @param {Frame} frame of the last layer @returns {Equation[]} */
export function lossOf(scope, frame) {
  const label = scope.catalog?.losses.find(({ name }) => name === scope.network.network.loss)?.label ?? "The loss";
  const count = scope.trace.x.length;
  return [
    {
      ...elementwise(frame, "loss", `L = ${label}(ŷ, y)${count > 1 ? `, the mean over all ${count} examples` : ""}`),
      terms: comparison(frame),
      relation: "→",
      result: single(scope, frame, "loss", "L", "the loss"),
    },
  ];
}

/** How the parameters of a layer are changed. @param {Scope} scope @param {Frame} frame @returns {Equation[]} */
export function updateOf(scope, frame) {
  const { trace, network } = scope;
  const { layer } = frame;
  const all = Object.values(trace.layers[layer - 1].update);
  const penalised = all.some(({ penalty }) => penalty.flat().some((value) => value !== 0));
  const clipped = all.some(({ gradient, penalty, clipped }) => {
    const penalties = penalty.flat();
    const seen = clipped.flat();
    return gradient.flat().some((value, i) => Number(value) + Number(penalties[i]) !== seen[i]);
  });
  const { name } = network.training.optimizer;
  const g = gradients(frame);
  const seen = parameters(frame, "clipped", "g", "what the optimizer sees");
  const change = parameters(frame, "change", "ΔW", "how the parameters change");
  const { frozen } = network.network.layers[layer - 1];
  const { held } = trace.layers[layer - 1];
  const sum = `∂L/∂W${penalised ? " + penalty" : ""}`;
  const title = `Layer ${layer}: `;
  /** @type {Equation[]} */
  const equations = [];
  if (penalised || clipped)
    equations.push({
      ...along(
        `${title}g = ${frozen ? "0, for the layer is frozen" : held ? `${sum}, but 0 for what is frozen or off` : clipped ? `clip(${sum})` : sum}`,
      ),
      id: `seen-${layer}`,
      terms: [
        term("", g),
        ...(penalised ? [term("+", parameters(frame, "penalty", "penalty", "the pull of L1 and L2 towards 0"))] : []),
      ],
      relation: clipped ? "→" : "=",
      result: seen,
    });
  const from = penalised || clipped ? { ...seen, id: "seen-again" } : g;
  const plain = name === "sgd" && !frozen;
  equations.push({
    ...along(`${title}ΔW = ${plain ? `−η · ${from.symbol}` : `what ${name} makes of ${from.symbol}`}`),
    id: `change-${layer}`,
    terms: [
      plain
        ? { ...term("−η ·", from), before: "·", lead: ["−", { ...learningRate(trace), mark: null, shown: null }] }
        : { ...term(`${name}:`, from), before: "" },
    ],
    relation: plain ? "=" : "→",
    result: change,
  });
  equations.push({
    ...along(`${title}W′ = W + ΔW`),
    id: `after-${layer}`,
    terms: [term("", before(frame)), term("+", { ...change, id: "change-again" })],
    result: after(frame),
  });
  if (trace.layers[layer - 1].batch_norm) equations.push(normOf(frame, title));
  return equations;
}

/** The loss before and after, beside what the gradient foretold. @param {Scope} scope @param {Frame} frame @returns {Equation[]} */
export function measureOf(scope, frame) {
  const one = (
    /** @type {Parameters<typeof single>[2]} */ quantity,
    /** @type {string} */ symbol,
    /** @type {string} */ name,
  ) => single(scope, frame, quantity, symbol, name);
  return [
    {
      ...along("measured: the loss after the step less the loss before"),
      id: "measured",
      terms: [
        term("", one("loss_after", "L′", "the loss after the step")),
        term("−", one("loss", "L", "the loss before")),
      ],
      result: one("loss_change", "ΔL", "the change that is measured"),
    },
    {
      ...along("foretold by the gradients: Σ ∂L/∂w · Δw over all parameters"),
      id: "foretold",
      terms: [],
      result: one("foretold", "ΔL foretold", "the change that the gradients foretold"),
    },
  ];
}

/** A number of the whole step, a matrix of one cell. @param {Scope} scope @param {Frame} frame @param {"loss" | "loss_after" | "loss_change" | "foretold"} quantity @param {string} symbol @param {string} name @returns {Matrix} */
function single(scope, frame, quantity, symbol, name) {
  const { trace } = scope;
  const there = stepThereAt(scope)(quantity);
  const after = trace.loss === null || trace.loss_after === null ? null : trace.loss_after - trace.loss;
  const values = {
    loss: trace.loss,
    loss_after: trace.loss_after,
    loss_change: after,
    foretold: foretoldChange(trace),
  };
  const family = quantity === "loss" || quantity === "loss_after" ? "value" : "gradient";
  const kind = { id: quantity, symbol, name, family: /** @type {"value" | "gradient"} */ (family), mark: () => "loss" };
  return filled(frame, kind, ONE, ONE, () => ({
    value: there ? values[quantity] : undefined,
    key: numberKey(quantity, {}),
    shown: null,
  }));
}

/** @param {Scope["trace"]} trace */
export const learningRate = (trace) => written(trace.learning_rate, numberKey("learning_rate", {}));

/** @param {Frame} frame @param {string} quantity @param {string} symbol @param {string} name */
function parameters(frame, quantity, symbol, name) {
  const family = /** @type {"value" | "gradient"} */ (quantity === "change" ? "value" : "gradient");
  const look = { symbol, name, family };
  const b = ofBiases(frame, quantity, { ...look, symbol: "b" });
  return withFoot(ofEdges(frame, quantity, look, "w"), b);
}

/** @param {Frame} frame */
function gradients(frame) {
  const look = { name: "the gradients", family: /** @type {const} */ ("gradient") };
  const w = ofEdges(frame, "grad_w", { ...look, symbol: "∂L/∂W" }, "w");
  return withFoot(w, ofBiases(frame, "grad_b", { ...look, symbol: "b" }));
}

/** @param {Frame} frame */
function before(frame) {
  const w = ofEdges(frame, "w", weights(frame), "w");
  return withFoot(w, ofBiases(frame, "b", { symbol: "b", name: "the biases", family: "value" }));
}

/** @param {Frame} frame */
function after(frame) {
  const look = { name: "the parameters after the step", family: /** @type {const} */ ("value") };
  const w = ofEdges(frame, "w_after", { ...look, symbol: "W′" }, "w");
  return withFoot(w, ofBiases(frame, "b_after", { ...look, symbol: "b′" }));
}

/** γ and β move the same way, each by its own gradient. @param {Frame} frame @param {string} title @returns {Equation} */
function normOf(frame, title) {
  const pair = (
    /** @type {string} */ id,
    /** @type {string[]} */ quantities,
    /** @type {string[]} */ symbols,
    /** @type {import("../scales.js").Family} */ family,
    /** @type {string} */ name,
  ) => {
    const [gamma, beta] = quantities.map((quantity, i) =>
      ofNorm(frame, quantity, { symbol: symbols[i], name, family }, ["gamma", "beta"][i]),
    );
    return { ...withFoot(gamma, beta), id, symbol: symbols.join(", ") };
  };
  return {
    ...along(`${title}γ and β move against their gradients too`),
    id: `norm-${frame.layer}`,
    terms: [
      term("", pair("norm", ["gamma", "beta"], ["γ", "β"], "value", "scales and shifts of batch norm")),
      {
        ...term(
          "with",
          pair("grad-norm", ["grad_gamma", "grad_beta"], ["∂L/∂γ", "∂L/∂β"], "gradient", "their gradients"),
        ),
        before: " with the gradient ",
      },
    ],
    relation: "→",
    result: pair("norm-after", ["gamma_after", "beta_after"], ["γ′", "β′"], "value", "after the step"),
  };
}
