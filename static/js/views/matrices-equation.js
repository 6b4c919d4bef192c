/** One equation of matrices: a product with its result where row and column meet, or one matrix under or beside the other. */

/** @import { Equation as Shown } from "../matrices/equation.js" */
/** @import { At, Cell, Line, Matrix } from "../matrices/matrix.js" */
import { html } from "preact";
import { exactNumber, formatNumber } from "../format.js";
import { cellId } from "../matrices/board.js";
import { agree } from "../matrices/matrix.js";

/** @typedef {{ equation: Shown, at: At | null, own: string | null, marks: string[], tabStop: string | null }} Light what is lit: the cells that belong to `at`, those of some marks, and the one pointed at itself */

/** Matrices of more columns than this stand closer. */
const ROOMY = 6;
/** Numbers of more characters than this are set closer. */
const LONG = 7;

/** What a row of an equation takes beside its cells: brackets, symbols, heads. */
const BESIDE = 250;
const CELL = { roomy: 70, close: 60 };

/** Whether a product stands with rows and columns meeting, and how close; where that is too wide, factors stand in a row that wraps. @param {Shown} equation @param {number} width */
function setting({ form, left, result }, width) {
  const columns = result.columns.heads.length + (left?.columns.heads.length ?? 0);
  const fits = (/** @type {number} */ cell) => columns * cell + BESIDE <= width;
  const close = form === "along" ? result.columns.heads.length > ROOMY : !fits(CELL.roomy);
  return { close, along: form === "along" || (left !== null && !fits(CELL.close)) };
}

/** @param {Light & { width: number }} props */
export function Equation({ width, ...props }) {
  const { equation } = props;
  const { left, above, terms, relation, result, shared, formula } = equation;
  const { close, along } = setting(equation, width);
  const classes = `equation ${along ? "equation-along" : "equation-down"}${close ? " equation-close" : ""}`;
  const end = shared ? ` ${shared.op} ${shared.text}` : "";
  const factors = [
    ...(along && left ? [{ op: "", matrix: left, note: "" }] : []),
    ...(above ? [{ op: along ? "·" : "", matrix: above, note: "" }] : []),
  ];
  const parts = [...factors, ...terms];
  if (along) {
    const lead = parts[0]?.matrix ?? result;
    // Rows are headed once: what stands beside has the same ones.
    const unheaded = (/** @type {Matrix} */ matrix) => matrix !== lead && labels(matrix) === labels(lead);
    return html`<div class=${classes} role="group" aria-label=${formula}>
      <p class="equation-formula">${formula}</p>
      <div class="equation-terms">
        ${parts.map(({ op, matrix, note }) => html`<${Captioned} ...${props} op=${op} matrix=${matrix} note=${note} unheaded=${unheaded(matrix)} />`)}
        <${Captioned} ...${props} op=${`${end} ${relation}`} matrix=${result} note="" unheaded=${unheaded(result)} />
      </div>
    </div>`;
  }
  const { columns } = parts[0]?.matrix ?? result;
  return html`<div class=${classes} role="group" aria-label=${formula}>
    <p class="equation-formula">${formula}</p>
    <div class="equation-terms">
      ${parts.map(
        ({ op, matrix, note }, i) =>
          html`<${Tag} op=${op} matrix=${matrix} note=${note} />
            <div class="equation-body">
              <${Grid} ...${props} matrix=${matrix} headless=${i > 0 && matrix.columns === columns} />
            </div>`,
      )}
      ${left && html`<div class="equation-left" style=${{ "--rows": parts.length + 1, "--feet": result.feet }}><${Captioned} ...${props} op="" matrix=${left} note="" /></div>`}
      <${Tag} op=${`${end} ${relation}`} matrix=${result} note="" />
      <div class="equation-body">
        <${Grid} ...${props} matrix=${result} headless=${parts.length > 0 && result.columns === columns} />
      </div>
    </div>
  </div>`;
}

/** The heads of its rows, but for a prime. @param {Matrix} matrix */
const labels = ({ rows }) => rows.heads.map(({ label }) => label.replace("′", "")).join();

/** Symbol and shape beside a matrix. @param {{ op: string, matrix: Matrix, note: string }} props */
function Tag({ op, matrix, note }) {
  return html`<div class="tag">
    <span class="op">${op}</span> <b class="symbol">${matrix.symbol}</b>
    <span class="matrix-shape">${matrix.shape}</span>
    ${note && html`<span class="tag-note">${note}</span>`}
  </div>`;
}

