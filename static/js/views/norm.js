/** What batch norm does to one neuron besides y: the batch's mean and variance, and the two numbers that training moves. */

/** @import { Selection, State } from "../types" */
/** @import { Actions } from "../actions.js" */
import { html } from "preact";
import { normDerivationsOf, titleOf } from "../inspect/sections.js";
import { numberKey, numberOf } from "../numbers.js";
import { refKey } from "../requests.js";
import { Read } from "./inspect/number.js";
import { Section } from "./inspect/section.js";
import { NumberField } from "./number-field.js";

const FIELDS = /** @type {const} */ ([
  ["gamma", "Scale γ"],
  ["beta", "Shift β"],
]);

/** @param {{ state: State, actions: Actions, selection: Selection }} props */
export function Norm({ state, actions, selection }) {
  const { trace, row, taken } = state;
  if (selection.kind !== "neuron" || !trace) return null;
  const norm = trace.layers[selection.layer - 1]?.batch_norm;
  if (!norm) return null;
  const { layer, unit } = selection;
  const references = normDerivationsOf(selection, trace);
  return html`<details class="norm">
    <summary>Batch norm of this neuron</summary>
    <dl class="facts">
      <div>
        <dt>Mean of z over the batch</dt>
        <dd><${Read} value=${norm.mean[unit]} name=${numberKey("mean", { layer, unit })} /></dd>
      </div>
      <div>
        <dt>Variance of z over the batch</dt>
        <dd><${Read} value=${norm.var[unit]} name=${numberKey("var", { layer, unit })} /></dd>
      </div>
    </dl>
    ${FIELDS.map(
      ([parameter, label]) =>
        html`<${NumberField}
          key=${parameter}
          label=${taken ? `${label} now, after the step` : label}
          value=${numberOf(trace, row, taken ? `${parameter}_after` : parameter, { layer, unit })}
          onChange=${(/** @type {number} */ value) => actions.setNorm(layer, parameter, unit, value)}
        />`,
    )}
    ${references.map((ref) => html`<${Section} key=${refKey(ref)} state=${state} actions=${actions} reference=${ref} title=${titleOf(ref.quantity, references)} />`)}
  </details>`;
}
