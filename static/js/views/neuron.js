/** One neuron: its value, its sum, its bias, the gradient that has reached it, and the valve of its activation. */

/** @import { NodeMark } from "../scene/neuron.js" */
/** @import { Layout } from "../layout.js" */
import { html } from "preact";
import { bodyOf, halfExtent, LABEL_HEIGHT, labelWidth } from "../layout.js";
import { plain } from "../written.js";
import { Bars, InstrumentCard } from "./instrument.js";
import { tspans } from "./words.js";

/** How dark the largest value is; its number must stay readable on it. */
const FILL = 0.45;

/** @param {{ node: NodeMark, layout: Layout, marked: boolean, pointed: string | null }} props `marked`: a finding is about it; `pointed`: the mark that is lit */
export function Neuron({ node, layout, marked, pointed }) {
  const compact = layout.detail === "compact";
  const r = layout.radius;
  const body = bodyOf(layout, node.layer);
  const text = textPlaces(layout, node.layer);
  const classes = [
    "neuron",
    node.tone,
    node.active && "active",
    node.selected && "selected",
    marked && "marked",
    pointed === node.id && "pointed",
    node.valve?.shut && "shut",
  ]
    .filter(Boolean)
    .join(" ");
  return html`<g class="place" transform=${`translate(${node.x} ${node.y})`}>
    <g
      id=${node.id}
      data-mark=${node.id}
      class=${classes}
      role="button"
      tabindex="-1"
      aria-label=${node.name}
      aria-pressed=${node.selected}
    >
      ${marked && html`<${Body} shape="mark-ring" body=${body} more=${Math.min(9, layout.step * 0.2)} />`}
      <${Body} shape="focus-ring" body=${body} more=${round(body) ? 6 : 5} />
      ${(round(body) || body !== layout.body) && html`<${Body} shape="body-ground" body=${body} />`}
      <${Body} shape="body" body=${body} opacity=${FILL * node.strength} />
      ${node.dropped && html`<path class="cross" d=${`M${-r} ${-r}L${r} ${r}M${-r} ${r}L${r} ${-r}`} transform="scale(0.7)" />`}
      ${
        node.pending !== null && layout.detail !== "full"
          ? html`<text class="value pending" y="4.5">${tspans(node.pending, node.short)}</text>`
          : html`<text class="value" y="4.5">${tspans(node.value, node.short)}</text>`
      }
      ${!compact && html`<text class=${`symbol ${text.side}`} ...${text.symbol}>${node.symbol}${node.dropped && !layout.upright ? ", dropped" : node.valve?.shut ? ", shut" : ""}</text>`}
      ${layout.detail === "full" && node.caption.length > 0 && html`<text class=${`sum ${text.side}`} ...${text.sum}>${tspans(node.valve?.text ?? node.caption)}</text>`}
    </g>
    ${node.bias && html`<${Bias} bias=${node.bias} layout=${layout} at=${text.bias} pointed=${pointed === node.bias.id} />`}
    ${node.valve && html`<${Valve} valve=${node.valve} layout=${layout} />`}
    ${node.card?.stack && !node.card.box && html`<${Bars} stack=${node.card.stack} y=${-r - (node.gradient ? 32 : 8)} />`}
    ${node.gradient && html`<${Gradient} gradient=${node.gradient} layout=${layout} y=${text.gradient} />`}
  </g>`;
}

/** @param {import("../layout.js").Size} body */
const round = ({ width, height }) => width === height;

/** A circle, or a pill where a number needs more room. @param {{ shape: string, body: import("../layout.js").Size, more?: number, opacity?: number }} props `more` than the neuron itself, all around */
function Body({ shape, body, more = 0, opacity }) {
  const { width, height } = body;
  if (round(body)) return html`<circle class=${shape} r=${width / 2 + more} fill-opacity=${opacity} />`;
  return html`<rect
    class=${shape}
    x=${-width / 2 - more}
    y=${-height / 2 - more}
    width=${width + 2 * more}
    height=${height + 2 * more}
    rx=${height / 2 + more}
    fill-opacity=${opacity}
  />`;
}

/** Where a neuron's texts stand: below it, or beside it where its edges go down. @param {Layout} layout @param {number} layer */
function textPlaces({ radius: r, upright }, layer) {
  if (!upright)
    return { side: "", symbol: { y: r + 16 }, sum: { y: r + 31 }, bias: { x: 0, y: r + 46 }, gradient: -r - 17 };
  if (layer === 0) return { side: "", symbol: { y: -r - 11 }, sum: { y: 0 }, bias: { x: 0, y: 0 }, gradient: r + 15 };
  const beside = { x: r + 8 };
  return {
    side: "beside",
    symbol: { ...beside, y: -12 },
    sum: { ...beside, y: 5 },
    bias: { x: r + 8, y: 20 },
    gradient: -r - 17,
  };
}

