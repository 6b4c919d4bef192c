/** The ways around a layer: what came in goes past its weights, and so does the gradient on the way back. */

/** @import { Moment, Progress, Scale } from "./moment.js" */
import { bypassCurve, curvePath } from "../layout.js";
import { hasSkip, numberOf } from "../numbers.js";
import { between, ease, tone, width } from "../scales.js";

/** @typedef {ReturnType<typeof bypassMarks>[0]} BypassMark */

/** One for each unit of a layer with a skip. @param {Moment} moment @param {Progress} progress @param {Scale} scale @param {number} layer */
export function bypassMarks(moment, progress, scale, layer) {
  const { trace, layout } = moment;
  if (!hasSkip(trace, layer)) return [];
  return layout.nodes[layer].map((to, unit) => ({
    id: `s-${layer}-${unit}`,
    path: curvePath(bypassCurve(layout, layout.nodes[layer - 1][unit], to)),
    flow: flow(moment, progress, scale, layer, unit),
  }));
}

/** Forward x as it is added to what f gives, backward the gradient as it is gathered. @param {Moment} moment @param {Progress} progress @param {Scale} scale @param {number} layer @param {number} unit */
function flow({ trace, cursor, row }, progress, scale, layer, unit) {
  const beat = trace.beats[cursor.beat];
  if (beat.layer !== layer || (beat.op !== "skip" && beat.op !== "gather")) return null;
  const backward = beat.op === "gather";
  const value = numberOf(trace, row, backward ? "grad_h" : "x", { layer, unit, from: unit });
  const done = progress(beat.phase, layer, beat.op, unit, backward ? trace.layers[layer - 1].b.length : undefined);
  if (done === 0 && cursor.part !== null) return null;
  return {
    tone: tone(value, backward ? "gradient" : "value"),
    width: width(value, backward ? scale.gradient : scale.activation),
    negative: typeof value === "number" && value < 0,
    reach: ease(between(done, 0, 0.5)),
    backward,
  };
}
