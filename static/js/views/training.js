/** One step of training at a time, and what it has come to. */

/** @import { State } from "../types" */
/** @import { Actions } from "../actions.js" */
import { html } from "preact";
import { formatNumber } from "../format.js";

/** @param {{ state: State, actions: Actions }} props */
export function Training({ state, actions }) {
  const { network, trace, taken } = state;
  const loss = trace ? (taken ? trace.loss_after : trace.loss) : undefined;
  return html`<section class="panel training" aria-label="Training">
    <h2>Training</h2>
    <div class="buttons">
      <button class="button primary grow" disabled=${!trace} onClick=${actions.trainStep}>Train one step</button>
      <button
        class="button"
        disabled=${!network || network.step === 0}
        title="Back to the weights before the first step"
        onClick=${actions.reset}
      >
        Reset
      </button>
    </div>
    <dl class="facts">
      <${Fact} id="step" label="Step" value=${network ? String(network.step) : "–"} />
      <${Fact} id="epoch" label="Epoch" value=${network ? String(network.epoch) : "–"} />
      <${Fact} id="training-loss" label="Training loss" value=${formatNumber(loss)} />
      <${Fact}
        id="validation-loss"
        label="Validation loss"
        value="–"
        note="There is no validation data: this network learns from the example alone."
      />
    </dl>
  </section>`;
}

/** @param {{ id: string, label: string, value: string, note?: string }} props */
function Fact({ id, label, value, note }) {
  return html`<div title=${note}>
    <dt id=${`fact-${id}`}>${label}</dt>
    <dd><output aria-labelledby=${`fact-${id}`}>${value}</output></dd>
  </div>`;
}
