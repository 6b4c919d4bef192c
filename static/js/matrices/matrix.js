/**
 * A matrix as it stands on paper: a symbol, a shape, headed rows and columns, and cells that know where in the network they are.
 * Cells that agree in all the axes they share belong together, so that a product lights its row and its column.
 */

/** @import { Place } from "../numbers.js" */
/** @import { Family } from "../scales.js" */
/** @import { Frame } from "./frame.js" */
import { formatNumber } from "../format.js";
import { numberKey, numberOf } from "../numbers.js";
import { largest, strength, tone } from "../scales.js";

/** @typedef {"row" | "in" | "out"} Axis examples, units below, units of the layer */
/** @typedef {{ row?: number, in?: number, out?: number, own?: string }} At `own` tells apart what shares a matrix, such as W and b */
/** @typedef {{ label: string, name?: string, at: At }} Head `name` where it says more than the label; `at` is empty for the one row of a vector */
/** @typedef {{ heads: Head[], rest: number, of: string, count: number }} Line heads along one side; `rest` of `count` are left out, which are `of` */
/** @typedef {{ at: At, value: number | null | undefined, key: string, shown: number[] | null, mark: string | null, name: string, tone: string, strength: number, now: boolean }} Cell `shown`: what a rest does not hold */
/**
 * @typedef {object} Matrix
 * @property {string} id
 * @property {string} symbol
 * @property {string} name
 * @property {string} shape
 * @property {Family} family
 * @property {Line} rows
 * @property {Line} columns
 * @property {Cell[][]} cells
 * @property {number} feet  how many rows at the foot are of another kind
 */
/**
 * @typedef {object} Kind what fills a matrix
 * @property {string} id
 * @property {string} symbol
 * @property {string} name
 * @property {Family} family
 * @property {string} quantity
 * @property {(at: At) => Place} place
 * @property {(at: At) => string | null} mark
 */

const AXES = /** @type {const} */ (["row", "in", "out"]);

/** Whether what shares a matrix is of the same kind, as far as both tell. @param {At} a @param {At} b */
const alike = (a, b) => a.own === undefined || b.own === undefined || a.own === b.own;

/** Whether two places share an axis and differ in none. @param {At} a @param {At} b */
export function agree(a, b) {
  const shared = AXES.filter((axis) => a[axis] !== undefined && b[axis] !== undefined);
  return alike(a, b) && shared.length > 0 && shared.every((axis) => a[axis] === b[axis]);
}

/** Whether a cell stands at a place: in each axis it has. @param {Cell} cell @param {At} at */
const stands = (cell, at) =>
  alike(cell.at, at) && AXES.every((axis) => cell.at[axis] === undefined || cell.at[axis] === at[axis]);

/** The cell of a matrix that belongs to a place. @param {Matrix} matrix @param {At} at @returns {Cell | undefined} */
export const cellAt = ({ cells }, at) => cells.flat().find((cell) => stands(cell, at));

/** A matrix of numbers of the trace. @param {Frame} frame @param {Kind} kind @param {Line} rows @param {Line} columns @returns {Matrix} */
export function matrixOf(frame, kind, rows, columns) {
  const { trace, there } = frame;
  return filled(frame, kind, rows, columns, (at) => {
    const place = kind.place(at);
    const row = at.row ?? frame.row;
    return {
      value: there(kind.quantity, place) ? numberOf(trace, row, kind.quantity, place) : undefined,
      key: numberKey(kind.quantity, place, row),
      shown: null,
    };
  });
}

/** @param {Frame} frame @param {Omit<Kind, "quantity" | "place">} kind @param {Line} rows @param {Line} columns @param {(at: At) => Pick<Cell, "value" | "key" | "shown">} number @returns {Matrix} */
export function filled(frame, { id, symbol, name, family, mark }, rows, columns, number) {
  const numbers = rows.heads.map((row) =>
    columns.heads.map((column) => {
      const at = { ...row.at, ...column.at };
      return { at, head: [row, column], ...number(at) };
    }),
  );
  const most = largest(numbers.map((line) => line.map(({ value }) => value)));
  const cells = numbers.map((line) =>
    line.map(({ at, head: [row, column], value, key, shown }) => ({
      at,
      value,
      key,
      shown,
      mark: mark(at),
      name:
        [
          symbol,
          row.label && row.label !== symbol && `row ${row.name ?? row.label}`,
          column.label && `column ${column.name ?? column.label}`,
        ]
          .filter(Boolean)
          .join(", ") + `: ${value === undefined ? "not computed yet" : formatNumber(value)}`,
      tone: tone(value, family),
      strength: strength(value, most),
      now: frame.now !== null && agree(at, frame.now),
    })),
  );
  return { id, symbol, name, family, rows, columns, cells, shape: shapeOf(rows, columns), feet: 0 };
}

/** (3, 2), or of a vector (2,). @param {Line} rows @param {Line} columns */
function shapeOf(rows, columns) {
  const sizes = [rows, columns].filter(({ heads }) => Object.keys(heads[0]?.at ?? {}).some((axis) => axis !== "own"));
  if (sizes.length === 0) return "";
  return sizes.length === 1 ? `(${sizes[0].count},)` : `(${sizes[0].count}, ${sizes[1].count})`;
}

/** One matrix with another of the same columns at its foot, as b stands below W. @param {Matrix} matrix @param {Matrix} foot @returns {Matrix} */
export function withFoot(matrix, foot) {
  return {
    ...matrix,
    name: `${matrix.name}, and below ${foot.name}`,
    shape: `${matrix.shape} and ${foot.shape}`,
    rows: { ...matrix.rows, heads: [...matrix.rows.heads, ...foot.rows.heads] },
    cells: [...matrix.cells, ...foot.cells],
    feet: matrix.feet + foot.rows.heads.length,
  };
}
