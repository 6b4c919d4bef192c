/** What hues, dashes and widths mean at this beat, and what had to be left out. */

/** @import { Scene } from "../scene/scene.js" */
import { html } from "preact";
import { formatNumber } from "../format.js";
import { width } from "../scales.js";

/** @param {{ scene: Scene, crowded: boolean, tight: boolean }} props `crowded`: gradients are written for the layer at work alone; `tight`: for the neuron that is picked alone */
export function Legend({ scene, crowded, tight }) {
  const gradients = scene.beat.phase === "backward";
  const most = scene.scale.weight;
  return html`<footer class="legend">
    <${Signs} family="value" later=${false} />
    <${Signs} family="gradient" later=${!gradients} />
    ${!gradients && most > 0 && html`<${Widths} most=${most} />`}
    ${(crowded || tight) && gradients && html`<span class="legend-left">${`Gradients are written for the ${tight ? "neuron you pick" : "layer at work"}.`}</span>`}
    ${scene.left && html`<span class="legend-left">${scene.left}</span>`}
  </footer>`;
}

/** The two hues of a family. @param {{ family: string, later: boolean }} props */
export function Signs({ family, later }) {
  return html`<span class=${`legend-item${later ? " legend-later" : ""}`}>
    <b>${family}</b>
    <${Line} tone=${`tone-${family}-plus`} /> positive <${Line} tone=${`tone-${family}-minus`} dashed /> negative
  </span>`;
}

/** How wide weights are drawn. @param {{ most: number }} props */
function Widths({ most }) {
  const sample = (/** @type {number} */ value) =>
    html`<svg class="legend-line" viewBox="0 0 22 12" aria-hidden="true">
        <path class="legend-ink" d="M1 6H21" stroke-width=${width(value, most)} />
      </svg>
      ${formatNumber(value)}`;
  return html`<span class="legend-item"><b>weight</b> ${sample(most / 10)} ${sample(most)}</span>`;
}

/** @param {{ tone: string, dashed?: boolean }} props */
function Line({ tone, dashed = false }) {
  return html`<svg class=${`legend-line ${tone}`} viewBox="0 0 26 12" aria-hidden="true">
    <path class="legend-stroke" d="M1 6H25" stroke-width="3" stroke-dasharray=${dashed ? "6 4" : undefined} />
  </svg>`;
}
