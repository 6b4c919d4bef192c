/** A grid of settings to try: what differs, for how long, and how far it has come. */

/** @import { State } from "../../types" */
/** @import { Actions } from "../../actions.js" */
import { html, useState } from "preact";
import { axesOf, cellsOf, MOST_CELLS } from "../../runs/grid.js";
import { freeGroup } from "../../runs/runs.js";

const EPOCHS = [10, 30, 100, 300];

/** @param {{ state: State, actions: Actions }} props */
export function Grid({ state, actions }) {
  const { network, catalog, grid, busy, runs } = state;
  const [names, setNames] = useState(["learning_rate", ""]);
  const [epochs, setEpochs] = useState(30);
  if (!network) return null;
  if (!network.data)
    return html`<section class="runs-grid" aria-label="Try settings">
      <h3>Try settings</h3>
      <p class="note">
        This network learns from one example. With data, a grid of settings can be trained side by side.
      </p>
    </section>`;
  const axes = axesOf(network, catalog);
  const chosen = names.flatMap((name) => axes.find((axis) => axis.name === name) ?? []);
  const cells = chosen.length ? cellsOf(network, chosen) : [];
  const many = cells.length > MOST_CELLS;
  const pick = (/** @type {number} */ place) => (/** @type {Event} */ event) => {
    const { value } = /** @type {HTMLSelectElement} */ (event.currentTarget);
    setNames(names.map((name, i) => (i === place ? value : name === value ? "" : name)));
  };
  return html`<section class="runs-grid" aria-label="Try settings">
    <h3>Try settings</h3>
    <div class="runs-choices">
      <label class="field">
        <span class="field-label">What differs</span>
        <select value=${names[0]} disabled=${grid !== null} onChange=${pick(0)}>
          ${axes.map(({ name, label }) => html`<option value=${name}>${label}</option>`)}
        </select>
      </label>
      <label class="field">
        <span class="field-label">and also</span>
        <select value=${names[1]} disabled=${grid !== null} onChange=${pick(1)}>
          <option value="">nothing else</option>
          ${axes.filter(({ name }) => name !== names[0]).map(({ name, label }) => html`<option value=${name}>${label}</option>`)}
        </select>
      </label>
      <label class="field">
        <span class="field-label">How long</span>
        <select
          value=${String(epochs)}
          disabled=${grid !== null}
          onChange=${(/** @type {Event} */ event) => setEpochs(Number(/** @type {HTMLSelectElement} */ (event.currentTarget).value))}
        >
          ${EPOCHS.map((count) => html`<option value=${String(count)}>${count} epochs</option>`)}
        </select>
      </label>
    </div>
    <p class="note">
      ${chosen.map(({ label, values }) => `${label}: ${values.map(({ text }) => text).join(", ")}`).join(". ")}.
      ${many && ` That is ${cells.length} runs; ${MOST_CELLS} at most can be tried at once.`}
    </p>
    ${
      grid
        ? html`<div class="runs-progress">
            <progress aria-label="Epochs trained" value=${grid.done} max=${grid.of}></progress>
            <span>${grid.done.toLocaleString("en")} of ${grid.of.toLocaleString("en")} epochs</span>
            <button class="button small" disabled=${grid.stopped} onClick=${actions.stopGrid}>
              ${grid.stopped ? "Stopping…" : "Stop"}
            </button>
          </div>`
        : html`<button
            class="button"
            disabled=${busy || many || !cells.length}
            onClick=${() => actions.runGrid(cells, epochs, freeGroup(runs))}
          >
            Train ${cells.length} runs side by side
          </button>`
    }
  </section>`;
}
