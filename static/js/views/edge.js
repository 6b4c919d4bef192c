/** One edge: its weight as a line, the colour that flows along it, and the numbers that stand on it. */

/** @import { EdgeMark } from "../scene/edge.js" */
import { html } from "preact";
import { Tspans } from "./written.js";

/** @param {{ edge: EdgeMark, quiet: boolean, under: boolean, pointed: boolean }} props `under`: a flow lies over it */
export function Edge({ edge, quiet, under, pointed }) {
  return html`<g
    id=${edge.id}
    data-mark=${edge.id}
    class=${`edge ${edge.tone}${quiet ? " quiet" : ""}${under ? " under" : ""}${edge.selected ? " selected" : ""}${edge.negative ? " negative" : ""}${edge.off ? " off" : ""}${edge.switched ? " switched" : ""}${pointed ? " pointed" : ""}`}
    role="button"
    tabindex="-1"
    aria-label=${edge.name}
    aria-pressed=${edge.selected}
  >
    <path class="edge-hit" d=${edge.path} />
    ${edge.ghost !== null && html`<path class="edge-ghost" d=${edge.path} stroke-width=${edge.ghost + 5} />`}
    <path class="edge-line" d=${edge.path} stroke-width=${edge.width} />
    ${edge.pin && html`<path class="pin" d=${`M${edge.pin.x - 3.5} ${edge.pin.y - 3.5}h7v7h-7z`} />`}
    ${edge.bead && html`<rect class=${`bead ${edge.bead.tone}`} x=${edge.bead.x - 5} y=${edge.bead.y - 5} width="10" height="10" rx="2.5" />`}
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

/** Its working above, its result below. A deposit sits on its line as a chip with corners; what only passes is a pill. @param {{ label: import("../scene/labels.js").Label }} props */
export function EdgeLabel({ label }) {
  const { width, height, lines, type, kind } = label;
  const last = lines.length - 1;
  const corner = kind === "deposit" ? 4 : Math.min(height / 2, 11);
  return html`<g
    class=${`label label-${kind} ${label.tone}`}
    transform=${`translate(${label.x} ${label.y})`}
    opacity=${label.opacity}
    data-mark=${`w-${label.layer}-${label.from}-${label.unit}`}
  >
    <rect x=${-width / 2} y=${-height / 2} width=${width} height=${height} rx=${corner} />
    ${lines.map((text, i) => html`<text class=${i === last ? "result" : "working"} y=${i === last ? height / 2 - 6 : -height / 2 + 14 + i * WORKING} font-size=${i === last ? type : 12}><${Tspans} text=${text} /></text>`)}
  </g>`;
}

/** From one line above the result to the next. */
const WORKING = 15;
