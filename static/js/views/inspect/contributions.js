/** What comes into a neuron and what goes back, edge by edge: a signed bar a row, and a last line to which they add up. */

/** @import { Selection, State } from "../../types" */
/** @import { Actions } from "../../actions.js" */
/** @import { Cell, Kind, Row, Table } from "../../inspect/tables.js" */
import { html, useState } from "preact";
import { reachedAt } from "../../inspect/refs.js";
import { barsOf, cutRows, tableOf, termsShown, toldBy } from "../../inspect/tables.js";
import { numberKey, numberOf, widthsOf } from "../../numbers.js";
import { tone } from "../../scales.js";
import { tierOf } from "../../wide/tiers.js";
import { Unfolded } from "../derivation.js";
import { Copied, Opener, pointing, Read, SignedBar } from "./number.js";

/** @type {Record<Kind, { caption: string, total: string, sum: string }>} */
const WORDS = {
  in: { caption: "What each edge brings", total: "z", sum: "Σ" },
  back: { caption: "What comes back from the next layer", total: "∂L/∂a", sum: "Σ" },
  out: { caption: "What each edge gets and sends on", total: "", sum: "" },
};

/** @param {{ state: State, actions: Actions, selection: Selection }} props */
export function Contributions({ state, actions, selection }) {
  const [chosen, choose] = useState(/** @type {"forward" | "backward" | null} */ (null));
  const [largestFirst, sort] = useState(false);
  const [asked, ask] = useState(false);
  const { trace, network, row, cursor } = state;
  if (selection.kind !== "neuron" || !network || !trace) return null;
  const { layer, unit } = selection;
  if (tierOf(widthsOf(trace)) === 3 && !asked)
    return html`<button class="button small" onClick=${() => ask(true)}>Edge by edge, as a table</button>`;
  const { phase } = trace.beats[cursor.beat];
  const way =
    layer === 0 ? "backward" : (chosen ?? (phase === "backward" || phase === "update" ? "backward" : "forward"));
  /** @type {Kind[]} */
  const kinds = way === "forward" ? ["in"] : ["back", "out"];
  const tables = kinds.map((kind) => tableOf(trace, network, row, kind, layer, unit)).filter((table) => table !== null);
  const long = tables.some(({ rows }) => rows.length > 3);
  return html`<section class="contributions" aria-label="Edge by edge">
    <div class="contributions-head">
      <h3>Edge by edge</h3>
      ${
        layer > 0 &&
        html`<div class="segments" role="group" aria-label="Which way">
          ${/** @type {const} */ (["forward", "backward"]).map((name) => html`<button class="segment" aria-pressed=${way === name} onClick=${() => choose(name)}>${name === "forward" ? "Forward" : "Backward"}</button>`)}
        </div>`
      }
    </div>
    ${tables.map((table) => html`<${Rows} key=${table.kind} table=${table} state=${state} actions=${actions} largestFirst=${largestFirst} />`)}
    ${long && html`<button class="button small" aria-pressed=${largestFirst} onClick=${() => sort(!largestFirst)}>Largest first</button>`}
  </section>`;
}

