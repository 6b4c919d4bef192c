/** The loss: how wrong the answer is, against what, and what it was before. */

/** @import { Scene } from "../scene/scene.js" */
import { html } from "preact";

/** @param {{ loss: Scene["loss"], pointed: boolean }} props */
export function LossBox({ loss, pointed }) {
  return html`<g
    id="loss"
    data-mark="loss"
    class=${`loss ${loss.tone}${loss.selected ? " selected" : ""}${loss.active ? " active" : ""}${pointed ? " pointed" : ""}`}
    transform=${`translate(${loss.x} ${loss.y})`}
    role="button"
    tabindex="-1"
    aria-label=${loss.name}
    aria-pressed=${loss.selected}
  >
    <rect x=${-loss.width / 2} y=${-loss.height / 2} width=${loss.width} height=${loss.height} rx="12" />
    <text class="loss-name" y=${loss.before ? -20 : -14}>L</text>
    <text class="loss-value" y=${loss.before ? 0 : 6}>${loss.value}</text>
    ${loss.before && html`<text class="loss-target" y="17">${loss.before}</text>`}
    <text class="loss-target" y=${loss.before ? 32 : 26}>${loss.target}</text>
  </g>`;
}
