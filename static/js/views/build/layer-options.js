/** What a layer may have besides: batch norm, skip, dropout, how its weights begin, and whether they may change. */

/** @import { LayerSpec, State } from "../../types" */
/** @import { Actions } from "../../actions.js" */
import { html, useLayoutEffect, useRef, useState } from "preact";
import { changed } from "../../build/drafts.js";
import { formatNumber } from "../../format.js";
import { traitsOf } from "../../names.js";
import { refusalOf } from "../../requests.js";
import { NumberField } from "../number-field.js";
import { chosen } from "./parts.js";

/** @typedef {{ state: State, actions: Actions, index: number, children: unknown }} Props */

/** Folded, they are not even there: a deep network has many of them. @param {Props} props */
export function LayerOptions({ state, actions, index, children }) {
  const { network } = /** @type {NonNullable<State["network"]>} */ (state.network);
  const [open, setOpen] = useState(false);
  const traits = traitsOf(network.layers[index]).join(" · ");
  return html`<details
    class="layer-options"
    onToggle=${(/** @type {Event} */ event) => setOpen(/** @type {HTMLDetailsElement} */ (event.currentTarget).open)}
  >
    <summary>
      Layer options<span class="visually-hidden"> of layer ${index + 1}</span
      >${traits && html`<small>${traits}</small>`}
    </summary>
    ${open && html`<${Options} state=${state} actions=${actions} index=${index} children=${children} />`}
  </details>`;
}

/** @param {Props} props */
function Options({ state, actions, index, children }) {
  const { network } = /** @type {NonNullable<State["network"]>} */ (state.network);
  const layer = network.layers[index];
  const name = `layer ${index + 1}`;
  const refusal = refusalOf(network, index, state.catalog);
  const set = (/** @type {string} */ label, /** @type {Partial<LayerSpec>} */ change) =>
    actions.setLayers(`${label} of ${name}`, (drafts) => changed(drafts, index, change));
  return html`<div class="fields" role="group" aria-label=${`Options of ${name}`}>
    <${Toggle}
      label="Batch norm"
      on=${layer.batch_norm}
      busy=${state.busy}
      onChange=${(/** @type {boolean} */ batch_norm) => set("batch norm", { batch_norm })}
    />
    <${Toggle}
      label="Skip"
      on=${layer.skip}
      busy=${state.busy}
      refusal=${refusal.skip}
      refusalId=${`no-skip-${index + 1}`}
      onChange=${(/** @type {boolean} */ skip) => set("skip", { skip })}
    />
    ${
      !refusal.dropout &&
      html`<${NumberField}
        label="Dropout"
        value=${layer.dropout ?? 0}
        check=${(/** @type {number} */ number) => (number >= 0 && number < 1 ? "" : `Dropout is the chance to be left out, at least 0 and below 1, not ${formatNumber(number)}.`)}
        onChange=${(/** @type {number} */ dropout) => set("dropout", { dropout })}
      />`
    }
    <label class="field"
      ><span class="field-label">Initializer</span>
      <select
        value=${layer.initializer}
        onChange=${(/** @type {Event} */ event) => set("initializer", { initializer: chosen(event) })}
      >
        ${state.catalog?.initializers.map((entry) => html`<option value=${entry.name} title=${entry.summary}>${entry.label}</option>`)}
      </select></label
    >
    <${Toggle}
      label="Frozen"
      on=${layer.frozen}
      busy=${state.busy}
      onChange=${(/** @type {boolean} */ frozen) => actions.setFrozen(index + 1, frozen)}
    />
    ${children}
  </div>`;
}

/**
 * On or off; where it cannot be, why. While a change is asked for the box stays as it was clicked.
 * @param {{ label: string, on: boolean | undefined, busy: boolean, refusal?: string, refusalId?: string, onChange: (on: boolean) => void }} props
 */
function Toggle({ label, on, busy, refusal = "", refusalId, onChange }) {
  const ref = useRef(/** @type {HTMLInputElement | null} */ (null));
  useLayoutEffect(() => {
    if (!busy && ref.current) ref.current.checked = Boolean(on);
  });
  return html`<label class="field">
      <span class="field-label">${label}</span>
      <input
        type="checkbox"
        ref=${ref}
        disabled=${refusal !== ""}
        aria-describedby=${refusal ? refusalId : undefined}
        onChange=${() => onChange(Boolean(ref.current?.checked))}
      />
    </label>
    ${refusal && html`<p class="note" id=${refusalId}>${refusal}</p>`}`;
}
