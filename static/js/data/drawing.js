/** Points drawn on a plane: added, moved, taken away, and each of these undone. Pure. */

/** @import { Drawing, Mark, Preparing } from "../types" */

/** How far the plane reaches to either side of its middle. */
export const REACH = 5;
/** What an arrow key moves by. */
export const STEP = 0.25;
export const CLASSES = ["A", "B", "C", "D"];
const KEPT = 200;

/** @returns {Drawing} */
export function emptyDrawing() {
  return { kind: "classes", label: 0, value: 1, marks: [], past: [], chosen: null, at: [0, 0] };
}

/** Within the plane, and as short as it can be read. @param {number} value */
const placed = (value) => Math.max(-REACH, Math.min(REACH, Math.round(value * 100) / 100));

/** @param {Drawing} drawing @param {Mark[]} marks @param {number | null} chosen @returns {Drawing} */
function changed(drawing, marks, chosen) {
  return { ...drawing, marks, chosen, past: [...drawing.past, drawing.marks].slice(-KEPT) };
}

/** A point of the class, or with the number, that is chosen. @param {Drawing} drawing @param {number} x @param {number} y @returns {Drawing} */
export function added(drawing, x, y) {
  const mark = { x: placed(x), y: placed(y), value: drawing.kind === "classes" ? drawing.label : drawing.value };
  return { ...changed(drawing, [...drawing.marks, mark], drawing.marks.length), at: [mark.x, mark.y] };
}

/** The point somewhere else. While it is dragged, `begun` holds back all but the first step of the way. @param {Drawing} drawing @param {number} index @param {number} x @param {number} y @param {boolean} [begun] @returns {Drawing} */
export function moved(drawing, index, x, y, begun = false) {
  const marks = drawing.marks.map((mark, i) => (i === index ? { ...mark, x: placed(x), y: placed(y) } : mark));
  const at = /** @type {[number, number]} */ ([placed(x), placed(y)]);
  return begun ? { ...drawing, marks, chosen: index, at } : { ...changed(drawing, marks, index), at };
}

/** @param {Drawing} drawing @param {number} index @returns {Drawing} */
export function removed(drawing, index) {
  return changed(
    drawing,
    drawing.marks.filter((_, i) => i !== index),
    null,
  );
}

/** @param {Drawing} drawing @returns {Drawing} */
export function cleared(drawing) {
  return drawing.marks.length ? changed(drawing, [], null) : drawing;
}

/** @param {Drawing} drawing @returns {Drawing} */
export function undone(drawing) {
  const marks = drawing.past.at(-1);
  return marks ? { ...drawing, marks, past: drawing.past.slice(0, -1), chosen: null } : drawing;
}

/** The next point in the order in which they were drawn, or the one before; null if there is none. @param {Drawing} drawing @param {number} by @returns {Drawing} */
export function walked(drawing, by) {
  const { marks, chosen } = drawing;
  if (!marks.length) return drawing;
  const next = chosen === null ? (by > 0 ? 0 : marks.length - 1) : (chosen + by + marks.length) % marks.length;
  return { ...drawing, chosen: next, at: [marks[next].x, marks[next].y] };
}

/** The cross, or the point that is picked out, moved by so much. @param {Drawing} drawing @param {number} dx @param {number} dy @returns {Drawing} */
export function nudged(drawing, dx, dy) {
  const [x, y] = drawing.at;
  if (drawing.chosen !== null) return moved(drawing, drawing.chosen, x + dx, y + dy);
  return { ...drawing, at: [placed(x + dx), placed(y + dy)] };
}

/** The point nearest to a place, no farther than `reach`; null if there is none. @param {Mark[]} marks @param {number} x @param {number} y @param {number} reach */
export function nearest(marks, x, y, reach) {
  const distances = marks.map((mark) => Math.hypot(mark.x - x, mark.y - y));
  const least = Math.min(...distances);
  return least <= reach ? distances.indexOf(least) : null;
}

/** What they cannot be used for as they are; empty if they can. @param {Drawing} drawing */
export function refusalOfDrawing({ kind, marks }) {
  const classes = new Set(marks.map(({ value }) => value)).size;
  if (marks.length < 4) return `Draw ${4 - marks.length} more ${marks.length === 3 ? "point" : "points"}.`;
  return kind === "classes" && classes < 2 ? "Draw points of a second class." : "";
}

/** The points as rows of data. @param {Drawing} drawing @param {Preparing} preparing */
export function bodyOfDrawing({ kind, marks }, preparing) {
  const target = kind === "classes" ? "class" : "y";
  const values = marks.map(({ x, y, value }) => [x, y, kind === "classes" ? CLASSES[value] : value]);
  return { rows: { columns: ["x1", "x2", target], values, target }, ...preparing };
}
