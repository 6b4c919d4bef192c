/** One neuron: its value, its sum, its bias, the gradient that has reached it, and the valve of its activation. */

/** @import { NodeMark } from "../scene/neuron.js" */
/** @import { Layout } from "../layout.js" */
import { html } from "preact";
import { bodyOf, LABEL_HEIGHT, labelWidth } from "../layout.js";
import { plain } from "../written.js";
import { Stage } from "./stage.js";
import { Valve } from "./valve.js";
import { Tspans } from "./written.js";

export { Curve } from "./plots.js";

/** How dark the largest value is; its number must stay readable on it. */
const FILL = 0.45;

/** @param {{ node: NodeMark, layout: Layout, marked: boolean, pointed: string | null, biased?: boolean }} props `marked`: a finding is about it, `biased`: about its bias; `pointed`: the mark that is lit */
export function Neuron({ node, layout, marked, pointed, biased = false }) {
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
    node.gate?.shut && "shut",
    node.hold && `hold-${node.hold}`,
  ]
    .filter(Boolean)
    .join(" ");
  return html`<g class=${`place${layout.type > 12 ? " roomy" : ""}`} transform=${`translate(${node.x} ${node.y})`}>
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
      <${Value} number=${node.pending ?? node.value} pending=${node.pending !== null} />
      ${!compact && html`<text class=${`symbol ${text.side}`} ...${text.symbol}>${node.symbol}${stateOf(node, layout)}</text>`}
      ${layout.detail === "full" && node.layer > 0 && html`<text class=${`sum ${text.side}`} ...${text.sum}><${Tspans} text=${node.gate?.text ?? node.caption} /></text>`}
    </g>
    ${node.bias && html`<${Bias} bias=${node.bias} layout=${layout} at=${text.bias} pointed=${biased || pointed === node.bias.id} />`}
    ${node.gate && html`<${Valve} gate=${node.gate} layout=${layout} />`}
    ${node.gradient && html`<${Gradient} gradient=${node.gradient} layout=${layout} y=${text.gradient} />`}
    ${node.stage && html`<${Stage} stage=${node.stage} />`}
  </g>`;
}

/** What a neuron is besides, where there is room to say so. @param {NodeMark} node @param {Layout} layout */
function stateOf({ dropped, gate, hold }, { upright, detail }) {
  if (upright && (dropped || detail !== "full")) return "";
  return dropped ? ", dropped" : gate?.shut ? ", shut" : hold ? `, ${hold}` : "";
}

/** @param {{ number: NodeMark["value"], pending: boolean }} props */
function Value({ number, pending }) {
  return html`<text
    class=${`value${pending ? " pending" : ""}`}
    y=${number.size * 0.35}
    style=${{ fontSize: `${number.size}px` }}
  >
    <${Tspans} text=${[number]} />
  </text>`;
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
function textPlaces({ radius: r, upright, type }, layer) {
  const line = Math.round(type * 1.25);
  if (!upright)
    return {
      ...{ side: "", symbol: { y: r + line + 1 }, sum: { y: r + 2 * line + 1 } },
      ...{ bias: { x: 0, y: r + 3 * line + 1 }, gradient: -r - 17 },
    };
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
  const full = !bias.dot;
  const width = full ? labelWidth(plain(bias.text)) : 0;
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
    class=${`bias ${bias.tone}${bias.holds ? " holds" : ""}${bias.selected ? " selected" : ""}${bias.hold && ` hold-${bias.hold}`}${pointed ? " pointed" : ""}`}
    transform=${`translate(${place.x} ${place.y})`}
    role="button"
    tabindex="-1"
    aria-label=${bias.name}
    aria-pressed=${bias.selected}
  >
    ${full ? html`<rect x=${-width / 2} y="-10" width=${width} height="20" rx=${bias.holds ? 4 : 10} /><text y="4"><${Tspans} text=${bias.text} /></text>` : html`<circle class="bias-dot" r=${Math.min(4.5, layout.radius * 0.4)} />`}
  </g>`;
}

/** @param {{ gradient: NonNullable<NodeMark["gradient"]>, layout: Layout, y: number }} props */
function Gradient({ gradient, layout, y }) {
  if (layout.detail === "compact")
    return html`<text class=${`gradient-text ${gradient.tone}`} y=${layout.radius + 14}
      ><${Tspans} text=${gradient.text}
    /></text>`;
  const width = labelWidth(plain(gradient.text), layout.type);
  return html`<g class=${`gradient ${gradient.tone}`} transform=${`translate(0 ${y})`}>
    <rect x=${-width / 2} y=${-LABEL_HEIGHT / 2} width=${width} height=${LABEL_HEIGHT} rx=${LABEL_HEIGHT / 2} />
    <text y="4.5" font-size=${layout.type}><${Tspans} text=${gradient.text} /></text>
  </g>`;
}
