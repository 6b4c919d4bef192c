/** Which classes the network takes for which, of the rows it learns from and of those kept aside. */

/** @import { DataRows, State } from "../types" */
import { html } from "preact";
import { confusionOf } from "../charts/confusion.js";
import { taskOf } from "../charts/points.js";

/** @param {{ state: State }} props */
export function Confusion({ state }) {
  const { rows, answers } = state.known;
  const network = /** @type {NonNullable<State["network"]>} */ (state.network);
  if (taskOf(network) === "numbers" || !rows || !answers) return null;
  return html`<div class="confusions">
    ${/** @type {const} */ (["validation", "train"]).map((part) => html`<${Matrix} part=${part} rows=${rows} state=${state} />`)}
  </div>`;
}

/** @param {{ part: "train" | "validation", rows: DataRows, state: State }} props */
function Matrix({ part, rows, state }) {
  const network = /** @type {NonNullable<State["network"]>} */ (state.network);
  const answers = state.known.answers?.[part];
  const own = rows[part];
  if (!own || !answers) return null;
  const counts = confusionOf(own.y, answers, taskOf(network));
  const names = namesOf(state, counts.length);
  const right = counts.reduce((sum, row, i) => sum + row[i], 0);
  return html`<table class="confusion">
    <caption>
      ${part === "train" ? "Trained on" : "Kept aside"}: ${right} of ${own.y.length} right
    </caption>
    <thead>
      <tr>
        <th scope="col"><span class="visually-hidden">Right class</span></th>
        ${names.map((name) => html`<th scope="col">${name}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${counts.map((row, i) => {
        const most = Math.max(1, ...row);
        return html`<tr>
          <th scope="row">${names[i]}</th>
          ${row.map((count, j) => html`<td class=${i === j ? "is-right" : "is-wrong"} style=${{ "--share": count / most }}>${count}</td>`)}
        </tr>`;
      })}
    </tbody>
  </table>`;
}

/** What the classes are called. @param {State} state @param {number} count */
function namesOf({ catalog, network }, count) {
  const entry = catalog?.datasets.find(({ name }) => name === network?.data?.name);
  const names = entry?.targets ?? [];
  return Array.from({ length: count }, (_, i) => (names.length === count ? names[i] : String(i)));
}
