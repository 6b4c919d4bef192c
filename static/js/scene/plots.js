/** The curve of an activation with the point at what it is applied to, and the tangent there. Pure. */

/** @import { ActivationEntry } from "../types" */

/**
 * In a box of −1…1 by 0…1; `zero` is the height at which f is 0. The point and its tangent are those of the trace where they are
 * given, else of the nearest sample.
 * @param {ActivationEntry | undefined} activation @param {number | null | undefined} z
 * @param {{ a?: number | null, slope?: number | null }} [exact]
 */
export function curveMark(activation, z, { a, slope } = {}) {
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
    dot: { x: at / reach, y: fit(at === z && typeof a === "number" ? a : curve.a[nearest]) },
    zero: Math.min(1, Math.max(0, fit(0))),
    tangent: ((typeof slope === "number" ? slope : curve.slope[nearest]) * reach) / (high - low || 1),
  };
}
