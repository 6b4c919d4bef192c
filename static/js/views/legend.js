/** What hues, dashes and widths mean at this beat, and what had to be left out. */

/** @import { Scene } from "../scene/scene.js" */
import { html } from "preact";
import { formatNumber } from "../format.js";
import { width } from "../scales.js";

/** @param {{ scene: Scene }} props */
export function Legend({ scene }) {
  const gradients = scene.beat.phase === "backward";
  const family = gradients ? "gradient" : "value";
  const most = scene.scale.weight;
  return html`<footer class="legend">
    <span class="legend-item"><${Line} tone="tone-value-plus" /> positive value</span>
    <span class="legend-item"><${Line} tone="tone-value-minus" dashed /> negative value</span>
    <span class=${`legend-item${gradients ? "" : " legend-later"}`}
      ><${Line} tone="tone-gradient-plus" /> positive gradient</span
    >
    <span class=${`legend-item${gradients ? "" : " legend-later"}`}
      ><${Line} tone="tone-gradient-minus" dashed /> negative gradient</span
    >
    ${
      family === "value" &&
      most > 0 &&
      html`<span class="legend-item"
        ><svg class="legend-line" viewBox="0 0 46 12" aria-hidden="true">
          <path class="legend-ink" d="M1 6H21" stroke-width=${width(most / 10, most)} />
          <path class="legend-ink" d="M25 6H45" stroke-width=${width(most, most)} /></svg
        >weight ${formatNumber(most / 10)}, ${formatNumber(most)}</span
      >`
    }
    ${scene.left && html`<span class="legend-left">${scene.left}</span>`}
  </footer>`;
}

/** @param {{ tone: string, dashed?: boolean }} props */
function Line({ tone, dashed = false }) {
  return html`<svg class=${`legend-line ${tone}`} viewBox="0 0 26 12" aria-hidden="true">
    <path class="legend-stroke" d="M1 6H25" stroke-width="3" stroke-dasharray=${dashed ? "6 4" : undefined} />
  </svg>`;
}
