/** Letting the network learn: all at once, an epoch or a step at a time; and what it has come to. */

/** @import { State, Until } from "../types" */
/** @import { Actions } from "../actions.js" */
/** @import { Feed } from "../feed.js" */
import { html } from "preact";
import { formatNumber } from "../format.js";
import { WALK } from "../requests.js";
import { isLed } from "../share/shown.js";
import { useLive } from "./feed.js";
import { Icon } from "./icons.js";

/** Steps a second; null is as fast as it goes. @type {[number | null, string][]} */
const SPEEDS = [
  [null, "Full speed"],
  [1000, "1,000 steps/s"],
  [100, "100 steps/s"],
  [10, "10 steps/s"],
  [WALK, "1 step/s, shown whole"],
];

const EPOCHS = [10, 100, 1000];

/** When a run may end; what a preset asks for is among it. @param {Until} chosen @returns {[Until, string][]} */
function endsOf(chosen) {
  const own = Number(chosen);
  const epochs = [...new Set([...EPOCHS, ...(own > 0 ? [own] : [])])].sort((a, b) => a - b);
  return [
    ["paused", "no end"],
    ...epochs.map((count) => /** @type {[Until, string]} */ ([String(count), `${count.toLocaleString("en")} epochs`])),
    ["plateau", "till it stalls"],
  ];
}

/** @param {{ state: State, actions: Actions, feed: Feed }} props */
export function Training({ state, actions, feed }) {
  const { network, trace, phase } = state;
  const trains = phase !== "still";
  return html`<section class="training" aria-label="Training">
    <fieldset class="training-buttons" disabled=${isLed(state.room)}>
      <button
        class="button primary run"
        disabled=${!trace || phase === "pausing"}
        title=${trains ? "Pauses after the step it is at" : "Trains until you pause it"}
        onClick=${trains ? actions.pause : actions.run}
      >
        <${Icon} name=${trains ? "pause" : "play"} /> ${trains ? "Pause" : "Run"}
      </button>
      <button
        class="button one"
        aria-label="Train one step"
        title="Train one step"
        disabled=${!trace}
        onClick=${actions.trainStep}
      >
        step
      </button>
      <button
        class="button one"
        aria-label="Train one epoch"
        title=${network?.data ? "Train one epoch: each row of the data once" : "This network learns from an example of its own: it has no epochs"}
        disabled=${!trace || !network?.data}
        onClick=${actions.trainEpoch}
      >
        epoch
      </button>
    </fieldset>
    <${Facts} state=${state} feed=${feed} />
    <fieldset class="plain" disabled=${isLed(state.room)}>
      <${state.looked === null && state.traced === null ? How : Away} state=${state} actions=${actions} />
    </fieldset>
  </section>`;
}

/** @param {{ state: State, feed: Feed }} props */
function Facts({ state, feed }) {
  const live = useLive(feed);
  const { step, epoch, training, validation } = factsOf(state, live?.frame ?? null);
  return html`<dl class="facts">
    <${Fact} id="step" label="Step" value=${step === undefined ? "–" : String(step)} />
    <${Fact} id="epoch" label="Epoch" value=${epoch === undefined ? "–" : String(epoch)} />
    <${Fact} id="training-loss" label="Training loss" value=${formatNumber(training)} />
    <${Fact}
      id="validation-loss"
      label="Validation loss"
      value=${formatNumber(validation)}
      note=${state.network?.data ? undefined : "There is no validation data: this network learns from what is shown alone."}
    />
  </dl>`;
}

/**
 * The four numbers: of the frame while it trains, of the step that is looked back at, else of the network.
 * @param {State} state @param {import("../types").Seen | null} frame
 * @returns {{ step?: number, epoch?: number, training?: number | null, validation?: number | null }}
 */
function factsOf({ network, trace, taken, looked, known }, frame) {
  if (!network) return {};
  const seen = frame ?? (known.sight?.frame.step === looked ? known.sight?.frame : null);
  if (seen) {
    const { step, epoch, train_loss, validation_loss } = seen;
    return { step, epoch, training: train_loss, validation: validation_loss ?? undefined };
  }
  if (looked !== null) return { step: looked };
  const { train, validation } = network.metrics ?? { train: null, validation: null };
  const shown = trace ? (taken ? trace.loss_after : trace.loss) : undefined;
  return {
    step: network.step,
    epoch: network.epoch,
    training: train ? train.loss : shown,
    validation: validation ? validation.loss : undefined,
  };
}

/** @param {{ id: string, label: string, value: string, note?: string }} props */
function Fact({ id, label, value, note }) {
  return html`<div title=${note}>
    <dt id=${`fact-${id}`}>${label}</dt>
    <dd><output aria-labelledby=${`fact-${id}`} aria-live="off">${value}</output></dd>
  </div>`;
}

/** How fast it trains, and the way back to the start. @param {{ state: State, actions: Actions }} props */
function How({ state, actions }) {
  const { network, phase, speed, until } = state;
  const chosen = (/** @type {Event} */ event) => /** @type {HTMLSelectElement} */ (event.currentTarget).value;
  return html`<div class="training-how">
    <select
      aria-label="Speed"
      value=${String(speed)}
      onChange=${(/** @type {Event} */ event) => {
        const value = chosen(event);
        actions.setPace({ speed: value === "null" ? null : Number(value) });
      }}
    >
      ${SPEEDS.map(([value, label]) => html`<option value=${String(value)}>${label}</option>`)}
    </select>
    <select
      aria-label="Until"
      title="When a run ends by itself"
      disabled=${!network?.data || speed === WALK}
      value=${until}
      onChange=${(/** @type {Event} */ event) => actions.setPace({ until: /** @type {Until} */ (chosen(event)) })}
    >
      ${endsOf(until).map(([value, label]) => html`<option value=${value}>${label}</option>`)}
    </select>
    <button
      class="button square quiet"
      aria-label="Reset"
      title="Reset: back to the weights before the first step"
      disabled=${!network || (network.step === network.start && phase === "still")}
      onClick=${actions.reset}
    >
      <${Icon} name="reset" />
    </button>
  </div>`;
}

/** While a past step or a single row is shown: the ways on. @param {{ state: State, actions: Actions }} props */
function Away({ state, actions }) {
  if (state.traced)
    return html`<div class="training-how">
      <button class="button" onClick=${actions.leaveRow}>Back to the mini-batch</button>
    </div>`;
  return html`<div class="training-how">
    <button class="button" title="Trains on from this step; the later ones are forgotten" onClick=${actions.resume}>
      Resume from here
    </button>
    <button class="button" aria-label="Back to the newest step" onClick=${actions.lookAtNewest}>Back</button>
  </div>`;
}
