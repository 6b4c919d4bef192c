/** What is made small, and how fast. */

/** @import { State } from "../../types" */
/** @import { Actions } from "../../actions.js" */
import { html } from "preact";
import { choiceName } from "../../names.js";
import { matchingLoss } from "../../requests.js";
import { NumberField } from "../number-field.js";
import { chosen } from "./parts.js";

/** @param {{ state: State, actions: Actions }} props */
export function Learning({ state, actions }) {
  const network = /** @type {NonNullable<State["network"]>} */ (state.network);
  const { catalog } = state;
  const { layers, loss } = network.network;
  const output = choiceName(layers[layers.length - 1].activation);
  return html`<div class="group">
    <h2>Learning</h2>
    <div class="fields">
      <label class="field"
        ><span class="field-label">Loss</span>
        <select value=${loss} onChange=${(/** @type {Event} */ event) => actions.setLoss(chosen(event))}>
          ${catalog?.losses.map((entry) => {
            const fits = matchingLoss(entry.name, output, catalog) === entry.name;
            return html`<option value=${entry.name} disabled=${!fits} title=${entry.summary}>
              ${entry.label}${fits ? "" : ` (needs ${entry.activation})`}
            </option>`;
          })}
        </select></label
      >
      <${NumberField}
        label="Learning rate"
        value=${Number(network.training.optimizer.learning_rate)}
        check=${(/** @type {number} */ number) => (number > 0 ? "" : "The learning rate must be greater than 0.")}
        onChange=${actions.setLearningRate}
      />
    </div>
  </div>`;
}
