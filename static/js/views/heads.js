/** The titles above the layers: which one, what it does, and the shapes of its weights. */

/** @import { State } from "../types" */
/** @import { Layout } from "../layout.js" */
import { html } from "preact";
import { activationOf, choiceName, traitsOf } from "../names.js";

/** Below this distance between layers there is room for a name, not for shapes. */
const NARROW = 150;
/** Below this one the last layer's shapes would run into the name of the loss. */
const CROWDED = 200;

/** @param {{ state: State, layout: Layout }} props */
export function Heads({ state, layout }) {
  const network = /** @type {NonNullable<State["network"]>} */ (state.network);
  const { layers, inputs, loss } = network.network;
  const lossLabel = state.catalog?.losses.find((entry) => entry.name === loss)?.label ?? loss;
  const titles = [
    ["Input", `x (${inputs},)`],
    ...layers.map((layer, i) => {
      const activation = activationOf(state.catalog, layer.activation)?.label ?? choiceName(layer.activation);
      if (!layout.upright && layout.gap < NARROW) return [`Layer ${i + 1}`, activation];
      const crowded = !layout.upright && i === layers.length - 1 && layout.gap < CROWDED;
      const shapes = `W (${i === 0 ? inputs : layers[i - 1].units}, ${layer.units})${crowded ? "" : ` · b (${layer.units},)`}`;
      return [`Layer ${i + 1} · ${activation}`, shapes, traitsOf(layer).join(" · ")];
    }),
    ["Loss", lossLabel],
  ];
  return html`<g class=${`heads${layout.upright ? " heads-upright" : ""}`} aria-hidden="true">
    ${titles.map(
      ([title, detail, traits], i) =>
        html`<text key=${i} x=${layout.heads[i].x} y=${layout.heads[i].y}>
          <tspan class="head-title">${title}</tspan>
          ${!layout.upright && html`<tspan class="head-detail" x=${layout.heads[i].x} dy="15">${detail}</tspan>`}
          ${traits && html`<tspan class="head-detail" x=${layout.upright ? undefined : layout.heads[i].x} dx=${layout.upright ? 8 : 0} dy=${layout.upright ? 0 : 13}>${traits}</tspan>`}
        </text>`,
    )}
  </g>`;
}
