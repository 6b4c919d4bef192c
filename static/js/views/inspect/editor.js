/** The field in which a weight, a bias or an input is changed. */

/** @import { Selection, State } from "../../types" */
/** @import { Actions } from "../../actions.js" */
import { html } from "preact";
import { numberOf } from "../../numbers.js";
import { NumberField } from "../number-field.js";

/** @param {{ state: State, actions: Actions, selection: Selection }} props */
export function Editor({ state, actions, selection }) {
  const { trace, row, taken, looked, network } = state;
  if (!trace || selection.kind === "loss") return null;
  if (looked !== null) return html`<p class="note">As it was then. Resume from here to change it.</p>`;
  if (selection.kind === "neuron") {
    // Rows of data are as they were measured, and a mean of several is none that could be typed in.
    if (selection.layer !== 0 || network?.data || row === null) return null;
    return html`<${NumberField}
      label="Value"
      value=${trace.x[row][selection.unit]}
      onChange=${(/** @type {number} */ value) => actions.setInput(selection.unit, value)}
    />`;
  }
  const quantity = selection.kind === "weight" ? "w" : "b";
  const value = numberOf(trace, row, taken ? `${quantity}_after` : quantity, {
    layer: selection.layer,
    unit: selection.unit,
    from: selection.kind === "weight" ? selection.from : undefined,
  });
  return html`<${NumberField}
    label=${taken ? "Value now, after the step" : "Value"}
    value=${value}
    onChange=${(/** @type {number} */ number) => actions.setParameter(selection, number)}
  />`;
}
