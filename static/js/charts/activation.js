/** The curve and the slope of an activation as a picture, and where it lets hardly any gradient through. Pure geometry. */
import { axisOf, spanOf, tangentPath, tenths } from "./axis.js";

/** What the numbers beside and below the curves take. */
const EDGE = { left: 34, right: 8, top: 10, bottom: 22 };
/** A slope is next to nothing below this share of the steepest. */
const FLAT = 0.05;
const AIR = 0.08;
/** Half of the tangent, in pixels. */
const TANGENT = 42;

/** @typedef {{ z: number, a: number, slope: number }} Sample */
/** @typedef {{ kind: "dead" | "trickle" | "saturated", from: number, to: number }} Zone `from`, `to`: z */

/**
 * The ends of the curve where its slope is next to nothing: 0 is dead, the same all along is a trickle, all else levels out.
 * @param {Sample[]} samples by z, in order
 * @returns {Zone[]}
 */
export function zonesOf(samples) {
  const steepest = Math.max(...samples.map(({ slope }) => Math.abs(slope)));
  const flat = samples.map(({ slope }) => Math.abs(slope) <= FLAT * steepest);
  const ends = [samples.slice(0, flat.indexOf(false)), samples.slice(flat.lastIndexOf(false) + 1)];
  return ends
    .filter((part) => part.length > 1)
    .map((part) => ({ kind: kindOf(part), from: part[0].z, to: part[part.length - 1].z }));
}

/** @param {Sample[]} part @returns {Zone["kind"]} */
function kindOf(part) {
  if (part.some(({ slope }) => slope !== part[0].slope)) return "saturated";
  return part[0].slope === 0 ? "dead" : "trickle";
}

/** @param {Zone[]} zones @param {number} z */
export const zoneAt = (zones, z) => zones.find(({ from, to }) => z >= from && z <= to) ?? null;

/** @param {Sample[]} samples by z, in order @param {{ width: number, height: number }} size @param {Sample} at the point that is looked at */
export function activationPicture(samples, { width, height }, at) {
  const box = { left: EDGE.left, right: width - EDGE.right, top: EDGE.top, bottom: height - EDGE.bottom };
  const ends = /** @type {[number, number]} */ ([samples[0].z, samples[samples.length - 1].z]);
  const [low, high] = spanOf([samples.flatMap(({ a, slope }) => [a, slope]), [0, 1]]) ?? [0, 1];
  const air = (high - low) * AIR;
  const x = axisOf(ends, [box.left, box.right], { most: Math.max(2, width / 70) });
  const y = axisOf([low - air, high + air], [box.bottom, box.top], { most: Math.max(2, height / 46) });
  const line = (/** @type {"a" | "slope"} */ name) =>
    samples
      .map((sample, i) => `${i ? "L" : "M"}${tenths(x.place(sample.z))} ${tenths(y.place(sample[name]))}`)
      .join("");
  const place = { x: x.place(at.z), y: y.place(at.a) };
  return {
    box,
    x,
    y,
    zero: { x: x.place(0), y: y.place(0) },
    value: line("a"),
    slope: line("slope"),
    zones: zonesOf(samples).map(({ kind, from, to }) => ({ kind, left: x.place(from), right: x.place(to) })),
    point: { x: place.x, value: place.y, slope: y.place(at.slope) },
    tangent: tangentPath(place, at.slope, { x, y }, TANGENT),
  };
}