/** @param {{ table: Table, state: State, actions: Actions, largestFirst: boolean }} props */
function Rows({ table, state, actions, largestFirst }) {
  const { kind, heads, total } = table;
  const trace = /** @type {NonNullable<State["trace"]>} */ (state.trace);
  const reached = reachedAt({ trace, cursor: state.cursor, grain: state.grain });
  const there = (/** @type {Cell} */ cell) => reached(toldBy(cell));
  const added = table.rows[0].cells.length - 1;
  const last = (/** @type {Row} */ { cells }) => cells[added];
  // A sum is shown beside the terms that it is made of: none of them before it is there.
  const rows = table.rows.map((row) => {
    const cell = last(row);
    return { ...row, value: cell && there(cell) ? row.value : 0 };
  });
  const whole = `table>${kind}>all`;
  const { shown, rest } = cutRows(rows, state.unfolded[whole] ? Infinity : termsShown(trace), largestFirst);
  const { zero, bars } = barsOf([...shown, ...(rest ? [rest] : [])].map(({ value }) => value));
  const family = kind === "in" ? "value" : "gradient";
  const words = WORDS[kind];
  const complete = rows.every((_, i) => {
    const cell = last(table.rows[i]);
    return !cell || there(cell);
  });
  return html`<table>
    <caption>
      ${words.caption}
    </caption>
    <thead>
      <tr>
        ${heads.map((head) => html`<th scope="col">${head}</th>`)}
        <td class="bar-cell"></td>
      </tr>
    </thead>
    <tbody>
      ${shown.map((row, i) => html`<${Line} key=${row.label} row=${row} bar=${bars[i]} zero=${zero} family=${family} there=${there} state=${state} actions=${actions} path=${`table>${kind}>${row.label}`} />`)}
      ${
        rest &&
        html`<tr class="rest-row">
          <th scope="row" colspan=${heads.length}>
            +${rest.count.toLocaleString("en")} more that add up to${" "}
            ${complete ? html`<${Read} value=${rest.value} name=${numberKey(`${total?.quantity ?? "message"}.rest.${shown.length}`, total?.place ?? {}, state.row)} />` : "–"}
            <button class="button small" onClick=${() => actions.unfold(whole, true)}>Show all</button>
          </th>
          <td class="bar-cell"><${SignedBar} bar=${bars[shown.length]} zero=${zero} family=${family} /></td>
        </tr>`
      }
    </tbody>
    ${
      total &&
      html`<tfoot>
        <${Total}
          total=${total}
          there=${there(total)}
          words=${words}
          columns=${heads.length}
          state=${state}
          family=${family}
        />
      </tfoot>`
    }
  </table>`;
}

/** @param {{ total: Cell, there: boolean, words: { sum: string, total: string }, columns: number, state: State, family: "value" | "gradient" }} props */
function Total({ total, there, words, columns, state, family }) {
  const trace = /** @type {NonNullable<State["trace"]>} */ (state.trace);
  const value = there ? numberOf(trace, state.row, total.quantity, total.place) : undefined;
  return html`<tr class=${tone(value, family)}>
    <th scope="row" colspan=${columns - 1}>${words.sum} = ${words.total}</th>
    <td><${Copied} value=${value} name=${numberKey(total.quantity, total.place, state.row)} strong /></td>
    <td class="bar-cell"></td>
  </tr>`;
}

/** @param {{ row: Row, bar: { start: number, end: number }, zero: number, family: "value" | "gradient", there: (cell: Cell) => boolean, state: State, actions: Actions, path: string }} props */
function Line({ row, bar, zero, family, there, state, actions, path }) {
  const trace = /** @type {NonNullable<State["trace"]>} */ (state.trace);
  const { onMouseEnter, onMouseLeave } = pointing(actions, row.mark || null);
  const open = row.cells.flatMap((cell, i) =>
    cell?.ref && there(cell) && state.unfolded[`${path}>${i}`] ? [{ reference: cell.ref, path: `${path}>${i}` }] : [],
  );
  return html`<tr onMouseEnter=${onMouseEnter} onMouseLeave=${onMouseLeave}>
      <th scope="row">${row.label}</th>
      ${row.cells.map((cell, i) => {
        if (!cell) return html`<td></td>`;
        if (!there(cell)) return html`<td><span class="unknown">–</span></td>`;
        const value = numberOf(trace, state.row, cell.quantity, cell.place) ?? null;
        const name = numberKey(cell.quantity, cell.place, state.row);
        return html`<td>
          ${cell.ref ? html`<${Opener} value=${value} reference=${cell.ref} name=${name} path=${`${path}>${i}`} state=${state} actions=${actions} />` : html`<${Copied} value=${value} name=${name} />`}
        </td>`;
      })}
      <td class="bar-cell"><${SignedBar} bar=${bar} zero=${zero} family=${family} /></td>
    </tr>
    ${open.map(
      ({ reference, path: place }) =>
        html`<tr key=${place} class="unfolded-row">
          <td colspan=${row.cells.length + 2}>
            <${Unfolded} state=${state} actions=${actions} reference=${reference} path=${place} trail=${[]} />
          </td>
        </tr>`,
    )}`;
}
