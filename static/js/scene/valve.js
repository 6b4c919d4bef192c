/** The valve of a neuron: what comes back meets f′, and as much goes through as that lets. Pure. */

/** @import { Moment, Progress, Scale } from "./moment.js" */
/** @import { Text } from "../written.js" */
import { numberKey, numberOf } from "../numbers.js";
import { between, ease, tone, width } from "../scales.js";
import { say, written } from "../written.js";

/** @typedef {NonNullable<ReturnType<typeof valveMark>>} ValveMark */

/** @param {Moment} moment @param {Progress} progress @param {Scale} scale @param {number} layer @param {number} unit */
export function valveMark({ trace, cursor, row }, progress, scale, layer, unit) {
  const beat = trace.beats[cursor.beat];
  if (layer === 0 || beat.phase !== "backward" || beat.layer !== layer) return null;
  const at = { layer, unit };
  const slope = numberOf(trace, row, "slope", at);
  const done = progress("backward", layer, "gate", unit);
  const settled = ease(between(done, 0.3, 0.6));
  const open = slope === undefined ? 1 : Math.min(1, Math.abs(slope ?? 0));
  const pipe = (/** @type {string} */ quantity, /** @type {number} */ from, /** @type {number} */ to) => {
    const value = numberOf(trace, row, quantity, at);
    return {
      tone: tone(value, "gradient"),
      width: value === 0 ? 0 : width(value, scale.back),
      reach: between(done, from, to),
    };
  };
  return {
    open: 1 + (open - 1) * settled,
    shut: slope === 0,
    text: slope === undefined ? say`all at once` : slopeText(trace, row, layer, unit),
    /** What arrives at the valve, and what is left behind it. */
    outside: pipe("grad_h", 0, 0.35),
    inside: pipe("grad_f_input", 0.55, 0.85),
  };
}

/** f′(2.16) = 1, and of a shut one why. @param {Moment["trace"]} trace @param {number | null} row @param {number} layer @param {number} unit @returns {Text} */
function slopeText(trace, row, layer, unit) {
  const at = { layer, unit };
  const own = (/** @type {string} */ quantity) =>
    written(numberOf(trace, row, quantity, at), numberKey(quantity, at, row));
  const into = trace.layers[layer - 1].batch_norm ? "y" : "z";
  const z = numberOf(trace, row, "f_input", at);
  if (numberOf(trace, row, "slope", at) === 0 && row !== null && typeof z === "number" && z <= 0)
    return say`${into} = ${own("f_input")} ≤ 0`;
  return say`f′(${row === null ? into : own("f_input")}) = ${own("slope")}`;
}
