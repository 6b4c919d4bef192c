/** The network as one builds it: what goes in, the layers, what is right, and how fast it learns. */

/** @import { LayerSpec, State } from "../types" */
/** @import { Actions } from "../actions.js" */
import { html } from "preact";
import { formatNumber } from "../format.js";
import { choiceName, inputLabel, outputLabel } from "../names.js";
import { targetOf } from "../numbers.js";
import { matchingLoss } from "../requests.js";
import { Icon } from "./icons.js";
import { NumberField } from "./number-field.js";

/** What this page draws; the API takes more. */
const MOST = { units: 12, layers: 6 };

/** @param {number} units */
const within = (units) => Math.max(1, Math.min(MOST.units, units));

/** @param {Event} event */
const chosen = (event) => /** @type {HTMLSelectElement} */ (event.currentTarget).value;

/** The same layers, one of them changed. @param {number} index @param {(layer: LayerSpec) => Partial<LayerSpec>} change */
const changed = (index, change) => (/** @type {LayerSpec[]} */ layers) =>
  layers.map((layer, i) => (i === index ? { ...layer, ...change(layer) } : layer));

/** @param {{ state: State, actions: Actions }} props */
export function Build({ state, actions }) {
  return html`<section class="panel build" aria-label="Build">
    ${state.network && state.trace ? html`<${Example} state=${state} actions=${actions} /><${Layers} state=${state} actions=${actions} /><${Learning} state=${state} actions=${actions} />` : html`<h2>Build</h2>`}
  </section>`;
}

/** @param {{ state: State, actions: Actions }} props */
function Example({ state, actions }) {
  const network = /** @type {NonNullable<State["network"]>} */ (state.network);
  const trace = /** @type {NonNullable<State["trace"]>} */ (state.trace);
  const { row } = state;
  const rows = trace.x.length;
  const { loss } = network.network;
  const target = targetOf(trace, row);
  return html`<div class="group">
    <h2>Example ${rows > 1 && html`<${RowPicker} row=${row} rows=${rows} onRow=${actions.setRow} />`}</h2>
    ${network.example?.text && html`<p class="quote">“${network.example.text}”</p>`}
    <div class="fields">
      ${trace.x[row].map((value, unit) => html`<${NumberField} key=${unit} label=${inputLabel(network, unit)} value=${value} onChange=${(/** @type {number} */ number) => actions.setInput(unit, number)} />`)}
    </div>
    <h3>What is right</h3>
    <div class="fields">
      ${
        loss === "categorical_cross_entropy"
          ? html`<label class="field"
              ><span class="field-label">Target class</span>
              <select
                value=${String(target.indexOf(1))}
                onChange=${(/** @type {Event} */ event) => actions.setTarget(0, Number(chosen(event)))}
              >
                ${target.map((_, unit) => html`<option value=${String(unit)}>${outputLabel(network, unit) || `class ${unit + 1}`}</option>`)}
              </select></label
            >`
          : target.map(
              (value, unit) =>
                html`<${NumberField}
                  key=${unit}
                  label=${target.length === 1 ? `Target${outputLabel(network, 0) ? `, ${outputLabel(network, 0)}` : ""}` : `Target ${unit + 1}${outputLabel(network, unit) ? `, ${outputLabel(network, unit)}` : ""}`}
                  value=${value}
                  check=${(/** @type {number} */ number) => (loss === "binary_cross_entropy" && (number < 0 || number > 1) ? `A target for binary cross-entropy lies between 0 and 1, not ${formatNumber(number)}.` : "")}
                  onChange=${(/** @type {number} */ number) => actions.setTarget(unit, number)}
                />`,
            )
      }
    </div>
  </div>`;
}

/** @param {{ row: number, rows: number, onRow: (row: number) => void }} props */
function RowPicker({ row, rows, onRow }) {
  return html`<span class="stepper" role="group" aria-label="Example of the batch">
    <button class="button mini" aria-label="Example before" disabled=${row === 0} onClick=${() => onRow(row - 1)}>
      ‹
    </button>
    <output>${row + 1} of ${rows}</output>
    <button class="button mini" aria-label="Example after" disabled=${row === rows - 1} onClick=${() => onRow(row + 1)}>
      ›
    </button>
  </span>`;
}

/** @param {{ state: State, actions: Actions }} props */
function Layers({ state, actions }) {
  const network = /** @type {NonNullable<State["network"]>} */ (state.network);
  const { catalog } = state;
  const { layers, inputs } = network.network;
  const setActivation = (/** @type {number} */ index, /** @type {string} */ activation) =>
    actions.setLayers(
      `activation of layer ${index + 1}`,
      changed(index, () => ({ activation })),
      true,
    );
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
    ${layers.map(
      (layer, index) =>
        html`<div class="layer" key=${index}>
          <span class="layer-name"
            >Layer ${index + 1}<small
              title=${`${network.parameters.layers[index].weights} weights and ${network.parameters.layers[index].biases} biases`}
              >${network.parameters.layers[index].total} parameters</small
            ></span
          >
          <${Stepper}
            label=${`units of layer ${index + 1}`}
            value=${layer.units}
            most=${MOST.units}
            onChange=${(/** @type {number} */ by) =>
              actions.setLayers(
                `units of layer ${index + 1}`,
                changed(index, ({ units }) => ({ units: within(units + by) })),
                false,
              )}
          />
          <label class="layer-activation">
            <span class="visually-hidden">Activation of layer ${index + 1}</span>
            <select
              value=${choiceName(layer.activation)}
              onChange=${(/** @type {Event} */ event) => setActivation(index, chosen(event))}
            >
              ${catalog?.activations.map((entry) => html`<option value=${entry.name} title=${entry.summary}>${entry.label}</option>`)}
            </select>
          </label>
          <button
            class="button mini quiet"
            aria-label=${`Remove layer ${index + 1}`}
            title=${layers.length === 1 ? "A network needs one layer" : `Remove layer ${index + 1}`}
            disabled=${layers.length === 1}
            onClick=${() =>
              actions.setLayers(`removing layer ${index + 1}`, (all) => all.filter((_, i) => i !== index), false)}
          >
            <${Icon} name="close" />
          </button>
        </div>`,
    )}
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

/** @param {{ label: string, value: number, most: number, onChange: (by: number) => void }} props */
function Stepper({ label, value, most, onChange }) {
  return html`<span class="stepper" role="group" aria-label=${`Number of ${label}`}>
    <button class="button mini" aria-label=${`Fewer ${label}`} disabled=${value <= 1} onClick=${() => onChange(-1)}>
      <${Icon} name="minus" />
    </button>
    <output>${value}</output>
    <button class="button mini" aria-label=${`More ${label}`} disabled=${value >= most} onClick=${() => onChange(1)}>
      <${Icon} name="plus" />
    </button>
  </span>`;
}

/** @param {{ state: State, actions: Actions }} props */
function Learning({ state, actions }) {
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
