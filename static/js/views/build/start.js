/** Where chance begins and how finely numbers are kept; both make the network anew. */

/** @import { State } from "../../types" */
/** @import { Actions } from "../../actions.js" */
import { html } from "preact";
import { NumberField } from "../number-field.js";
import { chosen } from "./parts.js";

const SEED = (/** @type {number} */ number) =>
  Number.isSafeInteger(number) && number >= 0 ? "" : "A seed is a whole number, 0 or greater.";

/** @param {{ state: State, actions: Actions }} props */
export function Start({ state, actions }) {
  const { seed, dtype } = /** @type {NonNullable<State["network"]>} */ (state.network).network;
  return html`<details class="fold">
    <summary>Seed and precision<small>${`${seed} · ${dtype}`}</small></summary>
    <div class="fields">
      <${NumberField}
        label="Seed"
        title="The same seed draws the same weights, batches and dropout masks"
        value=${seed}
        check=${SEED}
        onChange=${(/** @type {number} */ number) => actions.setSeed(() => number)}
      />
      <label class="field" title="float64 keeps sixteen digits, float32 seven in half the room"
        ><span class="field-label">Precision</span>
        <select value=${dtype} onChange=${(/** @type {Event} */ event) => actions.setPrecision(chosen(event))}>
          <option>float64</option>
          <option>float32</option>
        </select></label
      >
    </div>
  </details>`;
}
