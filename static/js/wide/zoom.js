/** Zoom and pan as numbers: how large the picture is, and which point of it stands in the upper left corner. Pure. */

/** @import { Zoom } from "../types" */
/** @import { Point, Size } from "../layout.js" */

export const LIMITS = { least: 0.5, most: 8 };
/** What a key or a button does, and how far a wheel goes with one turn. */
export const STEP = 1.5;
const WHEEL = { pixel: 0.012, line: 0.3, most: 0.6 };
/** So much of the frame the picture never leaves. */
const KEPT = 0.4;

/** The picture as it is laid out, scrolled to some place. @param {Point} scrolled @returns {Zoom} */
export const asLaidOut = ({ x, y }) => ({ k: 1, x, y });

/** By how much a turn of the wheel zooms. @param {{ deltaY: number, deltaMode: number }} event */
export function wheelFactor({ deltaY, deltaMode }) {
  const turn = -deltaY * (deltaMode === 0 ? WHEEL.pixel : WHEEL.line);
  return 2 ** Math.max(-WHEEL.most, Math.min(WHEEL.most, turn));
}

/** Larger by a factor, one point of the frame staying where it is. @param {Zoom} zoom @param {number} factor @param {Point} about in pixels of the frame @returns {Zoom} */
export function zoomedBy({ k, x, y }, factor, about) {
  const next = Math.max(LIMITS.least, Math.min(LIMITS.most, k * factor));
  return { k: next, x: x + about.x / k - about.x / next, y: y + about.y / k - about.y / next };
}

/** Moved along with the pointer. @param {Zoom} zoom @param {Point} by in pixels of the frame @returns {Zoom} */
export const pannedBy = ({ k, x, y }, by) => ({ k, x: x - by.x / k, y: y - by.y / k });

/** Not out of sight. @param {Zoom} zoom @param {Size} picture @param {Size} frame @returns {Zoom} */
export function kept({ k, x, y }, picture, frame) {
  const within = (/** @type {number} */ at, /** @type {number} */ whole, /** @type {number} */ seen) =>
    Math.max(-((1 - KEPT) * seen) / k, Math.min(whole - (KEPT * seen) / k, at));
  return { k, x: within(x, picture.width, frame.width), y: within(y, picture.height, frame.height) };
}

/** As it stands in an address, and so as it is kept: what a link leads to is no other picture. @param {Zoom} zoom @returns {Zoom} */
export const rounded = ({ k, x, y }) => ({ k: Number(k.toFixed(3)), x: Number(x.toFixed(1)), y: Number(y.toFixed(1)) });

/** @param {Zoom | null} zoom */
export const writeZoom = (zoom) => zoom && `${zoom.k},${zoom.x},${zoom.y}`;

/** The other way round; what makes no sense is null. @param {string | null} text @returns {Zoom | null} */
export function parseZoom(text) {
  if (!/^\d{1,3}(\.\d{1,6})?(,-?\d{1,6}(\.\d{1,6})?){2}$/.test(text ?? "")) return null;
  const [k, x, y] = String(text).split(",").map(Number);
  return k >= LIMITS.least && k <= LIMITS.most ? { k, x, y } : null;
}

/** @param {Zoom} zoom */
export const transformOf = ({ k, x, y }) => `translate(${-x * k}px, ${-y * k}px) scale(${k})`;

/** Whether texts would be too small to read. @param {Zoom | null} zoom */
export const isFar = (zoom) => zoom !== null && zoom.k < 1;

/** So many pixels a canvas has at most. */
const MOST_PIXELS = 9e6;

/** How many times finer than the screen a canvas is painted, so that what is looked at closely is sharp. @param {Zoom | null} zoom @param {Size} picture @param {number} ratio pixels of the screen to one of the page */
export function detailOf(zoom, { width, height }, ratio) {
  const wanted = !zoom || zoom.k <= 1 ? 1 : zoom.k <= 2 ? 2 : 4;
  return [4, 2].find((detail) => detail <= wanted && width * height * (ratio * detail) ** 2 <= MOST_PIXELS) ?? 1;
}
