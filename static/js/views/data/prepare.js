/** How rows are prepared, wherever they come from: what is kept aside, and whether all columns get one scale. */

/** @import { Preparing, State } from "../../types" */
/** @import { Actions } from "../../actions.js" */
import { html } from "preact";
import { formatNumber } from "../../format.js";
import { NumberField } from "../number-field.js";

/** @param {number} share */
const shareComplaint = (share) =>
  share >= 0 && share < 1 ? "" : `The share kept aside is at least 0 and below 1, not ${formatNumber(share)}.`;

/** @param {{ preparing: Preparing, onChange: (change: Partial<Preparing>) => void }} props */
export function Prepare({ preparing, onChange }) {
  return html`<${NumberField}
      label="Share kept aside"
      value=${preparing.validation_fraction}
      check=${shareComplaint}
      onChange=${(/** @type {number} */ validation_fraction) => onChange({ validation_fraction })}
    />
    <${Tick}
      label="Standardise columns"
      title="Each column to mean 0 and deviation 1, measured on the training rows"
      on=${preparing.standardize}
      onChange=${(/** @type {boolean} */ standardize) => onChange({ standardize })}
    />`;
}

/** The same of the data that are being chosen. @param {{ state: State, actions: Actions }} props */
export function PrepareChosen({ state, actions }) {
  const { preparing } = state.desk;
  return html`<${Prepare}
    preparing=${preparing}
    onChange=${(/** @type {Partial<Preparing>} */ change) => actions.data.lay({ preparing: { ...preparing, ...change } })}
  />`;
}

/** @param {{ label: string, title?: string, on: boolean, onChange: (on: boolean) => void }} props */
export function Tick({ label, title, on, onChange }) {
  return html`<label class="field" title=${title}
    ><span class="field-label">${label}</span>
    <input
      type="checkbox"
      checked=${on}
      onChange=${(/** @type {Event} */ event) => onChange(/** @type {HTMLInputElement} */ (event.currentTarget).checked)}
  /></label>`;
}

/** @param {{ entry: import("../../types").DatasetEntry, values: { samples: number, noise: number, seed: number }, onChange: (change: Partial<{ samples: number, noise: number, seed: number }>) => void }} props */
export function DrawnFields({ entry, values, onChange }) {
  return html`${entry.parameters
      .filter(({ name, minimum, maximum }) => minimum < maximum && (name === "samples" || name === "noise"))
      .map(
        ({ name, minimum, maximum }) =>
          html`<${NumberField}
            key=${name}
            label=${name === "samples" ? "Rows" : "Noise"}
            value=${values[/** @type {"samples" | "noise"} */ (name)]}
            check=${(/** @type {number} */ number) => within(number, minimum, maximum, name === "samples")}
            onChange=${(/** @type {number} */ number) => onChange({ [name]: number })}
          />`,
      )}
    <${NumberField}
      label="Seed"
      value=${values.seed}
      check=${(/** @type {number} */ number) => within(number, 0, 2 ** 53 - 1, true)}
      onChange=${(/** @type {number} */ seed) => onChange({ seed })}
    />`;
}

/** @param {number} number @param {number} minimum @param {number} maximum @param {boolean} whole */
function within(number, minimum, maximum, whole) {
  const fits = number >= minimum && number <= maximum && (!whole || Number.isInteger(number));
  const kind = whole ? "a whole number" : "a number";
  const most = maximum > 1e9 ? "" : ` and at most ${maximum.toLocaleString("en")}`;
  return fits ? "" : `This is ${kind}, at least ${minimum}${most}.`;
}
