/** What the network is shown: an example that can be typed in, or the rows of a mini-batch. */

/** @import { State } from "../../types" */
/** @import { Actions } from "../../actions.js" */
import { html } from "preact";
import { formatNumber } from "../../format.js";
import { inputLabel, outputLabel } from "../../names.js";
import { targetOf } from "../../numbers.js";
import { NumberField } from "../number-field.js";
import { chosen } from "./parts.js";

/** @param {{ state: State, actions: Actions }} props */
export function Example({ state, actions }) {
  const network = /** @type {NonNullable<State["network"]>} */ (state.network);
  const trace = /** @type {NonNullable<State["trace"]>} */ (state.trace);
  const row = state.row ?? 0;
  const rows = trace.x.length;
  const { loss } = network.network;
  const target = targetOf(trace, row);
  return html`<div class="group">
    <h2>Example ${rows > 1 && html`<${RowPicker} row=${row} rows=${rows} onRow=${actions.setRow} />`}</h2>
    ${network.example?.text && html`<p class="quote">“${network.example.text}”</p>`}
    <div class="fields">
      ${trace.x[row].map((value, unit) => html`<${NumberField} key=${unit} label=${inputLabel(network, unit)} value=${value} onChange=${(/** @type {number} */ number) => actions.setInput(unit, number)} />`)}
    </div>
    <h3>What is right</h3>
    <div class="fields">
      ${
        loss === "categorical_cross_entropy"
          ? html`<label class="field"
              ><span class="field-label">Target class</span>
              <select
                value=${String(target.indexOf(1))}
                onChange=${(/** @type {Event} */ event) => actions.setTarget(0, Number(chosen(event)))}
              >
                ${target.map((_, unit) => html`<option value=${String(unit)}>${outputLabel(network, unit) || `class ${unit + 1}`}</option>`)}
              </select></label
            >`
          : target.map(
              (value, unit) =>
                html`<${NumberField}
                  key=${unit}
                  label=${target.length === 1 ? `Target${outputLabel(network, 0) ? `, ${outputLabel(network, 0)}` : ""}` : `Target ${unit + 1}${outputLabel(network, unit) ? `, ${outputLabel(network, unit)}` : ""}`}
                  value=${value}
                  check=${(/** @type {number} */ number) => (loss === "binary_cross_entropy" && (number < 0 || number > 1) ? `A target for binary cross-entropy lies between 0 and 1, not ${formatNumber(number)}.` : "")}
                  onChange=${(/** @type {number} */ number) => actions.setTarget(unit, number)}
                />`,
            )
      }
    </div>
  </div>`;
}

/** The rows of the mini-batch that a step is taken on; they come from the data, so they are not typed in. @param {{ state: State, actions: Actions }} props */
export function Batch({ state, actions }) {
  const network = /** @type {NonNullable<State["network"]>} */ (state.network);
  const trace = /** @type {NonNullable<State["trace"]>} */ (state.trace);
  const row = state.row ?? 0;
  const shown = [
    ...trace.x[row].map((value, unit) => [inputLabel(network, unit), value]),
    ...targetOf(trace, row).map((value, unit) => [`target ${unit + 1}`, value]),
  ];
  return html`<div class="group">
    <h2>Mini-batch <${RowPicker} row=${row} rows=${trace.x.length} onRow=${actions.setRow} /></h2>
    <dl class="facts">
      ${shown.map(
        ([label, value]) =>
          html`<div>
            <dt>${label}</dt>
            <dd>${formatNumber(/** @type {number} */ (value))}</dd>
          </div>`,
      )}
    </dl>
  </div>`;
}

/** @param {{ row: number, rows: number, onRow: (row: number) => void }} props */
function RowPicker({ row, rows, onRow }) {
  return html`<span class="stepper" role="group" aria-label="Example of the batch">
    <button class="button mini" aria-label="Example before" disabled=${row === 0} onClick=${() => onRow(row - 1)}>
      ‹
    </button>
    <output>${row + 1} of ${rows}</output>
    <button class="button mini" aria-label="Example after" disabled=${row === rows - 1} onClick=${() => onRow(row + 1)}>
      ›
    </button>
  </span>`;
}
