/** A valve on the output side of a neuron: two jaws as far apart as f′(z), what arrives outside, what is let through inside. */

/** @import { GateMark } from "../scene/gate.js" */
/** @import { Layout } from "../layout.js" */
import { html } from "preact";
import { halfExtent, VALVE } from "../layout.js";

/** From the border of the neuron: where the jaws begin, how thick they are. */
const JAW = { at: 15, thick: 9, beyond: 7 };

/** @param {{ gate: GateMark, layout: Layout }} props */
export function Valve({ gate, layout }) {
  const away = halfExtent(layout);
  const compact = layout.detail === "compact";
  const aperture = compact ? Math.min(8, layout.step / 2 - 5) : layout.radius >= 32 ? 22 : 16;
  const length = compact ? 30 : VALVE.length;
  if (gate.tied) return html`<${Tie} gate=${gate} away=${away} />`;
  const half = aperture / 2;
  const opening = gate.shut && gate.open < 0.02 ? 0 : Math.max(0.8, half * gate.open);
  const outer = half + JAW.beyond;
  const jaw = (/** @type {1 | -1} */ side) =>
    `M${JAW.at} ${side * opening}h${JAW.thick}l${2} ${side * (outer - opening)}h${-JAW.thick - 4}z`;
  return html`<g class=${`valve${opening === 0 ? " valve-shut" : ""}`} aria-hidden="true">
    <g transform=${layout.upright ? `translate(0 ${away}) rotate(90)` : `translate(${away} 0)`}>
      <rect class="valve-ground" x="2" y=${-half - 1} width=${length - 2} height=${aperture + 2} />
      <${Band} part=${gate.arrives} from=${length} to=${JAW.at + JAW.thick - 1} aperture=${aperture} />
      <${Band} part=${gate.leaves} from=${JAW.at + JAW.thick - 1} to=${1} aperture=${aperture} />
      <path class="valve-jaw" d=${jaw(1)} />
      <path class="valve-jaw" d=${jaw(-1)} />
    </g>
  </g>`;
}

/** What flows on one side, inwards. @param {{ part: GateMark["arrives"], from: number, to: number, aperture: number }} props */
function Band({ part, from, to, aperture }) {
  const width = (from - to) * part.reach;
  if (width <= 0 || part.wide <= 0) return null;
  const height = Math.max(1.4, aperture * part.wide);
  return html`<rect
    class=${`valve-band ${part.tone}`}
    x=${from - width}
    y=${-height / 2}
    width=${width}
    height=${height}
    rx="1"
  />`;
}

/** Softmax has no valve of each neuron's own: a rod ties all outputs together. @param {{ gate: GateMark, away: number }} props */
function Tie({ gate, away }) {
  const { next, across } = gate.tied ?? { next: 0, across: 0 };
  const at = next === 0 ? { x: away + 14, y: 0 } : { x: 0, y: away + 14 };
  const end = { x: at.x + next, y: at.y + across };
  return html`<g class="tie" aria-hidden="true">
    ${(next !== 0 || across !== 0) && html`<path d=${`M${at.x} ${at.y}L${end.x} ${end.y}`} />`}
    <circle cx=${at.x} cy=${at.y} r="4.5" />
  </g>`;
}
