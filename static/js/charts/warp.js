/** How a layer of two units bends the plane: the lines of a grid, and the rows of the data, where its units put them. Pure. */

/** @import { Extent, NetworkSummary, Plane } from "../types" */
import { valueOf } from "./plane.js";

/** About how many lines each way. */
const LINES = 12;

/**
 * The layer whose first two units are drawn: the last hidden one of just two units, else the last hidden one.
 * @param {NetworkSummary} network
 * @returns {{ layer: number, all: boolean } | null} `all`: these two are the whole layer
 */
export function warpedLayer({ network: { layers } }) {
  const hidden = layers.slice(0, -1).map(({ units }, i) => ({ layer: i + 1, units }));
  const found = hidden.findLast(({ units }) => units === 2) ?? hidden.findLast(({ units }) => units > 2);
  return found ? { layer: found.layer, all: found.units === 2 } : null;
}

/** What a unit's plane holds at a cell. @param {Plane} plane @param {number} column @param {number} row */
const at = (plane, column, row) => valueOf(plane, plane.cells[row * plane.resolution + column]);

/**
 * The grid as one path.
 * @param {Plane} one @param {Plane} other
 * @param {(value: number) => number} px @param {(value: number) => number} py
 */
export function gridPath(one, other, px, py) {
  const last = one.resolution - 1;
  const lines = Math.min(LINES, last);
  const places = Array.from({ length: lines + 1 }, (_, i) => Math.round((i * last) / lines));
  const line = (/** @type {(along: number) => [number, number]} */ cell) =>
    Array.from({ length: last + 1 }, (_, along) => {
      const [column, row] = cell(along);
      return `${along ? "L" : "M"}${px(at(one, column, row)).toFixed(1)} ${py(at(other, column, row)).toFixed(1)}`;
    }).join("");
  return places.map((place) => line((along) => [along, place]) + line((along) => [place, along])).join("");
}

/**
 * Where a point of the plane comes to lie: between the corners of its cell of the grid.
 * @param {Plane[]} planes one an axis @param {Extent} extent @param {number[]} point @returns {number[]}
 */
export function bentPoint(planes, extent, [x, y]) {
  const last = planes[0].resolution - 1;
  const along = (/** @type {number} */ value, /** @type {[number, number]} */ [low, high]) =>
    Math.max(0, Math.min(last, ((value - low) / (high - low)) * last));
  const [column, row] = [along(x, extent.x), along(y, extent.y)];
  const [i, j] = [Math.min(last - 1, Math.floor(column)), Math.min(last - 1, Math.floor(row))];
  const [u, v] = [column - i, row - j];
  return planes.map(
    (plane) =>
      (1 - v) * ((1 - u) * at(plane, i, j) + u * at(plane, i + 1, j)) +
      v * ((1 - u) * at(plane, i, j + 1) + u * at(plane, i + 1, j + 1)),
  );
}

/** The square that both units' numbers fit in, the same scale each way. @param {Plane} one @param {Plane} other @returns {[[number, number], [number, number]]} */
export function warpSpans(one, other) {
  const half = Math.max(one.max - one.min, other.max - other.min) / 2 || 1;
  const around = (/** @type {Plane} */ { min, max }) =>
    /** @type {[number, number]} */ ([(min + max) / 2 - 1.08 * half, (min + max) / 2 + 1.08 * half]);
  return [around(one), around(other)];
}
