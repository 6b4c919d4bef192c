/** Some rows of data as a picture: points of the plane of two columns, a curve's points, or images. Pure. */

/** @import { DatasetEntry } from "../types" */
import { imageSide } from "../charts/images.js";
import { tellingColumns } from "./telling.js";

/** @typedef {{ u: number, v: number, label: number, value: number }} Spot in the unit square, v upward; `value` from −1 to 1 */
/** @typedef {{ kind: "points", spots: Spot[], names: [string, string], numbers: boolean } | { kind: "images", side: number, images: number[][] }} Sample */

/** More points than this hide one another in a small picture. */
const MOST = 220;
const IMAGES = 12;

/** @param {Pick<DatasetEntry, "task" | "columns" | "targets">} of @param {number[][]} x @param {number[]} y the class of each from 0, or its number @returns {Sample} */
export function sampleOf({ task, columns, targets }, x, y) {
  const names = columns.map(({ name }) => name);
  const side = imageSide(names);
  if (side) return { kind: "images", side, images: oneOfEach(x, y).slice(0, IMAGES) };
  const numbers = task === "regression";
  const label = (/** @type {number} */ j) => columns[j].label;
  const value = scaled(y, -1, 1);
  const [first, second] = tellingColumns(x, y, numbers);
  const flat = columns.length === 1;
  const u = scaled(x.map((row) => row[first]));
  const v = scaled(flat ? y : x.map((row) => row[second]));
  const spots = x.map((_, i) => ({ u: u[i], v: v[i], label: numbers || flat ? 0 : y[i], value: flat ? 0 : value[i] }));
  return {
    kind: "points",
    spots: spots.slice(0, MOST),
    names: [label(first), flat ? targets[0] : label(second)],
    numbers: numbers && !flat,
  };
}

/** From the least to the most as from `low` to `high`; in the middle where all are the same. @param {number[]} values */
function scaled(values, low = 0, high = 1) {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  if (!(most > least)) return values.map(() => (low + high) / 2);
  return values.map((value) => low + ((value - least) / (most - least)) * (high - low));
}

/** Rows so ordered that the first ones are of classes of their own. @param {number[][]} x @param {number[]} y */
function oneOfEach(x, y) {
  const first = x.filter((_, i) => y.indexOf(y[i]) === i);
  return [...first, ...x.filter((row) => !first.includes(row))];
}
