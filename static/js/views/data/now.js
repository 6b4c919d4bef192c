/** The data that the network learns from now: what can change without a new network, and the mini-batch that is next. */

/** @import { Drawn, Preparing, State } from "../../types" */
/** @import { Actions } from "../../actions.js" */
import { html } from "preact";
import { formatNumber } from "../../format.js";
import { DrawnFields, Prepare } from "./prepare.js";

/** Rows of a batch, and columns, that are shown. */
const SHOWN = { rows: 8, columns: 8 };
/** What a change is called where it can be undone. @type {Record<string, string>} */
const LABELS = {
  samples: "rows",
  noise: "noise",
  seed: "seed of the data",
  validation_fraction: "share kept aside",
  standardize: "standardising",
};

/** @param {{ state: State, actions: Actions }} props */
export function Now({ state, actions }) {
  const { network, catalog, known } = state;
  const data = /** @type {Preparing & Drawn & Record<string, any>} */ (network?.data);
  const entry = catalog?.datasets.find(({ name }) => name === data.name);
  const change = (/** @type {Partial<Drawn & Preparing>} */ to) =>
    actions.data.change(LABELS[Object.keys(to)[0]] ?? "data", to);
  const count = known.rows?.count;
  return html`<div class="now">
    <div>
      <p>
        <b>${entry?.label ?? network?.name}</b
        >${count && ` · ${count.train.toLocaleString("en")} rows to learn from, ${count.validation.toLocaleString("en")} kept aside`}
      </p>
      <p class="note">Changes here keep the weights and begin a new epoch. Undo brings the data back.</p>
    </div>
    <div class="fields">
      ${entry && html`<${DrawnFields} entry=${entry} values=${data} onChange=${change} />`}
      <${Prepare} preparing=${data} onChange=${change} />
    </div>
    <${BatchRows} state=${state} />
  </div>`;
}

/** The rows of the mini-batch that is shown, as they are in the data and as the network sees them. @param {{ state: State }} props */
function BatchRows({ state }) {
  const { trace, traced, known, taken } = state;
  if (!trace?.batch || traced || !known.rows) return null;
  const { columns, features, train } = known.rows;
  const raw = columns.slice(0, SHOWN.columns);
  const fed = features.slice(0, SHOWN.columns);
  const rows = trace.batch.slice(0, SHOWN.rows);
  const more = trace.batch.length - rows.length;
  return html`<div class="scroll" role="region" aria-label="Mini-batch" tabindex="0">
    <table class="data-rows">
      <caption>
        ${taken ? "The mini-batch of the latest step" : "The mini-batch of the next step"}, ${trace.batch.length} rows
      </caption>
      <thead>
        <tr>
          <td></td>
          <th scope="colgroup" colspan=${raw.length}>In the data</th>
          <th scope="colgroup" class="is-fed" colspan=${fed.length}>As the network sees it</th>
        </tr>
        <tr>
          <th scope="col">Row</th>
          ${raw.map((name) => html`<th scope="col">${name}</th>`)}
          ${fed.map((name, j) => html`<th scope="col" class=${j === 0 ? "is-fed" : undefined}>${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row, i) =>
            html`<tr>
              <th scope="row">${(train.rows[row] ?? row) + 1}</th>
              ${raw.map((_, j) => html`<td>${formatNumber(train.raw[row]?.[j])}</td>`)}
              ${fed.map((_, j) => html`<td class=${j === 0 ? "is-fed" : undefined}>${formatNumber(trace.x[i]?.[j])}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
    ${(more > 0 || columns.length > raw.length) && html`<p class="note">${more > 0 ? `${more} more rows` : ""}${more > 0 && columns.length > raw.length ? " and " : ""}${columns.length > raw.length ? `${columns.length - raw.length} more columns` : ""} are not shown.</p>`}
  </div>`;
}
