/** One equation of matrices, and the arithmetic of any of its cells written out. */

/** @import { Written } from "../written.js" */
/** @import { Frame } from "./frame.js" */
/** @import { At, Cell, Matrix } from "./matrix.js" */
import { bracketed, written } from "../written.js";
import { cellAt } from "./matrix.js";

/** @typedef {{ op: string, matrix: Matrix, note: string, before: string, after: string, lead?: Piece[] }} Term `before` and `after` stand around its number where that is written out, `lead` stands before all of that */
/**
 * @typedef {object} Equation
 * @property {string} id
 * @property {string} formula
 * @property {"meet" | "stack" | "along"} form  a product whose rows and columns meet; or one under, or one beside the other
 * @property {Matrix | null} left   of a product, what stands to the left of its result
 * @property {Matrix | null} above  and above it
 * @property {Term[]} terms
 * @property {string} relation
 * @property {Matrix} result
 * @property {{ op: string, text: string } | null} [shared]  a number that all of it is multiplied with or divided by
 */
/** @typedef {string | Named} Piece */
/** @typedef {Written & { mark: string | null, shown: number[] | null }} Named a number of a line, with the mark it stands for */

/** @param {string} op @param {Matrix} matrix @param {string} [note] @returns {Term} */
export function term(op, matrix, note = "") {
  return { op, matrix, note, before: op === "⊙" ? "·" : op && ` ${op} `, after: "" };
}

/** Beside each other. @param {string} formula */
export const along = (formula) => ({ ...bare(formula), id: "along", form: /** @type {const} */ ("along") });

/** Number by number: under each other where there is one row, so that each column is one neuron. @param {Frame} frame @param {string} id @param {string} formula */
export function elementwise({ examples }, id, formula) {
  const form = /** @type {"stack" | "along"} */ (examples.heads.length === 1 ? "stack" : "along");
  return { ...bare(formula), id, form };
}

/** @param {string} formula */
const bare = (formula) => ({ formula, left: null, above: null, relation: "=" });

/** All matrices of an equation, in reading order. @param {Equation} equation @returns {Matrix[]} */
export const matricesOf = ({ left, above, terms, result }) => [
  ...(above ? [above] : []),
  ...(left ? [left] : []),
  ...terms.map(({ matrix }) => matrix),
  result,
];

/** @param {Cell} cell @returns {Named} */
const number = ({ value, key, mark, shown }) => ({ ...written(value, key), mark, shown });

/** @param {Cell} cell @returns {Named} */
const factor = ({ value, key, mark, shown }) => ({ ...bracketed(written(value, key)), mark, shown });

/**
 * How the number at a place of the result comes about: "0.5·3 + 0.8·1 − 0.3·0.8 + 0.1 = 2.16".
 * @param {Equation} equation @param {At} at @returns {Piece[]} empty where the result has no such place
 */
export function workedOut(equation, at) {
  const result = cellAt(equation.result, at);
  if (!result || result.value === undefined) return [];
  const { terms, relation, shared } = equation;
  const products = productsAt(equation, at);
  const pieces = terms.flatMap(({ matrix, before, after, lead = [] }) => {
    const cell = cellAt(matrix, at);
    if (!cell) return [];
    if (before === " + ") return signed(cell);
    return [...lead, before, before === "" || before.endsWith("(") ? number(cell) : factor(cell), after];
  });
  const whole = [...products, ...pieces];
  const end = shared ? [` ${shared.op} ${shared.text}`] : [];
  if (!whole.length) return [`${equation.result.symbol} = `, number(result)];
  return [...whole, ...end, ` ${relation} `, number(result)].filter((piece) => piece !== "");
}

/** A summand after others: its minus takes the place of the plus. @param {Cell} cell @returns {Piece[]} */
function signed(cell) {
  const piece = number(cell);
  if (!piece.text.startsWith("−")) return [" + ", piece];
  return [" ", { ...piece, text: `− ${piece.text.slice(1)}` }];
}

/** Row times column, factor by factor. @param {Equation} equation @param {At} at @returns {Piece[]} */
function productsAt({ left, above }, at) {
  if (!left || !above) return [];
  return above.rows.heads.flatMap((head, i) => {
    const place = { ...at, ...head.at };
    const second = cellAt(above, place);
    const first = cellAt(left, place);
    if (!second) return [];
    const begin = i === 0 ? [number(second)] : signed(second);
    return first ? [...begin, "·", factor(first)] : begin;
  });
}
