/** What is made small, by which steps, and how fast. */

/** @import { Choice, State } from "../../types" */
/** @import { Actions } from "../../actions.js" */
/** @import { Advice } from "../../build/advice.js" */
import { html } from "preact";
import { otherOptimizer } from "../../build/learning.js";
import { choiceName } from "../../names.js";
import { matchingLoss } from "../../requests.js";
import { NumberField } from "../number-field.js";
import { Hints } from "./hints.js";
import { Own } from "./own.js";
import { chosen } from "./parts.js";
import { Restraints } from "./restraints.js";
import { Start } from "./start.js";

/** @typedef {{ state: State, actions: Actions }} Props */

/** @param {Props & { hints: Advice[] }} props */
export function Learning({ state, actions, hints }) {
  const hint = (/** @type {Advice["about"][]} */ ...about) =>
    html`<${Hints} of=${hints.filter((one) => about.includes(one.about))} state=${state} actions=${actions} />`;
  const network = /** @type {NonNullable<State["network"]>} */ (state.network);
  const { optimizer, batch_size } = network.training;
  return html`<div class="group">
    <h2>Learning</h2>
    <div class="fields">
      <${Loss} state=${state} actions=${actions} />
      ${hint("loss")}
      <${Optimizer} state=${state} actions=${actions} />
      <${NumberField}
        label="Learning rate"
        value=${Number(optimizer.learning_rate)}
        check=${(/** @type {number} */ number) => (number > 0 ? "" : "The learning rate must be greater than 0.")}
        onChange=${(/** @type {number} */ learning_rate) => actions.setTraining("learning rate", { optimizer: { ...optimizer, learning_rate } })}
      />
      ${hint("optimizer")}
      <${Schedule} state=${state} actions=${actions} />
      ${
        network.data &&
        html`<${NumberField}
          label="Batch size"
          value=${Number(batch_size)}
          check=${(/** @type {number} */ number) => (Number.isInteger(number) && number >= 1 ? "" : "A batch holds a whole number of rows, one at least.")}
          onChange=${(/** @type {number} */ rows) => actions.setTraining("batch size", { batch_size: rows })}
        />`
      }
      ${hint("batch", "data")}
    </div>
    <div class="folds">
      <${Restraints} state=${state} actions=${actions} />
      ${hint("restraints")}
      <${Start} state=${state} actions=${actions} />
    </div>
  </div>`;
}

/** @param {Props} props */
function Loss({ state: { network, catalog }, actions }) {
  const { layers, loss } = /** @type {NonNullable<State["network"]>} */ (network).network;
  const output = choiceName(layers[layers.length - 1].activation);
  return html`<label class="field"
    ><span class="field-label">Loss</span>
    <select value=${loss} onChange=${(/** @type {Event} */ event) => actions.setLoss(chosen(event))}>
      ${catalog?.losses.map((entry) => {
        const fits = matchingLoss(entry.name, output, catalog) === entry.name;
        return html`<option value=${entry.name} disabled=${!fits} title=${entry.summary}>
          ${entry.label}${fits ? "" : ` (needs ${entry.activation})`}
        </option>`;
      })}
    </select></label
  >`;
}

/** @param {Props} props */
function Optimizer({ state: { network, catalog }, actions }) {
  const { optimizer } = /** @type {NonNullable<State["network"]>} */ (network).training;
  const optimizers = catalog?.optimizers ?? [];
  const entry = optimizers.find(({ name }) => name === optimizer.name);
  return html`<label class="field"
      ><span class="field-label">Optimizer</span>
      <select
        value=${optimizer.name}
        title=${entry?.summary}
        onChange=${(/** @type {Event} */ event) => actions.setTraining("optimizer", { optimizer: otherOptimizer(optimizers, optimizer, chosen(event)) })}
      >
        ${optimizers.map(({ name, label, summary }) => html`<option value=${name} title=${summary}>${label}</option>`)}
      </select></label
    >
    <${Own}
      entry=${entry}
      choice=${optimizer}
      of="optimizer"
      without=${["learning_rate"]}
      onChange=${(/** @type {Choice} */ choice) => actions.setTraining("optimizer", { optimizer: choice })}
    />`;
}

/** @param {Props} props */
function Schedule({ state: { network, catalog }, actions }) {
  const schedule = /** @type {Choice} */ (/** @type {NonNullable<State["network"]>} */ (network).training.schedule);
  const entry = catalog?.schedules.find(({ name }) => name === schedule.name);
  const set = (/** @type {Choice} */ choice) => actions.setTraining("schedule", { schedule: choice });
  return html`<label class="field"
      ><span class="field-label">Schedule</span>
      <select
        value=${schedule.name}
        title=${entry?.summary}
        onChange=${(/** @type {Event} */ event) => set({ name: chosen(event) })}
      >
        ${catalog?.schedules.map(({ name, label, summary }) => html`<option value=${name} title=${summary}>${label}</option>`)}
      </select></label
    >
    <${Own} entry=${entry} choice=${schedule} of="schedule" onChange=${set} />`;
}
