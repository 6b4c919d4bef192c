/** Which classes the network takes for which, of the rows it learns from and of those kept aside. */

/** @import { State } from "../types" */
/** @import { Feed } from "../feed.js" */
import { html } from "preact";
import { taskOf } from "../charts/points.js";
import { useLive } from "./feed.js";

const PARTS = /** @type {const} */ (["validation", "train"]);

/** @param {{ state: State, feed: Feed }} props */
export function Confusion({ state, feed }) {
  const live = useLive(feed);
  const network = /** @type {NonNullable<State["network"]>} */ (state.network);
  if (taskOf(network) === "numbers") return null;
  return html`<div class="confusions">
    ${PARTS.map((part) => {
      const counts = (live ?? state.known.sight)?.frame.confusion?.[part];
      return counts && html`<${Matrix} part=${part} counts=${counts} names=${namesOf(state, counts.length)} />`;
    })}
  </div>`;
}

/** @param {{ part: "train" | "validation", counts: number[][], names: string[] }} props */
function Matrix({ part, counts, names }) {
  const all = counts.flat().reduce((sum, count) => sum + count, 0);
  const right = counts.reduce((sum, row, i) => sum + row[i], 0);
  return html`<table class="confusion">
    <caption>
      ${part === "train" ? "Trained on" : "Kept aside"}: ${right} of ${all} right
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
