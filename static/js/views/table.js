/** The same trace as tables, for those who read rather than look. What the cursor has not reached is a dash here too. */

/** @import { State } from "../types" */
/** @import { Actions } from "../actions.js" */
/** @import { Entry, Table as Shown } from "../tables.js" */
import { html } from "preact";
import { exactNumber, formatNumber } from "../format.js";
import { parseSelection, selectionId } from "../names.js";
import { MOST_ROWS, ofWhom, tablesOf } from "../tables.js";

/** @param {{ state: State, actions: Actions }} props */
export function TraceTable({ state, actions }) {
  const { trace, network, selection, row } = state;
  if (!trace || !network) return null;
  /** @param {Event} event */
  function open(event) {
    const cell = /** @type {Element} */ (event.target).closest("[data-of]");
    const mark = cell instanceof HTMLElement ? parseSelection(cell.dataset.of ?? "") : null;
    if (mark) actions.select(mark);
  }
  const chosen = selection && selectionId(selection);
  const whose = ofWhom({ trace, row });
  return html`<div class="tables" role="region" aria-label="Tables of the step" tabindex="0" onClick=${open}>
    ${whose && html`<p class="note">${whose}</p>`}
    ${tablesOf({ ...state, trace, network }).map((table) => html`<${Table} key=${table.caption} table=${table} chosen=${chosen} />`)}
  </div>`;
}

/** @param {{ table: Shown, chosen: string | null }} props */
function Table({ table, chosen }) {
  const { caption, heads, columns, lines, rest } = table;
  return html`<table>
    <caption>
      ${caption}
    </caption>
    <thead>
      <tr>
        ${heads.map((label) => (label ? html`<th scope="col">${label}</th>` : html`<td></td>`))}
        ${columns.map(({ label, made }) => html`<th scope="col" class=${made ? "made" : undefined} aria-current=${made ? "step" : undefined}>${label}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${lines.map(
        ({ heads: [first, ...others], entries, now }) =>
          html`<tr
            class=${[now && "now", entries[0]?.mark === chosen && "chosen"].filter(Boolean).join(" ") || undefined}
          >
            <th scope="row">${first}</th>
            ${others.map((label) => html`<td>${label}</td>`)}
            ${entries.map((entry, i) => html`<${Cell} entry=${entry} made=${columns[i].made} />`)}
          </tr>`,
      )}
      ${
        rest &&
        html`<tr class="table-rest">
          <th scope="row" colspan=${heads.length}>${`${rest.count} more, whose numbers add up to`}</th>
          ${rest.entries.map((entry, i) => html`<${Cell} entry=${entry} made=${columns[i].made} first=${MOST_ROWS} />`)}
        </tr>`
      }
    </tbody>
  </table>`;
}

/** @param {{ entry: Entry | null, made: boolean, first?: number }} props `first`: how many rows a rest leaves out of its sum */
function Cell({ entry, made, first }) {
  if (!entry) return html`<td></td>`;
  return html`<td
    class=${made ? "made" : undefined}
    data-number=${entry.key}
    data-of=${entry.mark}
    data-first=${first}
    title=${exactNumber(entry.value)}
  >
    ${formatNumber(entry.value)}
  </td>`;
}
