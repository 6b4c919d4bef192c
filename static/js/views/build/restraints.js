/** What keeps weights and gradients small, and what ends the training; folded, with what is on beside its title. */

/** @import { State } from "../../types" */
/** @import { Actions } from "../../actions.js" */
import { html } from "preact";
import { restraintsOf } from "../../build/learning.js";
import { NumberField } from "../number-field.js";

const NOT_NEGATIVE = (/** @type {number} */ number) => (number >= 0 ? "" : "A penalty is 0 or greater.");
const ABOVE_0 = (/** @type {number} */ number) => (number > 0 ? "" : "A gradient is cut at a number greater than 0.");
const EPOCHS = (/** @type {number} */ number) =>
  Number.isInteger(number) && number >= 1 ? "" : "So many epochs: a whole number, one at least.";

/** @type {{ key: string, label: string, title: string, none?: string, check: (number: number) => string }[]} */
const FIELDS = [
  { key: "l2", label: "L2", title: "Adds ½·L2·Σw² to the loss: all weights shrink", check: NOT_NEGATIVE },
  { key: "l1", label: "L1", title: "Adds L1·Σ|w| to the loss: small weights go to 0", check: NOT_NEGATIVE },
  {
    key: "clip_norm",
    label: "Clip norm",
    title: "The longest that the gradient of all layers together may be",
    none: "off",
    check: ABOVE_0,
  },
  {
    key: "clip_value",
    label: "Clip values",
    title: "The largest that one number of the gradient may be",
    none: "off",
    check: ABOVE_0,
  },
];

/** @param {{ state: State, actions: Actions }} props */
export function Restraints({ state, actions }) {
  const { training, data } = /** @type {NonNullable<State["network"]>} */ (state.network);
  const stopping = /** @type {{ patience: number } | null} */ (training.early_stopping);
  return html`<details class="fold">
    <summary>Penalty, clipping, stopping<small>${restraintsOf(training).join(" · ")}</small></summary>
    <div class="fields">
      ${FIELDS.map(
        ({ key, label, title, none, check }) =>
          html`<${NumberField}
            key=${key}
            label=${label}
            title=${title}
            value=${training[key]}
            none=${none}
            check=${check}
            onChange=${(/** @type {number | null} */ number) => actions.setTraining(label, { [key]: number })}
          />`,
      )}
      ${
        data &&
        html`<${NumberField}
          label="Early stopping"
          title="After so many epochs without a better loss on the rows kept aside, and back to the best"
          value=${stopping?.patience ?? null}
          none="off"
          check=${EPOCHS}
          onChange=${(/** @type {number | null} */ patience) => actions.setTraining("early stopping", { early_stopping: patience === null ? null : { patience } })}
        />`
      }
    </div>
  </details>`;
}
