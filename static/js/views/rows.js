/** The rows of the data as a sheet: what each holds, what is right, what the network answers and how far off that is. A row that is picked is sent through. */

/** @import { JudgedRow, JudgedRows, SheetOrder, State } from "../types" */
/** @import { Actions } from "../actions.js" */
import { html, useEffect } from "preact";
import { headsOf, LINES, pagesOf, sortedBy } from "../data/sheet.js";
import { formatNumber } from "../format.js";
import { chosen } from "./build/parts.js";
import { Icon } from "./icons.js";

/** @param {{ state: State, actions: Actions }} props */
export function Rows({ state, actions }) {
  const { network, phase, looked, trace, sheet } = state;
  const step = looked === null ? null : (trace?.step ?? null);
  const still = phase === "still" || phase === "walking";
  const { order } = sheet;
  useEffect(() => {
    if (network?.data && still) actions.data.judge(step);
  }, [network?.id, network?.version, step, still, order]);
  if (!network?.data) return html`<p class="graph-empty">This network has no data yet. Choose some under Data.</p>`;
  const { answer } = sheet;
  if (!answer || sheet.of !== network.id) return html`<p class="graph-empty">The rows are being looked at…</p>`;
  return html`<div class=${`sheet${still ? "" : " sheet-old"}`}>
    <${Bar} state=${state} actions=${actions} answer=${answer} still=${still} />
    <div class="sheet-scroll">
      <${Lines} state=${state} actions=${actions} answer=${answer} still=${still} />
    </div>
    <${Pages} answer=${answer} order=${order} actions=${actions} />
  </div>`;
}

/** @param {{ state: State, actions: Actions, answer: JudgedRows, still: boolean }} props */
function Bar({ state, actions, answer, still }) {
  const { order } = state.sheet;
  const worst = order.sort === "loss" && order.descending;
  const set = (/** @type {Partial<SheetOrder>} */ change) => actions.data.sort({ ...order, offset: 0, ...change });
  return html`<div class="sheet-bar">
    <button
      class="button small"
      aria-pressed=${worst}
      onClick=${() => set(worst ? { sort: "row", descending: false } : { sort: "loss", descending: true })}
    >
      Worst first
    </button>
    <label class="sheet-part">
      <span class="visually-hidden">Which rows</span>
      <select
        value=${order.part}
        onChange=${(/** @type {Event} */ event) => set({ part: /** @type {SheetOrder["part"]} */ (chosen(event)) })}
      >
        <option value="all">all rows</option>
        <option value="train">learned from</option>
        ${state.known.rows?.count.validation !== 0 && html`<option value="validation">kept aside</option>`}
      </select>
    </label>
    <p class="note">
      ${still ? `As the network answers after step ${answer.step.toLocaleString("en")}.` : "Answered again when training pauses."}
    </p>
    ${
      state.traced &&
      html`<span class="buttons"
        ><button class="button small" onClick=${() => actions.setView("graph")}>See it in the graph</button>
        <button class="button small" onClick=${actions.leaveRow}>Back to the mini-batch</button></span
      >`
    }
  </div>`;
}

/** @param {{ state: State, actions: Actions, answer: JudgedRows, still: boolean }} props */
function Lines({ state, actions, answer, still }) {
  const { order } = state.sheet;
  const heads = headsOf(answer);
  const batch = state.traced ? [] : (state.trace?.batch ?? []);
  const now = state.traced ?? (state.row === null ? null : { part: "train", index: batch[state.row] });
  const isNow = (/** @type {JudgedRow} */ { part, index }) => now?.part === part && now.index === index;
  const first = Math.max(0, answer.rows.findIndex(isNow));
  const pick = (/** @type {JudgedRow} */ row) => {
    if (still) actions.traceRow(row.part, row.index, { x: [row.raw], y: [row.y] });
  };
  return html`<table class="sheet-table" onKeyDown=${walk}>
    <caption class="visually-hidden">
      Rows of the data
    </caption>
    <thead>
      <tr>
        ${heads.map(
          ({ sort, label, word }) =>
            html`<th
              scope="col"
              class=${word ? "is-word" : undefined}
              aria-sort=${order.sort === sort ? (order.descending ? "descending" : "ascending") : undefined}
            >
              <button onClick=${() => actions.data.sort(sortedBy(order, sort))}>
                ${label}${order.sort === sort && html`<${Icon} name=${order.descending ? "down" : "up"} />`}
              </button>
            </th>`,
        )}
      </tr>
    </thead>
    <tbody>
      ${answer.rows.map(
        (row, i) =>
          html`<tr
            key=${`${row.part}-${row.index}`}
            class=${row.right === false ? "is-wrong" : undefined}
            aria-current=${isNow(row) ? "true" : undefined}
            onClick=${() => pick(row)}
          >
            <th scope="row">
              <button
                tabindex=${i === first ? 0 : -1}
                aria-label=${`Send row ${row.row + 1} through`}
                onClick=${(/** @type {Event} */ event) => {
                  event.stopPropagation();
                  pick(row);
                }}
              >
                ${row.row + 1}
              </button>
            </th>
            ${heads.slice(1).map(({ cell }) => html`<${Cell} value=${cell(row)} />`)}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

/** @param {{ value: string | number | null }} props */
function Cell({ value }) {
  return typeof value === "string" ? html`<td class="is-word">${value}</td>` : html`<td>${formatNumber(value)}</td>`;
}

/** Arrows walk along the rows. @param {KeyboardEvent} event */
function walk(event) {
  const target = /** @type {Element} */ (event.target);
  if (!target.closest("tbody")) return;
  const buttons = /** @type {HTMLElement[]} */ ([
    .../** @type {Element} */ (event.currentTarget).querySelectorAll("tbody button"),
  ]);
  const here = buttons.indexOf(/** @type {HTMLElement} */ (target));
  const last = buttons.length - 1;
  const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: last }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  event.stopPropagation();
  buttons[Math.max(0, Math.min(last, to))]?.focus();
}

/** @param {{ answer: JudgedRows, order: SheetOrder, actions: Actions }} props */
function Pages({ answer, order, actions }) {
  const { first, last, before, after, end } = pagesOf(answer);
  const go = (/** @type {string} */ label, /** @type {string} */ icon, /** @type {number | null} */ offset) =>
    html`<button
      class="button mini"
      aria-label=${label}
      disabled=${offset === null}
      onClick=${() => offset !== null && actions.data.sort({ ...order, offset })}
    >
      <${Icon} name=${icon} />
    </button>`;
  return html`<div class="sheet-pages" role="group" aria-label="Pages of rows">
    ${go("First rows", "first", before === null ? null : 0)} ${go("Rows before", "back", before)}
    <output
      >${answer.total ? `${first.toLocaleString("en")}–${last.toLocaleString("en")} of ${answer.total.toLocaleString("en")}` : "none"}</output
    >
    ${go("Rows after", "forward", after)} ${go("Last rows", "last", after === null ? null : end)}
    <span class="note">${LINES} at a time; a row that is picked is sent through.</span>
  </div>`;
}
