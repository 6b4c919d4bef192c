/** The small controls that the parts of the build panel share. */

/** @import { LayerSpec } from "../../types" */
import { html } from "preact";
import { Icon } from "../icons.js";

/** What this page draws; the API takes more. */
export const MOST = { units: 12, layers: 6 };

/** @param {number} units */
export const within = (units) => Math.max(1, Math.min(MOST.units, units));

/** @param {Event} event */
export const chosen = (event) => /** @type {HTMLSelectElement} */ (event.currentTarget).value;

/** The same layers, one of them changed. @param {number} index @param {(layer: LayerSpec) => Partial<LayerSpec>} change */
export const changed = (index, change) => (/** @type {LayerSpec[]} */ layers) =>
  layers.map((layer, i) => (i === index ? { ...layer, ...change(layer) } : layer));

/** @param {{ label: string, value: number, most: number, onChange: (by: number) => void }} props */
export function Stepper({ label, value, most, onChange }) {
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
