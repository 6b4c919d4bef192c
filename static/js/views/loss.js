/** The loss: how wrong the answer is, against what, and what it was before. */

/** @import { Scene } from "../scene/scene.js" */
import { html } from "preact";
import { Tspans } from "./written.js";

/** @param {{ loss: Scene["loss"], pointed: boolean }} props */
export function LossBox({ loss, pointed }) {
  return html`${loss.ledger && html`<${Ledger} ledger=${loss.ledger} />`}<g
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
      ${loss.compared ? html`<${Compared} bars=${loss.compared} width=${loss.width} />` : html`<${Plain} loss=${loss} />`}
    </g>`;
}

/** @param {{ loss: Scene["loss"] }} props */
function Plain({ loss }) {
  return html`<text class="loss-name" y="-17">L</text>
    <text class="loss-value" y="6"><${Tspans} text=${[loss.value]} /></text>
    <text class="loss-target" y="29"><${Tspans} text=${loss.target} /></text>`;
}

/** The loss before, foretold and measured, one below the other. @param {{ bars: NonNullable<Scene["loss"]["compared"]>, width: number }} props */
function Compared({ bars, width }) {
  const [left, room] = [-width / 2 + 9, width - 18];
  return bars.map(
    (bar, i) =>
      html`<g class=${`compared compared-${bar.label}`} transform=${`translate(${left} ${(i - 1) * 25})`}>
        <text class="compared-label" x="0" y="1">${bar.label}</text>
        <text class="compared-number" x=${room} y="1"><${Tspans} text=${[bar.number]} /></text>
        <rect class="compared-track" y="5" width=${room} height="4" rx="2" />
        <rect class="compared-bar" y="5" width=${Math.max(1, room * bar.length)} height="4" rx="2" />
      </g>`,
  );
}

/** One parameter's update, a line for each of its parts. @param {{ ledger: NonNullable<Scene["loss"]["ledger"]> }} props */
function Ledger({ ledger }) {
  const { width, height, rows, title, row } = ledger;
  const [left, right] = [-width / 2 + 10, width / 2 - 10];
  return html`<g class="ledger" transform=${`translate(${ledger.x} ${ledger.y})`}>
    <rect x=${-width / 2} y=${-height / 2} width=${width} height=${height} rx="8" />
    <text class="ledger-title" x=${left} y=${-height / 2 + 17}>${title}</text>
    ${rows.map(
      ([label, number], i) =>
        html`<text class="ledger-label" x=${left} y=${-height / 2 + 19 + (i + 1) * row}>${label}</text>
          <text
            class=${`ledger-number${i === rows.length - 1 ? " strong" : ""}`}
            x=${right}
            y=${-height / 2 + 19 + (i + 1) * row}
            ><${Tspans} text=${[number]}
          /></text>`,
    )}
  </g>`;
}
