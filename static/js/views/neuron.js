/** One neuron: its value, its sum, its bias, the gradient that has reached it, and the valve of its activation. */

/** @import { NodeMark } from "../scene/neuron.js" */
/** @import { Layout } from "../layout.js" */
import { html } from "preact";
import { bodyOf, CURVE, curveBox, halfExtent, LABEL_HEIGHT, labelWidth } from "../layout.js";
import { CASCADE, cascadeHeight, cascadeRise } from "../scene/plots.js";

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
    node.gate?.shut && "shut",
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
          ? html`<text class="value pending" y="4.5">${node.pending}</text>`
          : html`<text class="value" y="4.5">${node.value}</text>`
      }
      ${!compact && html`<text class=${`symbol ${text.side}`} ...${text.symbol}>${node.symbol}${node.dropped && !layout.upright ? ", dropped" : node.gate?.shut ? ", shut" : ""}</text>`}
      ${layout.detail === "full" && node.caption && html`<text class=${`sum ${text.side}`} ...${text.sum}>${node.gate?.text ?? node.caption}</text>`}
    </g>
    ${node.bias && html`<${Bias} bias=${node.bias} layout=${layout} at=${text.bias} pointed=${pointed === node.bias.id} />`}
    ${node.gate && html`<${Gate} gate=${node.gate} layout=${layout} />`}
    ${node.gradient && html`<${Gradient} gradient=${node.gradient} layout=${layout} y=${text.gradient} />`}
    ${node.cascade && html`<${Cascade} cascade=${node.cascade} y=${-r - cascadeRise(node.gradient !== null)} />`}
    ${node.curve && html`<${Curve} curve=${node.curve} ...${curveBox(layout, { x: 0, y: 0 })} />`}
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
  const text = full ? bias.text : "";
  const width = labelWidth(text);
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
    ${full ? html`<rect x=${-width / 2} y="-10" width=${width} height="20" rx="10" /><text y="4">${text}</text>` : html`<circle class="bias-dot" r=${Math.min(4.5, layout.radius * 0.4)} />`}
  </g>`;
}

/** A valve where the gradient comes in: two bars as far apart as f′(z) lets through. @param {{ gate: NonNullable<NodeMark["gate"]>, layout: Layout }} props */
function Gate({ gate, layout }) {
  const away = halfExtent(layout) + 7;
  const half = layout.detail === "compact" ? Math.min(12, layout.step / 2 - 1) : 17;
  const shut = gate.open < 0.02;
  const gap = shut ? 0 : 4 + gate.open * (half - 8);
  return html`<g class=${`gate${shut ? " gate-shut" : ""}`} aria-hidden="true">
    <g transform=${layout.upright ? `translate(0 ${away}) rotate(90)` : `translate(${away} 0)`}>
      <path d=${`M0 ${-half}V${-gap}M0 ${gap}V${half}`} />
    </g>
  </g>`;
}

/** @param {{ gradient: NonNullable<NodeMark["gradient"]>, layout: Layout, y: number }} props */
function Gradient({ gradient, layout, y }) {
  if (layout.detail === "compact")
    return html`<text class=${`gradient-text ${gradient.tone}`} y=${layout.radius + 14} aria-hidden="true"
      >${gradient.text}</text
    >`;
  const width = labelWidth(gradient.text);
  return html`<g class=${`gradient ${gradient.tone}`} transform=${`translate(0 ${y})`} aria-hidden="true">
    <rect x=${-width / 2} y=${-LABEL_HEIGHT / 2} width=${width} height=${LABEL_HEIGHT} rx=${LABEL_HEIGHT / 2} />
    <text y="4">${gradient.text}</text>
  </g>`;
}

/** @param {{ cascade: NonNullable<NodeMark["cascade"]>, y: number }} props */
function Cascade({ cascade, y }) {
  const height = cascadeHeight(cascade.rows);
  const x = (/** @type {number} */ fraction) => (fraction - 0.5) * CASCADE.width;
  return html`<g class="cascade" transform=${`translate(0 ${y - height})`} aria-hidden="true">
    <path class="cascade-zero" d=${`M${x(cascade.zero)} -3V${height + 3}`} />
    ${cascade.bars.map((bar, i) => html`<rect class=${bar.tone} x=${x(bar.start)} y=${i * CASCADE.row} width=${Math.max(1.5, (bar.end - bar.start) * CASCADE.width)} height=${CASCADE.row - 1.5} rx="1" />`)}
  </g>`;
}

/** The activation, the point at what it is applied to, the tangent there. @param {{ curve: NonNullable<NodeMark["curve"]>, x?: number, y?: number }} props */
export function Curve({ curve, x = 0, y = 0 }) {
  const px = (/** @type {number} */ x) => (x * CURVE.width) / 2;
  const py = (/** @type {number} */ v) => (0.5 - v) * CURVE.height;
  const reach = 0.34;
  return html`<g class="curve" transform=${`translate(${x} ${y})`} aria-hidden="true">
    <rect
      class="curve-ground"
      x=${-CURVE.width / 2 - 5}
      y=${-CURVE.height / 2 - 5}
      width=${CURVE.width + 10}
      height=${CURVE.height + 10}
      rx="7"
    />
    <path class="curve-axis" d=${`M0 ${-CURVE.height / 2}V${CURVE.height / 2}`} />
    <polyline
      class="curve-line"
      points=${curve.points.map((point) => `${px(point.x).toFixed(1)},${py(point.y).toFixed(1)}`).join(" ")}
    />
    <path
      class="curve-tangent"
      d=${`M${px(curve.dot.x - reach)} ${py(curve.dot.y - curve.tangent * reach)}L${px(curve.dot.x + reach)} ${py(curve.dot.y + curve.tangent * reach)}`}
    />
    <circle class="curve-dot" cx=${px(curve.dot.x)} cy=${py(curve.dot.y)} r="3.5" />
  </g>`;
}
