/** What stands beside a wide picture: the numbers of the neuron in view, how many of its edges are drawn, and what colours mean. */

/** @import { NetworkSummary, State } from "../../types" */
/** @import { WideLayout } from "../../wide/layout.js" */
/** @import { WideScene } from "../../wide/scene.js" */
/** @import { Words } from "../../wide/words.js" */
import { html } from "preact";
import { formatNumber } from "../../format.js";
import { neuronName } from "../../names.js";
import { largestWeight } from "../../wide/values.js";
import { EDGE_QUANTITIES } from "../../wide/words.js";
import { detailOf } from "../../wide/zoom.js";
import { poolOf } from "./paint.js";

/** @param {{ state: State, scene: WideScene, network: NetworkSummary }} props */
export function Reading({ state, scene, network }) {
  const { focus, readings, left } = scene;
  const picked = state.selection !== null && state.selection.kind !== "loss";
  return html`<div class="wide-reading">
    <p>
      <b>${neuronName(network, focus.layer, focus.unit)}</b
      >${picked ? "" : html` <span class="wide-why">in view</span>`}
      ${readings.map(([name, text, key]) => html`<span class="wide-number" key=${name}>${name} <span data-number=${key}>${text}</span></span>`)}
    </p>
    ${left.map((words) => html`<p class="wide-left"><${Said} words=${words} /></p>`)}
  </div>`;
}

/** @param {{ words: Words }} props */
function Said({ words }) {
  return words.map((word) =>
    typeof word === "string" ? word : html`<span data-number=${word.key ?? undefined}>${word.text}</span>`,
  );
}

/** @param {{ state: State, scene: WideScene, layout: WideLayout }} props */
export function WideLegend({ state, scene, layout }) {
  const trace = /** @type {NonNullable<State["trace"]>} */ (state.trace);
  const { row } = state;
  const shown = scene.heats.filter(
    ({ active }, i) => active || scene.heats.findIndex(({ quantity }) => quantity === scene.heats[i].quantity) === i,
  );
  const kinds = shown.filter(({ quantity }, i) => shown.findIndex((other) => other.quantity === quantity) === i);
  const scale = window.devicePixelRatio * detailOf(state.zoom, layout, window.devicePixelRatio);
  const pool = poolOf(trace, layout.matrices, layout.upright, scale);
  return html`<footer class="legend wide-legend">
    ${kinds.map(({ quantity, family }) => {
      const most = largestWeight(trace, row, quantity);
      return html`<span class="legend-item" key=${quantity}
        ><b>${EDGE_QUANTITIES[quantity]}</b> ${formatNumber(-most)}
        <i class=${`wide-scale wide-scale-${family}`}></i> ${formatNumber(most)}</span
      >`;
    })}
    <span class="legend-item"
      >cells: <i class="wide-key tone-value-plus"></i> positive
      <i class="wide-key is-minus tone-value-minus"></i> negative</span
    >
    ${pool > 1 && html`<span class="legend-left">${`A pixel of a matrix is the strongest of up to ${pool} weights.`}</span>`}
  </footer>`;
}
