/** What the network is shown: an example that can be typed in, or the rows of a mini-batch; one of them, or all as one. */

/** @import { State } from "../../types" */
/** @import { Actions } from "../../actions.js" */
import { html, useState } from "preact";
import { formatNumber } from "../../format.js";
import { inputLabel, outputLabel } from "../../names.js";
import { numberKey, numberOf, targetOf } from "../../numbers.js";
import { Read } from "../inspect/number.js";
import { NumberField } from "../number-field.js";
import { chosen } from "./parts.js";

/** @typedef {{ state: State, actions: Actions }} Props */

/** More inputs than these are shown on request. */
const MOST_INPUTS = 16;

/** @param {Props} props */
export function Example({ state, actions }) {
  const network = /** @type {NonNullable<State["network"]>} */ (state.network);
  return html`<div class="group">
    <h2>Example</h2>
    <${Which} state=${state} actions=${actions} />
    ${network.example?.text && html`<p class="quote">“${network.example.text}”</p>`}
    ${state.row === null ? html`<${Values} state=${state} />` : html`<${Fields} state=${state} actions=${actions} row=${state.row} />`}
  </div>`;
}

/** The rows of the mini-batch that a step is taken on; they come from the data, so they are not typed in. @param {Props} props */
export function Batch({ state, actions }) {
  return html`<div class="group">
    <h2>Mini-batch</h2>
    <${Which} state=${state} actions=${actions} />
    <${Values} state=${state} />
  </div>`;
}

/** One example of the batch, or all of it. @param {Props} props */
function Which({ state, actions }) {
  const rows = state.trace?.x.length ?? 1;
  const { row } = state;
  if (rows === 1) return null;
  return html`<div class="segments" role="group" aria-label="What is shown of the batch">
      <button class="segment" aria-pressed=${row !== null} onClick=${() => row === null && actions.setRow(0)}>
        One example
      </button>
      <button class="segment" aria-pressed=${row === null} onClick=${() => actions.setRow(null)}>
        The whole batch
      </button>
    </div>
    ${
      row === null
        ? html`<p class="note">
            ${`All ${rows} examples as one: means on the way forward, sums on the way back, where each example’s gradient already carries its share 1/${rows} of the mean loss.`}
          </p>`
        : html`<${RowPicker} row=${row} rows=${rows} onRow=${actions.setRow} />`
    }`;
}

/** What comes in and what is right, to be read: of one example, or the means of them all. @param {{ state: State }} props */
function Values({ state }) {
  const network = /** @type {NonNullable<State["network"]>} */ (state.network);
  const trace = /** @type {NonNullable<State["trace"]>} */ (state.trace);
  const { row } = state;
  const mean = row === null ? "mean " : "";
  const inputs = trace.x[0].map((_, unit) => ({
    label: `${mean}${inputLabel(network, unit)}`,
    value: numberOf(trace, row, "a", { layer: 0, unit }),
    name: numberKey("a", { layer: 0, unit }, row),
  }));
  const depth = trace.layers.length;
  const targets = targetOf(trace, row).map((value, unit) => ({
    label: `${mean}target${outputLabel(network, unit) ? `, ${outputLabel(network, unit)}` : ` ${unit + 1}`}`,
    value,
    name: numberKey("y", { layer: depth, unit }, row),
  }));
  return html`<dl class="facts">
    ${[...inputs, ...targets].map(
      ({ label, value, name }) =>
        html`<div>
          <dt>${label}</dt>
          <dd><${Read} value=${value} name=${name} /></dd>
        </div>`,
    )}
  </dl>`;
}

/** @param {Props & { row: number }} props */
function Fields({ state, actions, row }) {
  const network = /** @type {NonNullable<State["network"]>} */ (state.network);
  const trace = /** @type {NonNullable<State["trace"]>} */ (state.trace);
  const { loss } = network.network;
  const target = targetOf(trace, row);
  const [whole, showAll] = useState(false);
  const inputs = trace.x[row];
  const cut = !whole && inputs.length > MOST_INPUTS + 1;
  return html`<div class="fields">
      ${(cut ? inputs.slice(0, MOST_INPUTS) : inputs).map((value, unit) => html`<${NumberField} key=${unit} label=${inputLabel(network, unit)} value=${value} onChange=${(/** @type {number} */ number) => actions.setInput(unit, number)} />`)}
    </div>
    ${cut && html`<button class="button small" onClick=${() => showAll(true)}>Show all ${inputs.length} inputs</button>`}
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
