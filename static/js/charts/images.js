/** Numbers that are the pixels of an image, such as `pixel_0_0` to `pixel_7_7`: found out, and laid out. Pure. */

/** @import { Matrix, Plane, Row, State } from "../types" */
import { planeOfValues } from "./plane.js";

/** The side of the square image that the columns are, 0 if they are none. @param {string[]} columns */
export function imageSide(columns) {
  const side = Math.round(Math.sqrt(columns.length));
  const pixels = columns.every((name, i) => name.endsWith(`_${Math.floor(i / side)}_${i % side}`));
  return side > 1 && side * side === columns.length && pixels ? side : 0;
}

/** A row of pixels as a plane; planes have their lowest row first, images their top one. @param {Row} pixels @param {number} side @returns {Plane} */
export function imagePlane(pixels, side) {
  const rows = Array.from({ length: side }, (_, i) => pixels.slice(i * side, (i + 1) * side));
  return planeOfValues(rows.reverse());
}

/** The row that is drawn as it was measured, before it was standardised; null where that is not known. @param {Pick<State, "trace" | "traced" | "row" | "known">} state @returns {number[] | null} */
export function measuredRow({ trace, traced, row, known }) {
  if (traced) return traced.x[0];
  const index = trace?.batch?.[row ?? 0];
  return index === undefined ? null : (known.rows?.train.raw[index] ?? null);
}

/** The weights into one unit, as the image they look for. @param {Matrix} w @param {number} unit @param {number} side */
export function weightImage(w, unit, side) {
  return imagePlane(
    w.map((row) => row[unit]),
    side,
  );
}