/** @param {{ bias: NonNullable<NodeMark["bias"]>, layout: Layout, at: { x: number, y: number }, pointed: boolean }} props */
function Bias({ bias, layout, at, pointed }) {
  const full = layout.detail === "full";
  const width = labelWidth(full ? plain(bias.text) : "");
  const place = full
    ? { x: layout.upright ? at.x + width / 2 - 7 : at.x, y: at.y }
    : layout.detail === "compact"
      ? {
          x: round(layout.body) ? -layout.radius * 0.7 : 5 - layout.body.width / 2,
          y: layout.radius * (round(layout.body) ? 0.7 : 1),
        }
      : { x: -layout.radius * 0.7, y: layout.radius * 0.7 };
  return html`<g
    id=${bias.id}
    data-mark=${bias.id}
    class=${`bias ${bias.tone}${bias.selected ? " selected" : ""}${pointed ? " pointed" : ""}`}
    transform=${`translate(${place.x} ${place.y})`}
    role="button"
    tabindex="-1"
    aria-label=${bias.name}
    aria-pressed=${bias.selected}
  >
    ${full ? html`<rect x=${-width / 2} y="-10" width=${width} height="20" rx="10" /><text y="4">${tspans(bias.text)}</text>` : html`<circle class="bias-dot" r=${Math.min(4.5, layout.radius * 0.4)} />`}
  </g>`;
}

/** How far the pipe of a valve reaches, and half of what the widest takes. */
const PIPE = { long: 26, half: 15 };

/** A pipe with two jaws as far apart as f′ lets through: outside what comes back, inside what is left of it. @param {{ valve: NonNullable<NodeMark["valve"]>, layout: Layout }} props */
function Valve({ valve, layout }) {
  const compact = layout.detail === "compact";
  const begin = halfExtent(layout) + 1;
  const long = compact ? 14 : PIPE.long;
  const half = compact ? Math.min(11, layout.step / 2 - 1) : PIPE.half;
  const at = begin + long * 0.55;
  const gap = valve.shut ? 0 : 2 + valve.open * (half - 5);
  const pipe = (/** @type {typeof valve.outside} */ part, /** @type {number} */ from, /** @type {number} */ to) =>
    part.width > 0 &&
    part.reach > 0 &&
    html`<path
      class=${`pipe ${part.tone}`}
      d=${`M${from} 0H${from + (to - from) * part.reach}`}
      stroke-width=${(part.width / 7) * 2 * (half - 4)}
    />`;
  return html`<g
    class=${`valve${valve.shut ? " valve-shut" : ""}`}
    aria-hidden="true"
    transform=${layout.upright ? "rotate(90)" : undefined}
  >
    ${pipe(valve.outside, begin + long, at)} ${pipe(valve.inside, at, begin)}
    <path class="jaw" d=${jaw(at, -half, -gap)} /><path class="jaw" d=${jaw(at, half, gap)} />
  </g>`;
}

/** One side of a valve: a wedge from the outside to where it leaves the way open. @param {number} x @param {number} outer @param {number} inner */
const jaw = (x, outer, inner) => `M${x - 5} ${outer}H${x + 5}L${x + 1.6} ${inner}H${x - 1.6}Z`;

/** @param {{ gradient: NonNullable<NodeMark["gradient"]>, layout: Layout, y: number }} props */
function Gradient({ gradient, layout, y }) {
  if (layout.detail === "compact")
    return html`<text class=${`gradient-text ${gradient.tone}`} y=${layout.radius + 14} aria-hidden="true"
      >${tspans(gradient.text)}</text
    >`;
  const width = labelWidth(plain(gradient.text));
  return html`<g class=${`gradient ${gradient.tone}`} transform=${`translate(0 ${y})`} aria-hidden="true">
    <rect x=${-width / 2} y=${-LABEL_HEIGHT / 2} width=${width} height=${LABEL_HEIGHT} rx=${LABEL_HEIGHT / 2} />
    <text y="4">${tspans(gradient.text)}</text>
  </g>`;
}

/** The card of a neuron at work stands over its edges and over its neighbours'. @param {{ node: NodeMark }} props */
export const NeuronCard = ({ node: { card } }) =>
  card?.box && html`<${InstrumentCard} card=${{ ...card, box: card.box }} />`;
