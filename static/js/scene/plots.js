/** The small plots at a neuron: its activation with the point at z, terms laid end to end, a batch on a line, a distance. */

/** @import { ActivationEntry } from "../types" */
/** @import { Family } from "../scales.js" */
import { tone } from "../scales.js";

/** @typedef {NonNullable<ReturnType<typeof curveMark>>} CurvePlot */
/** @typedef {NonNullable<ReturnType<typeof cascade>>} CascadePlot */
/** @typedef {NonNullable<ReturnType<typeof strip>>} StripPlot */
/** @typedef {NonNullable<ReturnType<typeof gauge>>} GaugePlot */

/**
 * The activation's curve with the point at z and the tangent there, in a box of −1…1 by 0…1; both are the trace's own where they
 * are given, else those of the nearest sample.
 * @param {ActivationEntry | undefined} activation @param {number | null | undefined} z
 * @param {{ a?: number | null, slope?: number | null }} [exact]
 */
export function curveMark(activation, z, { a, slope } = {}) {
  const curve = activation?.curve;
  if (!curve || z === null || z === undefined || !Number.isFinite(z)) return null;
  const reach = Math.min(Math.max(...curve.z), Math.max(3, Math.abs(z) * 1.25));
  const inside = curve.z.flatMap((value, i) => (Math.abs(value) <= reach ? [i] : []));
  const values = inside.map((i) => curve.a[i]);
  const fit = fitting(values);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const at = Math.max(-reach, Math.min(reach, z));
  const nearest = inside.reduce(
    (best, i) => (Math.abs(curve.z[i] - at) < Math.abs(curve.z[best] - at) ? i : best),
    inside[0],
  );
  return {
    points: inside.map((i) => ({ x: curve.z[i] / reach, y: fit(curve.a[i]) })),
    dot: { x: at / reach, y: fit(at === z && typeof a === "number" ? a : curve.a[nearest]) },
    tangent: ((typeof slope === "number" ? slope : curve.slope[nearest]) * reach) / (high - low || 1),
  };
}

/**
 * Signed terms laid end to end, each beginning where the one before ended, so that cancellation shows; in a box of 0…1.
 * @param {number[]} values @param {Family} family @param {(index: number) => number} grown how far each has grown
 * @param {number} bypass which of them came around a layer, -1 for none
 */
export function cascade(values, family, grown, bypass) {
  const ends = values.reduce((sums, value) => [...sums, sums[sums.length - 1] + value], [0]);
  const fit = fitting(ends);
  return {
    zero: fit(0),
    sum: fit(ends[ends.length - 1]),
    bars: values.map((value, i) => {
      const end = ends[i] + value * grown(i);
      return {
        start: fit(Math.min(ends[i], end)),
        end: fit(Math.max(ends[i], end)),
        tone: tone(value, family),
        negative: value < 0,
        begun: grown(i) > 0,
        bypass: i === bypass,
      };
    }),
  };
}

/** The batch's sums on a line with their mean and spread, and which of them is looked at; in a box of 0…1. @param {number[]} values @param {number} mean @param {number} deviation @param {number | null} chosen */
export function strip(values, mean, deviation, chosen) {
  if (![...values, mean, deviation].every(Number.isFinite)) return null;
  const fit = fitting([...values, mean - deviation, mean + deviation]);
  return {
    dots: values.map((value, i) => ({ x: fit(value), chosen: i === chosen })),
    mean: fit(mean),
    spread: [fit(mean - deviation), fit(mean + deviation)],
  };
}

/** How far an output lies from its target, between the ends of what both may be. @param {number | null | undefined} output @param {number | null | undefined} target */
export function gauge(output, target) {
  if (!Number.isFinite(output) || !Number.isFinite(target)) return null;
  const [a, y] = /** @type {[number, number]} */ ([output, target]);
  const fit = fitting([0, 1, a, y]);
  return { zero: fit(0), output: fit(a), target: fit(y), tone: tone(a, "value") };
}

/** From numbers to 0…1. @param {number[]} values */
function fitting(values) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return (/** @type {number} */ value) => (value - low) / (high - low || 1);
}
