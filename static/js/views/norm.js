/** What batch norm does to one neuron besides y: the batch's mean and variance, and the two numbers that training moves. */

/** @import { Selection, State } from "../types" */
/** @import { Actions } from "../actions.js" */
import { html } from "preact";
import { formatNumber } from "../format.js";
import { numberOf } from "../numbers.js";
import { normDerivationsOf, refKey } from "../requests.js";
import { Derivation } from "./derivation.js";
import { NumberField } from "./number-field.js";

const FIELDS = /** @type {const} */ ([
  ["gamma", "Scale γ"],
  ["beta", "Shift β"],
]);

/** @type {Record<string, string>} */
const TITLES = {
  grad_gamma: "Backward: the gradient of γ",
  update_gamma: "Update of γ",
  grad_beta: "Backward: the gradient of β",
  update_beta: "Update of β",
};

/** @param {{ state: State, actions: Actions, selection: Selection }} props */
export function Norm({ state, actions, selection }) {
  const { trace, row, taken } = state;
  if (selection.kind !== "neuron" || !trace) return null;
  const norm = trace.layers[selection.layer - 1]?.batch_norm;
  if (!norm) return null;
  const { layer, unit } = selection;
  return html`<details class="norm">
    <summary>Batch norm of this neuron</summary>
    <dl class="facts">
      <div>
        <dt>Mean of z over the batch</dt>
        <dd>${formatNumber(norm.mean[unit])}</dd>
      </div>
      <div>
        <dt>Variance of z over the batch</dt>
        <dd>${formatNumber(norm.var[unit])}</dd>
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
    ${normDerivationsOf(selection, trace).map((ref) => html`<${Derivation} key=${refKey(ref)} state=${state} actions=${actions} reference=${ref} title=${TITLES[ref.quantity]} />`)}
  </details>`;
}
