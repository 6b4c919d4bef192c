/** One edge: its weight as a line, the colour that flows along it, and the numbers that stand on it. */

/** @import { EdgeMark } from "../scene/edge.js" */
import { html } from "preact";
import { LABEL_HEIGHT } from "../layout.js";
import { tspans } from "./words.js";

/** @param {{ edge: EdgeMark, quiet: boolean, under: boolean, pointed: boolean }} props `under`: a flow lies over it */
export function Edge({ edge, quiet, under, pointed }) {
  return html`<g
    id=${edge.id}
    data-mark=${edge.id}
    class=${`edge ${edge.tone}${quiet ? " quiet" : ""}${under ? " under" : ""}${edge.selected ? " selected" : ""}${edge.negative ? " negative" : ""}${pointed ? " pointed" : ""}`}
    role="button"
    tabindex="-1"
    aria-label=${edge.name}
    aria-pressed=${edge.selected}
  >
    <path class="edge-hit" d=${edge.path} />
    ${edge.ghost !== null && html`<path class="edge-ghost" d=${edge.path} stroke-width=${edge.ghost + 5} />`}
    <path class="edge-line" d=${edge.path} stroke-width=${edge.width} />
  </g>`;
}

/** @param {{ path: string, flow: NonNullable<EdgeMark["flow"]> }} props */
export function Flow({ path, flow }) {
  const moving = flow.reach < 1;
  return html`<path
    class=${`flow ${flow.tone}${flow.negative && !moving ? " negative" : ""}`}
    d=${path}
    stroke-width=${flow.width}
    pathLength=${moving ? 1 : undefined}
    stroke-dasharray=${moving ? `${flow.reach} 2` : undefined}
    stroke-dashoffset=${moving && flow.backward ? flow.reach - 1 : undefined}
  />`;
}

/** @param {{ label: import("../scene/labels.js").Label }} props */
export function EdgeLabel({ label }) {
  return html`<g
    class=${`label label-${label.kind} ${label.tone}`}
    transform=${`translate(${label.x} ${label.y})`}
    opacity=${label.opacity}
    data-mark=${`w-${label.layer}-${label.from}-${label.unit}`}
  >
    <rect
      x=${-label.width / 2}
      y=${-LABEL_HEIGHT / 2}
      width=${label.width}
      height=${LABEL_HEIGHT}
      rx=${label.kind === "deposit" ? 4 : LABEL_HEIGHT / 2}
    />
    <text y="4">${tspans(label.text)}</text>
  </g>`;
}
