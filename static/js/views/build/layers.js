/** The layers: how wide, through which activation, and how many there are. */

/** @import { State } from "../../types" */
/** @import { Actions } from "../../actions.js" */
import { html } from "preact";
import { choiceName } from "../../names.js";
import { Icon } from "../icons.js";
import { LayerOptions } from "./layer-options.js";
import { changed, chosen, MOST, Stepper, within } from "./parts.js";

/** @param {{ state: State, actions: Actions }} props */
export function Layers({ state, actions }) {
  const network = /** @type {NonNullable<State["network"]>} */ (state.network);
  const { layers, inputs } = network.network;
  const hidden = { units: 3, activation: "relu" };
  return html`<div class="group">
    <h2>Network</h2>
    <div class="layer">
      <span class="layer-name">Input</span>
      <${Stepper}
        label="inputs"
        value=${inputs}
        most=${MOST.units}
        onChange=${(/** @type {number} */ by) => actions.setInputs((inputs) => within(inputs + by))}
      />
    </div>
    ${layers.map((_, index) => html`<${Layer} key=${index} state=${state} actions=${actions} index=${index} />`)}
    <div class="buttons">
      <button
        class="button"
        disabled=${layers.length >= MOST.layers}
        title=${layers.length >= MOST.layers ? `This page draws ${MOST.layers} layers at most` : "Adds a hidden layer before the last one"}
        onClick=${() => actions.setLayers("adding a layer", (all) => [...all.slice(0, -1), hidden, all[all.length - 1]], false)}
      >
        <${Icon} name="plus" /> Add layer
      </button>
      <button class="button" title="Draws all weights anew, with the next seed" onClick=${actions.newWeights}>
        New weights
      </button>
    </div>
  </div>`;
}

/** @param {{ state: State, actions: Actions, index: number }} props */
function Layer({ state, actions, index }) {
  const network = /** @type {NonNullable<State["network"]>} */ (state.network);
  const { layers } = network.network;
  const layer = layers[index];
  const name = `layer ${index + 1}`;
  const set = (/** @type {string} */ activation) =>
    actions.setLayers(
      `activation of ${name}`,
      changed(index, () => ({ activation })),
      true,
    );
  return html`<div class="layer">
    <span class="layer-name"
      >Layer ${index + 1}<small title=${partsOf(network.parameters.layers[index])}
        >${network.parameters.layers[index].total} parameters</small
      ></span
    >
    <${Stepper}
      label=${`units of ${name}`}
      value=${layer.units}
      most=${MOST.units}
      onChange=${(/** @type {number} */ by) =>
        actions.setLayers(
          `units of ${name}`,
          changed(index, ({ units }) => ({ units: within(units + by) })),
          false,
        )}
    />
    <label class="layer-activation">
      <span class="visually-hidden">Activation of ${name}</span>
      <select value=${choiceName(layer.activation)} onChange=${(/** @type {Event} */ event) => set(chosen(event))}>
        ${state.catalog?.activations.map((entry) => html`<option value=${entry.name} title=${entry.summary}>${entry.label}</option>`)}
      </select>
    </label>
    <button
      class="button mini quiet"
      aria-label=${`Remove ${name}`}
      title=${layers.length === 1 ? "A network needs one layer" : `Remove ${name}`}
      disabled=${layers.length === 1}
      onClick=${() => actions.setLayers(`removing ${name}`, (all) => all.filter((_, i) => i !== index), false)}
    >
      <${Icon} name="close" />
    </button>
    <${LayerOptions} state=${state} actions=${actions} index=${index} />
  </div>`;
}

/** What a layer's parameters are. @param {import("../../types").NetworkSummary["parameters"]["layers"][0]} counts */
function partsOf({ weights, biases, batch_norm }) {
  const norm = batch_norm ? `, ${batch_norm} of batch norm (γ and β)` : "";
  return `${weights} weights, ${biases} biases${norm}`;
}
