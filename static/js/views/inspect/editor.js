/** What was picked out, changed: a weight, a bias or an input set, frozen, or switched off. */

/** @import { Selection, State, Trace } from "../../types" */
/** @import { Actions } from "../../actions.js" */
import { html } from "preact";
import { editableAt, layerFrozen, partsOf, selectionHold } from "../../holds.js";
import { numberOf, targetOf } from "../../numbers.js";
import { NumberField } from "../number-field.js";

/** @typedef {{ state: State & { trace: Trace }, actions: Actions, selection: Selection }} Props */

/** @param {{ state: State, actions: Actions, selection: Selection }} props */
export function Editor(props) {
  const { trace, looked, network } = props.state;
  if (!trace || network?.read_only) return null;
  if (looked !== null) return html`<p class="note">As it was then. Resume from here to change it.</p>`;
  const own = /** @type {Props} */ (props);
  return html`<div class="editor"><${Value} ...${own} /><${Holds} ...${own} /></div>`;
}

/** @param {Props} props */
export function Value({ state, actions, selection }) {
  const { trace, row, taken } = state;
  if (selection.kind === "loss") return html`<${Target} state=${state} actions=${actions} selection=${selection} />`;
  if (selection.kind === "neuron") {
    if (row === null || !editableAt(state, selection)) return null;
    return html`<${NumberField}
      label="Value"
      value=${trace.x[row][selection.unit]}
      onChange=${(/** @type {number} */ value) => actions.setInput(selection.unit, value)}
    />`;
  }
  if (selectionHold(trace, selection) === "off")
    return html`<p class="note">It is off: 0, whatever it was. Switched on it is what it was before.</p>`;
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

/** What is right, where that is one number: of a single output, or which class. @param {Props} props */
function Target({ state, actions, selection }) {
  const { trace, row, network } = state;
  if (row === null || !network || !editableAt(state, selection)) return null;
  const target = targetOf(trace, row);
  const classes = network.network.loss === "categorical_cross_entropy";
  const most = classes ? target.length : 1;
  const binary = network.network.loss === "binary_cross_entropy";
  /** @param {number} value */
  const check = (value) => {
    if (classes && !(Number.isInteger(value) && value >= 1 && value <= most)) return `A class from 1 to ${most}.`;
    return binary && (value < 0 || value > 1) ? "A target for binary cross-entropy lies between 0 and 1." : "";
  };
  return html`<${NumberField}
    label=${classes ? `Target class, 1 to ${most}` : "Target"}
    value=${classes ? target.indexOf(1) + 1 : target[0]}
    check=${check}
    onChange=${(/** @type {number} */ value) => actions.setTarget(0, classes ? value - 1 : value)}
  />`;
}

/** @param {Props} props */
function Holds({ state, actions, selection }) {
  const { trace, network } = state;
  if (selection.kind === "loss" || !network) return null;
  const hold = selectionHold(trace, selection);
  const frozen = layerFrozen(network, selection.layer);
  const has = (/** @type {"frozen" | "off"} */ way) => partsOf(trace, selection, way).length > 0;
  const neuron = selection.kind === "neuron";
  return html`<div class="holds" role="group" aria-label="What training may do">
    ${
      has("frozen") &&
      html`<button
        class="button small"
        aria-pressed=${frozen || hold === "frozen"}
        disabled=${frozen || (hold === "off" && !neuron)}
        title=${frozen ? "Its whole layer is frozen; Build can free it" : neuron ? "Training leaves its weights and its bias as they are" : "Training leaves it as it is"}
        onClick=${() => actions.hold(selection, "frozen", hold !== "frozen")}
      >
        ${frozen || hold === "frozen" ? "Frozen" : "Freeze"}
      </button>`
    }
    ${
      has("off") &&
      html`<button
        class="button small"
        aria-pressed=${hold === "off"}
        title=${neuron ? "As if it were not there: all that it hands on is 0" : "0, until it is switched on again"}
        onClick=${() => actions.hold(selection, "off", hold !== "off")}
      >
        ${hold === "off" ? "Switched off" : "Switch off"}
      </button>`
    }
  </div>`;
}
