/** Gradient descent on f(x) = x² as a picture: the curve, the way so far, the tangent and the step that comes. Pure geometry. */
import { axisOf, tangentPath, tenths } from "./axis.js";

/** What the numbers beside and below the curve take. */
const EDGE = { left: 46, right: 14, top: 14, bottom: 26 };
/** Air beyond the farthest point, as a share of how far it lies. */
const ROOM = 1.16;
/** However close to the minimum it all is: the curve is always the same one. */
const LEAST = 1;
/** Ground below zero, as a share of the height, so that the bottom of the curve can be seen. */
const BELOW = 0.07;
/** Half of the tangent, and the longest head of an arrow, in pixels. */
const TANGENT = 74;
const HEAD = 9;
/** The share of a step's time that goes along the arrow; the rest falls onto the curve. */
const ALONG = 0.62;

/** @typedef {{ x: number, f: number }} Point */
/** @typedef {NonNullable<ReturnType<typeof descentPicture>>} DescentPicture */

/**
 * @param {Point[]} points  from the start to where it stands; `f` is the engine's
 * @param {{ slope: number, change: number } | null} ahead  of the step that comes, at the last point
 * @param {{ width: number, height: number }} size
 * @param {number} [time] how far the last step has come, 0 to 1
 * @param {number | null} [held] how far to either side the window goes, whatever is in it
 */
export function descentPicture(points, ahead, { width, height }, time = 1, held = null) {
  const last = points.length - 1;
  // It was as wide as to show where the last step would land.
  const reach = held ?? blend(reachOf(points, 0), reachOf(points, ahead?.change ?? 0), last > 0 ? time : 1);
  const x = axisOf([-reach, reach], [EDGE.left, width - EDGE.right], { most: Math.max(2, width / 80) });
  const top = reach ** 2;
  const y = axisOf([-BELOW * top, top], [height - EDGE.bottom, EDGE.top], { most: Math.max(2, height / 60) });
  const at = (/** @type {Point} */ { x: px, f }) => ({ x: x.place(px), y: y.place(f) });
  const places = points.map(at);
  const here = places[last];
  const ball = time < 1 && last > 0 ? onTheWay(places[last - 1], here, time) : here;
  return {
    box: { left: EDGE.left, right: width - EDGE.right, top: EDGE.top, bottom: height - EDGE.bottom },
    x,
    y,
    // A parabola is exactly what a quadratic Bézier curve draws.
    curve: `M${x.place(-reach)} ${y.place(top)}Q${x.place(0)} ${y.place(-top)} ${x.place(reach)} ${y.place(top)}`,
    floor: y.place(0),
    trail: [...places.slice(1, -1), ball].reduce(
      (path, place) => `${path}H${tenths(place.x)}V${tenths(place.y)}`,
      start(places[0]),
    ),
    dots: places.slice(0, -1).map((place, i) => ({ ...place, strength: 0.25 + (0.6 * (i + 1)) / points.length })),
    ball,
    tangent: ahead && time >= 1 ? tangentPath(here, ahead.slope, { x, y }, TANGENT) : null,
    arrow: ahead && time >= 1 ? arrowFrom(here, x.place(points[last].x + ahead.change)) : null,
  };
}

/** How far to either side the window goes. @param {Point[]} points @param {number} change of the step that comes */
function reachOf(points, change) {
  const last = points[points.length - 1]?.x ?? 0;
  const far = Math.max(...points.map(({ x }) => Math.abs(x)), Math.abs(last + change), LEAST);
  return far * ROOM;
}

/** @param {number} from @param {number} to @param {number} time */
const blend = (from, to, time) => from + (to - from) * time;

/** @param {{ x: number, y: number }} place */
const start = ({ x, y }) => `M${tenths(x)} ${tenths(y)}`;

/** Along the arrow first, then onto the curve. @param {{ x: number, y: number }} from @param {{ x: number, y: number }} to @param {number} time */
function onTheWay(from, to, time) {
  if (time < ALONG) return { x: blend(from.x, to.x, eased(time / ALONG)), y: from.y };
  return { x: to.x, y: blend(from.y, to.y, eased((time - ALONG) / (1 - ALONG))) };
}

/** Slow at both ends. @param {number} t */
const eased = (t) => t * t * (3 - 2 * t);

/** A line and its head, which a short one does not outgrow. @param {{ x: number, y: number }} from @param {number} to */
function arrowFrom({ x, y }, to) {
  const long = to - x;
  const head = Math.sign(long) * Math.min(HEAD, Math.abs(long));
  return {
    line: `M${tenths(x)} ${tenths(y)}H${tenths(to - head * 0.7)}`,
    head: `M${tenths(to)} ${tenths(y)}l${tenths(-head)} ${tenths(-head * 0.55)}v${tenths(head * 1.1)}z`,
    middle: x + long / 2,
    y,
    to,
    length: Math.abs(long),
  };
}

/** What one step does to x: x − η·2x is x times this. @param {number} rate */
export const factorOf = (rate) => 1 - 2 * rate;

/**
 * Why the steps go as they go.
 * @param {number} rate
 * @returns {{ name: "crawls" | "converges" | "jumps" | "oscillates" | "circles" | "explodes", text: string }}
 */
export function behaviourOf(rate) {
  // As people type rates: 0.5 and 1 are meant exactly.
  const factor = Number(factorOf(rate).toPrecision(12));
  if (factor < -1)
    return {
      name: "explodes",
      text: "Below −1: each step lands on the other side and farther out. It explodes.",
    };
  if (factor === -1)
    return {
      name: "circles",
      text: "Exactly −1: each step lands just as far on the other side. It never gets closer.",
    };
  if (factor < 0)
    return {
      name: "oscillates",
      text: "Between −1 and 0: each step overshoots to the other side, but lands closer. It swings in.",
    };
  if (factor === 0)
    return { name: "jumps", text: "Exactly 0: one step lands on the minimum. Only so simple a curve allows that." };
  if (factor > 0.9)
    return { name: "crawls", text: "Just below 1: each step takes off very little. It gets there, but crawls." };
  return { name: "converges", text: "Between 0 and 1: each step lands closer, on the same side. It converges." };
}
