/** What comes back, as equations of matrices. */

/** @import { Frame } from "./frame.js" */
/** @import { Equation } from "./equation.js" */
import { hasSkip } from "../numbers.js";
import { along, term } from "./equation.js";
import { weights } from "./forward.js";
import { ONE } from "./frame.js";
import { gate } from "./gate.js";
import { ofBelow, ofBiases, ofEdges, ofEdgesTurned, ofInputsTurned, ofUnits, ofWayBack, restOf } from "./kinds.js";
import { withFoot } from "./matrix.js";

const gradient = /** @type {const} */ ("gradient");

/** @type {Record<string, (frame: Frame) => Equation[]>} */
export const BACKWARD = {
  gate,
  deposit(frame) {
    const { examples, units, left, trace, layer } = frame;
    const delta = ofUnits(frame, "grad_z", { symbol: "δ", name: "δ = ∂L/∂z", family: gradient });
    const sums = `${left.examples.length} more examples, added up`;
    const gone = (/** @type {"share" | "grad_z"} */ of, /** @type {import("./matrix.js").Line} */ rows) =>
      restOf(
        frame,
        { term: of, over: "row", left: left.examples, shown: examples },
        { symbol: "rest", name: `the deposits of ${sums}`, family: gradient },
        rows,
        units,
        (at) => (at.in === undefined ? `b-${layer}-${at.out}` : `w-${layer}-${at.in}-${at.out}`),
      );
    const gradW = ofEdges(
      frame,
      "grad_w",
      { symbol: "∂L/∂W", name: `the gradients of the weights of layer ${layer}`, family: gradient },
      "w",
    );
    const gradB = ofBiases(frame, "grad_b", {
      symbol: "∂L/∂b",
      name: "of the biases, the column sums of δ",
      family: gradient,
    });
    const rest = gone("share", gradW.rows);
    const restB = gone("grad_z", gradB.rows);
    return [
      {
        id: "deposit",
        formula:
          trace.x.length > 1
            ? "∂L/∂W = xᵀ·δ, added up over the examples; ∂L/∂b = column sums of δ"
            : "∂L/∂W = xᵀ·δ, ∂L/∂b = δ",
        form: "meet",
        left: ofInputsTurned(frame, examples),
        above: delta,
        terms: rest && restB ? [term("+", withFoot(rest, restB), `+${sums}`)] : [],
        relation: "=",
        result: withFoot(gradW, gradB),
      },
    ];
  },
  send(frame) {
    const whole = frame.row === null && frame.trace.x.length > 1;
    const delta = ofUnits(frame, "grad_z", { symbol: "δ", name: "δ = ∂L/∂z", family: gradient }, ONE);
    return [
      {
        ...along(`w·δ on each edge, on its way back${whole ? ", over the whole batch" : ""}`),
        form: "stack",
        terms: [
          term("", ofEdges(frame, "w", weights(frame))),
          term("⊙", delta, whole ? "added up over the batch" : ""),
        ],
        result: ofEdges(frame, "message", { symbol: "w·δ", name: "the messages on the edges", family: gradient }),
      },
    ];
  },
  gather(frame) {
    const { layer, examples, inputs, units, left, trace } = frame;
    const skip = hasSkip(trace, layer);
    const rest = restOf(
      frame,
      { term: "message", over: "out", left: left.units, shown: units },
      { symbol: "rest", name: `the messages of ${left.units.length} more ${units.of}, added up`, family: gradient },
      examples,
      inputs,
      (at) => `n-${layer - 1}-${at.in}`,
    );
    return [
      {
        id: "gather",
        formula: `∂L/∂x = δ·Wᵀ${skip ? " + what goes around the layer" : ""}`,
        form: "meet",
        left: ofUnits(frame, "grad_z", { symbol: "δ", name: "δ = ∂L/∂z", family: gradient }),
        above: ofEdgesTurned(frame),
        terms: [
          ...(rest ? [term("+", rest, `+${left.units.length} more ${units.of}, added up`)] : []),
          ...(skip ? [term("+", ofWayBack(frame), "around the layer")] : []),
        ],
        relation: "=",
        result: ofBelow(frame),
      },
    ];
  },
};