/** Symbol and shape above a matrix, what joins it to the one before beside it. @param {Light & { op: string, matrix: Matrix, note: string, unheaded?: boolean }} props */
function Captioned({ op, matrix, note, unheaded = false, ...light }) {
  return html`<div class="captioned">
    ${op && html`<span class="op">${op}</span>`}
    <div>
      <div class="caption-line">
        <b class="symbol">${matrix.symbol}</b> <span class="matrix-shape">${matrix.shape}</span>
        ${note && html`<span class="tag-note">${note}</span>`}
      </div>
      <${Grid} ...${light} matrix=${matrix} headless=${false} unheaded=${unheaded} />
    </div>
  </div>`;
}

/** @param {Light & { matrix: Matrix, headless: boolean, unheaded?: boolean }} props `headless`, `unheaded`: the matrix above has the same columns, the one before the same rows */
function Grid({ matrix, headless, unheaded = false, ...light }) {
  const { rows, columns, cells, feet, symbol } = matrix;
  const headed = rows.heads.some(({ label }) => label && label !== symbol);
  const named = columns.heads.some(({ label }) => label);
  const main = cells.length - feet;
  return html`<table
    class="grid"
    role="grid"
    aria-label=${[symbol, matrix.shape, matrix.name].filter(Boolean).join(" ")}
  >
    ${
      named &&
      html`<thead class=${headless ? "visually-hidden" : undefined}>
        <tr>
          ${headed && html`<td class=${unheaded ? "visually-hidden" : undefined}></td>`}
          ${columns.heads.map(({ label }) => html`<th scope="col" title=${label}>${label}</th>`)}
          ${columns.rest > 0 && html`<th scope="col" class="more">${`+${columns.rest} more`}</th>`}
        </tr>
      </thead>`
    }
    <tbody>
      ${cells.map(
        (line, i) =>
          html`${i === main && rows.rest > 0 && html`<${MoreRows} rows=${rows} span=${columns.heads.length + (headed ? 1 : 0)} />`}
            <tr
              class=${`${i === main && feet ? "foot" : ""}${i === 0 || (i === main && feet) ? " begins" : ""}${i === cells.length - 1 || i === main - 1 ? " ends" : ""}`}
            >
              ${headed && html`<th scope="row" class=${unheaded ? "visually-hidden" : undefined} title=${rows.heads[i].label}>${rows.heads[i].label}</th>`}
              ${line.map((cell, j) => html`<${Number} ...${light} id=${cellId(light.equation, matrix, i, j)} cell=${cell} />`)}
              ${columns.rest > 0 && html`<td class="more" aria-hidden="true">…</td>`}
            </tr>`,
      )}
      ${rows.rest > 0 && !feet && html`<${MoreRows} rows=${rows} span=${columns.heads.length + (headed ? 1 : 0)} />`}
    </tbody>
  </table>`;
}

/** @param {{ rows: Line, span: number }} props */
const MoreRows = ({ rows, span }) =>
  html`<tr class="more-rows">
    <th scope="row" colspan=${span} class="more">${`+${rows.rest} more ${rows.of}`}</th>
  </tr>`;

/** @param {Light & { id: string, cell: Cell }} props */
function Number({ id, cell, at, own, marks, tabStop }) {
  const text = formatNumber(cell.value);
  const lit = at !== null && id !== own && agree(cell.at, at);
  const classes = [
    cell.tone,
    cell.now && "now",
    lit && "lit",
    id === own && "own",
    text.length > LONG && "long",
    text.length > LONG + 2 && "longer",
    cell.mark !== null && marks.includes(cell.mark) && "marked",
  ];
  return html`<td
    class=${classes.filter(Boolean).join(" ")}
    style=${{ "--strength": cell.strength.toFixed(2) }}
    data-cell=${id}
    data-number=${cell.key}
    data-shown=${cell.shown?.join(" ")}
    tabindex=${id === tabStop ? 0 : -1}
    aria-label=${cell.name}
    aria-describedby=${id === own ? "worked" : undefined}
    title=${exactNumber(cell.value)}
  >
    ${text}
  </td>`;
}
