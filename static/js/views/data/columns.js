/** The columns of a file, each with what it is to be used for, as what, and what is done where it lacks a value. */

/** @import { Dataset, DraftColumn, Policy } from "../../types" */
import { html } from "preact";
import { corrected, gapsOf, POLICIES, policiesOf } from "../../data/draft.js";
import { formatNumber } from "../../format.js";
import { chosen } from "../build/parts.js";

const ROLES = { feature: "use as input", target: "predict", "left out": "leave out" };
const TYPES = { number: "numbers", text: "categories" };
/** Rows of a file that show what is in it. */
const SHOWN = 5;

/** @param {{ found: Dataset, columns: DraftColumn[], onChange: (columns: DraftColumn[]) => void }} props */
export function Columns({ found, columns, onChange }) {
  return html`<div class="scroll" role="region" aria-label="Columns" tabindex="0">
    <table class="data-columns">
      <thead>
        <tr>
          <th scope="col">Column</th>
          <th scope="col">Use</th>
          <th scope="col">Kind</th>
          <th scope="col">Where a value is missing</th>
        </tr>
      </thead>
      <tbody>
        ${columns.map((column, i) => html`<${Line} key=${column.name} found=${found} column=${column} place=${i} onChange=${(/** @type {Partial<DraftColumn>} */ change) => onChange(corrected(columns, column.name, change))} />`)}
      </tbody>
    </table>
  </div>`;
}

/** @param {{ found: Dataset, column: DraftColumn, place: number, onChange: (change: Partial<DraftColumn>) => void }} props */
function Line({ found, column, place, onChange }) {
  const { name, role, type, missing, constant } = column;
  const { reason, strays } = found.suggested.columns[place];
  const { distinct } = found.columns[place];
  const said = strays ? type === "number" : role === "left out";
  const gaps = gapsOf(found, column);
  const out = role === "left out";
  return html`<tr class=${out ? "is-out" : undefined}>
    <th scope="row">${name}${reason && said && html`<small>${reason}</small>`}</th>
    <td>
      <${Choice}
        label=${`Use of ${name}`}
        value=${role}
        choices=${ROLES}
        onChange=${(/** @type {DraftColumn["role"]} */ to) => onChange({ role: to })}
      />
    </td>
    <td>
      ${
        !out &&
        html`<${Choice}
            label=${`Kind of ${name}`}
            value=${type}
            choices=${TYPES}
            onChange=${(/** @type {DraftColumn["type"]} */ to) => onChange({ type: to })}
          />${type === "text" && distinct && html`<small>${distinct} different</small>`}`
      }
    </td>
    <td>
      ${
        !out && gaps > 0
          ? html`<span class="gap"
              ><small>${gaps.toLocaleString("en")} missing</small>
              <${Choice}
                label=${`Where ${name} is missing`}
                value=${missing}
                choices=${Object.fromEntries(policiesOf(type, role).map((policy) => [policy, POLICIES[policy]]))}
                onChange=${(/** @type {Policy} */ to) => onChange({ missing: to })}
              />
              ${
                missing === "constant" &&
                html`<input
                  type="text"
                  aria-label=${`What stands for a missing ${name}`}
                  value=${constant}
                  onChange=${(/** @type {Event} */ event) => onChange({ constant: /** @type {HTMLInputElement} */ (event.currentTarget).value })}
                />`
              }</span
            >`
          : !out && html`<small>none</small>`
      }
    </td>
  </tr>`;
}

/** @param {{ label: string, value: string, choices: Record<string, string>, onChange: (value: any) => void }} props */
function Choice({ label, value, choices, onChange }) {
  return html`<select
    aria-label=${label}
    value=${value}
    onChange=${(/** @type {Event} */ event) => onChange(chosen(event))}
  >
    ${Object.entries(choices).map(([name, text]) => html`<option value=${name}>${text}</option>`)}
  </select>`;
}

/** The first rows as they stand in the file. @param {{ found: Dataset, columns: DraftColumn[] }} props */
export function FirstRows({ found, columns }) {
  const classes = columns.map(({ role }) =>
    role === "left out" ? "is-out" : role === "target" ? "is-target" : undefined,
  );
  return html`<div class="scroll" role="region" aria-label="First rows" tabindex="0">
    <table class="data-rows">
      <caption>
        The first rows
      </caption>
      <thead>
        <tr>
          ${columns.map(({ name }, j) => html`<th scope="col" class=${classes[j]}>${name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${found.preview.slice(0, SHOWN).map(
          (row) =>
            html`<tr>
              ${row.map((cell, j) => html`<td class=${classes[j]}>${cell === null ? html`<i>missing</i>` : typeof cell === "number" ? formatNumber(cell) : cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
