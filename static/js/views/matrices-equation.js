/** One equation of matrices: a product with its result where row and column meet, or one matrix under or beside the other. */

/** @import { Equation as Shown, Term } from "../matrices/equation.js" */
/** @import { At, Cell, Line, Matrix } from "../matrices/matrix.js" */
import { html } from "preact";
import { exactNumber, formatNumber } from "../format.js";
import { cellId } from "../matrices/board.js";
import { agree } from "../matrices/matrix.js";

/** @typedef {{ equation: Shown, at: At | null, own: string | null, marks: string[], tabStop: string | null }} Light what is lit: the cells that belong to `at`, those of some marks, and the one pointed at itself */

/** Matrices of more columns than this stand closer. */
const ROOMY = 6;

/** @param {Light} props */
export function Equation(props) {
  const { equation } = props;
  const { form, left, above, terms, relation, result, shared, formula } = equation;
  const close = result.columns.heads.length > ROOMY || (left?.columns.heads.length ?? 0) > ROOMY;
  const end = shared ? ` ${shared.op} ${shared.text}` : "";
  const classes = `equation equation-${form}${close ? " equation-close" : ""}`;
  if (form === "along")
    return html`<section class=${classes} aria-label=${formula}>
      <p class="equation-formula">${formula}</p>
      <div class="equation-terms">
        ${terms.map(({ op, matrix, note }) => html`${op && html`<span class="op">${op}</span>`}<${Captioned} ...${props} matrix=${matrix} note=${note} />`)}
        <span class="op">${`${end} ${relation}`}</span>
        <${Captioned} ...${props} matrix=${result} note="" />
      </div>
    </section>`;
  /** @type {Term[]} */
  const first = above ? [{ op: "", matrix: above, note: "", before: "", after: "" }] : [];
  return html`<section class=${classes} aria-label=${formula}>
    <p class="equation-formula">${formula}</p>
    <div class="equation-terms">
      ${[...first, ...terms].map(
        ({ op, matrix, note }, i) =>
          html`<${Tag} op=${op} matrix=${matrix} note=${note} />
            <div class="equation-body"><${Grid} ...${props} matrix=${matrix} headless=${i > 0} /></div>`,
      )}
      ${left && html`<div class="equation-left" style=${{ "--rows": first.length + terms.length + 1, "--feet": result.feet }}><${Captioned} ...${props} matrix=${left} note="" /></div>`}
      <${Tag} op=${`${end} ${relation}`} matrix=${result} note="" />
      <div class="equation-body equation-result">
        <${Grid}
          ...${props}
          matrix=${result}
          headless=${result.columns !== (above ?? terms[0]?.matrix)?.columns ? false : true}
        />
      </div>
    </div>
  </section>`;
}

/** Symbol and shape beside a matrix. @param {{ op: string, matrix: Matrix, note: string }} props */
function Tag({ op, matrix, note }) {
  return html`<div class="tag">
    <span class="op">${op}</span> <b class="symbol">${matrix.symbol}</b>
    <span class="shape">${matrix.shape}</span>
    ${note && html`<span class="tag-note">${note}</span>`}
  </div>`;
}

/** Symbol and shape above a matrix. @param {Light & { matrix: Matrix, note: string }} props */
function Captioned({ matrix, note, ...light }) {
  return html`<div class="captioned">
    <div class="caption-line">
      <b class="symbol">${matrix.symbol}</b> <span class="shape">${matrix.shape}</span>
      ${note && html`<span class="tag-note">${note}</span>`}
    </div>
    <${Grid} ...${light} matrix=${matrix} headless=${false} />
  </div>`;
}

/** @param {Light & { matrix: Matrix, headless: boolean }} props `headless`: the matrix above has the same columns */
function Grid({ matrix, headless, ...light }) {
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
          ${headed && html`<td></td>`}
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
              ${headed && html`<th scope="row" title=${rows.heads[i].label}>${rows.heads[i].label}</th>`}
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
  const lit = at !== null && id !== own && agree(cell.at, at);
  const classes = [
    cell.tone,
    cell.now && "now",
    lit && "lit",
    id === own && "own",
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
    ${formatNumber(cell.value)}
  </td>`;
}
