/** The small plots at a neuron: its activation with the point at z, and its arrivals laid end to end. */

/** @import { ActivationEntry } from "../types" */
/** @import { Moment, Progress } from "./moment.js" */
import { HEAD } from "../layout.js";
import { messagesTo, termsOf } from "../numbers.js";
import { tone } from "../scales.js";

/** The activation's curve with the point at z and the tangent there, in a box of −1…1 by 0…1. @param {ActivationEntry | undefined} activation @param {number | null | undefined} z */
export function curveMark(activation, z) {
  const curve = activation?.curve;
  if (!curve || z === null || z === undefined || !Number.isFinite(z)) return null;
  const reach = Math.min(Math.max(...curve.z), Math.max(3, Math.abs(z) * 1.25));
  const inside = curve.z.flatMap((value, i) => (Math.abs(value) <= reach ? [i] : []));
  const values = inside.map((i) => curve.a[i]);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const fit = (/** @type {number} */ value) => (value - low) / (high - low || 1);
  const at = Math.max(-reach, Math.min(reach, z));
  const nearest = inside.reduce(
    (best, i) => (Math.abs(curve.z[i] - at) < Math.abs(curve.z[best] - at) ? i : best),
    inside[0],
  );
  return {
    points: inside.map((i) => ({ x: curve.z[i] / reach, y: fit(curve.a[i]) })),
    dot: { x: at / reach, y: fit(curve.a[nearest]) },
    tangent: (curve.slope[nearest] * reach) / (high - low || 1),
  };
}

export const CASCADE = { width: 76, row: 6 };
/** Neurons must stand this far apart for a cascade above one not to touch the one before. */
const CASCADE_ROOM = 176;

/** What a cascade of so many rows takes. @param {number} rows */
export const cascadeHeight = (rows) => rows * CASCADE.row;

/** How far above a neuron it begins: clear of the gradient, if there is one. @param {boolean} gradient */
export const cascadeRise = (gradient) => (gradient ? 32 : 14);

/** Signed arrivals laid end to end, so that cancellation shows: forward the terms of z, backward the messages of a gather. @param {Moment} moment @param {Progress} progress @param {number} layer @param {number} unit */
export function cascadeMark({ trace, cursor, grain, row, layout }, progress, layer, unit) {
  const beat = trace.beats[cursor.beat];
  const forward = beat.op === "sum" && beat.layer === layer;
  const backward = beat.op === "gather" && beat.layer === layer + 1;
  if ((!forward && !backward) || layout.step < CASCADE_ROOM || layout.upright) return null;
  const values = forward ? termsOf(trace, row, layer, unit) : messagesTo(trace, row, layer + 1, unit);
  if (values.filter((value) => value !== 0).length < 2 || values.length > 5 || !values.every(Number.isFinite))
    return null;
  if (layout.nodes[layer][0].y - layout.radius - cascadeRise(true) - cascadeHeight(values.length) < HEAD) return null;
  const numbers = /** @type {number[]} */ (values);
  const ends = numbers.reduce((sums, value) => [...sums, sums[sums.length - 1] + value], [0]);
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const fit = (/** @type {number} */ value) => (value - low) / (high - low || 1);
  const [phase, at] = forward
    ? /** @type {const} */ (["forward", layer])
    : /** @type {const} */ (["backward", layer + 1]);
  // Term by term where the step is cut so finely; else one after the other while the unit is at it.
  const begun = (/** @type {number} */ i) =>
    cursor.part !== null && grain === "term"
      ? progress(phase, at, beat.op, unit, i) > 0
      : i < progress(phase, at, beat.op, unit) * numbers.length * 1.6;
  return {
    zero: fit(0),
    bars: numbers.flatMap((value, i) =>
      begun(i)
        ? [
            {
              start: fit(Math.min(ends[i], ends[i + 1])),
              end: fit(Math.max(ends[i], ends[i + 1])),
              tone: tone(value, forward ? "value" : "gradient"),
            },
          ]
        : [],
    ),
    rows: numbers.length,
  };
}
