/** From the moment to its equations: which stand on the board, and how much of each fits there. Pure. */

/** @import { Scope } from "./frame.js" */
/** @import { Equation, Piece } from "./equation.js" */
/** @import { Cell, Matrix } from "./matrix.js" */
import { BACKWARD } from "./backward.js";
import { matricesOf, workedOut } from "./equation.js";
import { FORWARD } from "./forward.js";
import { frameOf } from "./frame.js";
import { agree } from "./matrix.js";
import { ROOMS } from "./shown.js";
import { lossOf, measureOf, updateOf } from "./update.js";

/** More cells than this a browser does not lay out at ease, nor does a person read them. */
export const MOST_CELLS = 600;

const OPERATIONS = { ...FORWARD, ...BACKWARD };

/** @typedef {{ equation: Equation, matrix: Matrix, cell: Cell }} Found */

/** The equations of the beat at work; of deep and wide networks with less of each. @param {Scope} scope @returns {Equation[]} */
export function boardOf(scope) {
  for (const room of ROOMS) {
    const equations = equationsOf(scope, room);
    const cells = equations
      .flatMap(matricesOf)
      .reduce((sum, { cells: own }) => sum + own.length * (own[0]?.length ?? 0), 0);
    if (cells <= MOST_CELLS || room === ROOMS[ROOMS.length - 1]) return equations;
  }
  return [];
}

/** @param {Scope} scope @param {import("./shown.js").Room} room */
function equationsOf(scope, room) {
  const { trace, cursor } = scope;
  const { op, layer } = trace.beats[cursor.beat];
  const last = trace.layers.length;
  if (op === "loss") return lossOf(scope, frameOf(scope, last, room));
  if (op === "measure") return measureOf(scope, frameOf(scope, last, room));
  if (op === "update") return trace.layers.flatMap((_, i) => updateOf(scope, frameOf(scope, i + 1, room)));
  return OPERATIONS[op](frameOf(scope, layer ?? last, room));
}

/** The id of a cell within the board. @param {Equation} equation @param {Matrix} matrix @param {number} row @param {number} column */
export const cellId = (equation, matrix, row, column) => `${equation.id}/${matrix.id}/${row}/${column}`;

/** @param {Equation[]} equations @param {string | null} id @returns {Found | null} */
export function findCell(equations, id) {
  if (id === null) return null;
  for (const equation of equations)
    for (const matrix of matricesOf(equation))
      for (const [row, cells] of matrix.cells.entries())
        for (const [column, cell] of cells.entries())
          if (cellId(equation, matrix, row, column) === id) return { equation, matrix, cell };
  return null;
}

/**
 * What is written out below: the cell that is pointed at, else the one at work or picked out. Of a factor it is the first
 * result that it goes into.
 * @param {Equation[]} equations @param {Found | null} found @param {string | null} mark @returns {Piece[]}
 */
export function lineOf(equations, found, mark) {
  if (found) {
    const results = found.equation.result.cells.flat();
    const cell = results.find((each) => each === found.cell) ?? results.find(({ at }) => agree(at, found.cell.at));
    return workedOut(found.equation, (cell ?? results[0]).at);
  }
  for (const equation of equations) {
    const results = equation.result.cells.flat();
    const cell =
      results.findLast(({ now, value }) => now && value !== undefined) ??
      results.find((each) => mark !== null && each.mark === mark);
    if (cell) return workedOut(equation, cell.at);
  }
  return [];
}
