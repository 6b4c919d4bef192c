/** What is computed on the way forward, as equations of matrices. */

/** @import { Frame } from "./frame.js" */
/** @import { Equation } from "./equation.js" */
import { activationOf } from "../names.js";
import { hasSkip } from "../numbers.js";
import { along, elementwise, term } from "./equation.js";
import { ONE } from "./frame.js";
import { ofBiases, ofBypass, ofEdges, ofInputs, ofInputsTurned, ofNorm, ofUnits, restOf } from "./kinds.js";

const value = /** @type {const} */ ("value");

/** @type {Record<string, (frame: Frame) => Equation[]>} */
export const FORWARD = {
  product: (frame) => [
    {
      ...along("w·x on each edge, added up in the next beat"),
      terms: [
        term(
          "",
          ofInputsTurned(frame, ONE),
          frame.row === null && frame.trace.x.length > 1 ? "mean over the batch" : "",
        ),
        term("⊙", ofEdges(frame, "w", weights(frame))),
      ],
      result: ofEdges(frame, "product", { symbol: "P", name: "the products on the edges", family: value }),
    },
  ],
  sum(frame) {
    const { layer, inputs, examples, units, left } = frame;
    const rest = restOf(
      frame,
      { term: "product", over: "in", left: left.inputs, shown: inputs },
      { symbol: "rest", name: `the products of ${left.inputs.length} more ${inputs.of}, added up`, family: value },
      examples,
      units,
      (at) => (at.out === undefined ? null : `n-${layer}-${at.out}`),
    );
    return [
      {
        id: "sum",
        formula: `z = x·W + b`,
        form: "meet",
        left: ofInputs(frame),
        above: ofEdges(frame, "w", weights(frame), "w"),
        terms: [
          ...(rest ? [term("+", rest, `+${left.inputs.length} more ${inputs.of}, added up`)] : []),
          term("+", ofBiases(frame, "b", { symbol: "b", name: `the biases of layer ${layer}`, family: value })),
        ],
        relation: "=",
        result: ofUnits(frame, "z", { symbol: "z", name: `the sums of layer ${layer}`, family: value }),
      },
    ];
  },
  batch_norm(frame) {
    const norm = (/** @type {string} */ quantity, /** @type {string} */ symbol, /** @type {string} */ name) =>
      ofNorm(frame, quantity, { symbol, name, family: value });
    const z = ofUnits(frame, "z", { symbol: "z", name: "the sums", family: value });
    const normed = { symbol: "x̂", name: "the normalised sums", family: value };
    return [
      {
        ...elementwise(frame, "normalised", "x̂ = (z − μ) / √(σ² + ε), with the mean and variance over the batch"),
        terms: [
          { op: "", matrix: z, note: "", before: "(", after: "" },
          { op: "−", matrix: norm("mean", "μ", "the mean over the batch"), note: "", before: " − ", after: ")" },
          {
            op: "÷ √(· + ε)",
            matrix: norm("var", "σ²", "the variance over the batch"),
            note: "",
            before: " / √(",
            after: " + ε)",
          },
        ],
        result: ofUnits(frame, "x_hat", normed),
      },
      {
        ...elementwise(frame, "scaled", "y = γ ⊙ x̂ + β"),
        terms: [
          term("", { ...ofUnits(frame, "x_hat", normed), id: "x_hat-again" }),
          term("⊙", norm("gamma", "γ", "the scales")),
          term("+", norm("beta", "β", "the shifts")),
        ],
        result: ofUnits(frame, "f_input", { symbol: "y", name: "what the activation gets", family: value }),
      },
    ];
  },
  activation(frame) {
    const { layer, trace, network, catalog } = frame;
    const into = trace.layers[layer - 1].batch_norm ? "y" : "z";
    const label = activationOf(catalog, network.network.layers[layer - 1].activation)?.label ?? "f";
    const ends = !trace.layers[layer - 1].h;
    // Softmax makes each output of the whole row; all others of one number each.
    const alone = trace.layers[layer - 1].slope !== null;
    return [
      {
        ...elementwise(
          frame,
          "activation",
          `${ends ? "a" : `f(${into})`} = ${label}(${into})${alone ? "" : ", each row as a whole"}`,
        ),
        terms: [
          {
            op: label,
            matrix: ofUnits(frame, "f_input", { symbol: into, name: "what the activation gets", family: value }),
            note: "",
            before: `${label}(`,
            after: alone ? ")" : ", …)",
          },
        ],
        result: made(frame),
      },
    ];
  },
  skip: (frame) => [
    {
      ...elementwise(frame, "skip", "what the layer made, and what came in on the way around it"),
      terms: [term("", made(frame)), term("+", ofBypass(frame))],
      result: bypassed(frame),
    },
  ],
  dropout: (frame) => [
    {
      ...elementwise(frame, "dropout", "a = mask ⊙ what the layer made; what is kept is made larger"),
      terms: [
        term("", hasSkip(frame.trace, frame.layer) ? bypassed(frame) : made(frame)),
        term("⊙", ofUnits(frame, "mask", { symbol: "mask", name: "the dropout mask", family: value })),
      ],
      result: ofUnits(frame, "a", { symbol: "a", name: "what the layer hands on", family: value }),
    },
  ],
};

/** @param {Frame} frame */
export const weights = ({ layer }) => ({ symbol: "W", name: `the weights of layer ${layer}`, family: value });

/** What the activation makes: a itself, or what a bypass and dropout make it of. @param {Frame} frame */
function made(frame) {
  const { batch_norm, h } = frame.trace.layers[frame.layer - 1];
  const symbol = h ? `f(${batch_norm ? "y" : "z"})` : "a";
  return ofUnits(frame, "h", { symbol, name: "what the activation makes", family: value });
}

/** @param {Frame} frame */
const bypassed = (frame) =>
  ofUnits(frame, "bypassed", { symbol: "f + x", name: "what the layer made, with what came in", family: value });
