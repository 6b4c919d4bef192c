/** The card beside a neuron at work: a plot, and the numbers that it shows. */

/** @import { Card, Instrument } from "../scene/instruments.js" */
/** @import { StackRow } from "../scene/stack.js" */
/** @import { Box } from "../layout.js" */
import { html } from "preact";
import { BARS, CARD } from "../layout.js";
import { ROW } from "../scene/instruments.js";
import { tspans } from "./words.js";

/** What a number beside a bar takes. */
const NUMBER = 56;

/** @param {{ card: Card & { box: Box } }} props */
export function InstrumentCard({ card }) {
  const { box, stack, curve, strip, lines } = card;
  const inner = box.width - 2 * CARD.pad;
  const plot = box.height - 2 * CARD.pad - lines.length * CARD.line;
  return html`<g class="card" transform=${`translate(${box.x} ${box.y})`} aria-hidden="true">
    <rect class="card-ground" x=${-box.width / 2} y=${-box.height / 2} width=${box.width} height=${box.height} rx="9" />
    <g transform=${`translate(${-inner / 2} ${CARD.pad - box.height / 2})`}>
      ${stack && html`<${Stack} stack=${stack} width=${inner} row=${ROW} numbered />`}
      ${curve && html`<${Curve} curve=${curve} width=${inner} height=${plot - 4} />`}
      ${strip && html`<${Strip} ticks=${strip} width=${inner} height=${plot - 6} />`}
      ${lines.map((line, i) => html`<text class=${i === lines.length - 1 ? "card-line card-last" : "card-line"} x=${inner / 2} y=${plot + (i + 1) * CARD.line - 4}>${tspans(line)}</text>`)}
    </g>
  </g>`;
}

/** Bars alone, where there is no room for a card. @param {{ stack: NonNullable<Instrument["stack"]>, y: number }} props `y` is where they end */
export const Bars = ({ stack, y }) =>
  html`<g
    class="bars"
    transform=${`translate(${-BARS.width / 2} ${y - (stack.rows.length + 1) * BARS.row})`}
    aria-hidden="true"
  >
    <${Stack} stack=${stack} width=${BARS.width} row=${BARS.row} numbered=${false} />
  </g>`;

/** Bars end to end down to their sum. @param {{ stack: NonNullable<Instrument["stack"]>, width: number, row: number, numbered: boolean }} props */
function Stack({ stack, width, row: height, numbered }) {
  const across = width - (numbered ? NUMBER : 0);
  const last = stack.rows.length * height;
  const bar = { height, across, width, numbered };
  return html`<path class="card-zero" d=${`M${stack.zero * across} 0V${last + height}`} />
    ${stack.rows.map((row, i) => row && html`<${Bar} row=${row} y=${i * height} ...${bar} />`)}
    ${
      stack.sum &&
      html`<path class="card-rule" d=${`M0 ${last + 0.5}H${width}`} />
        <${Bar} row=${stack.sum} y=${last + 0.5} whole ...${bar} />`
    }`;
}

/** @param {{ row: StackRow, y: number, height: number, across: number, width: number, numbered: boolean, whole?: boolean }} props */
function Bar({ row, y, height, across, width, numbered, whole = false }) {
  const thick = Math.min(9, height - 1.5);
  return html`<g class=${`bar${whole ? " bar-sum" : ""} ${row.tone}`}>
    <rect
      x=${row.start * across}
      y=${y + (height - thick) / 2}
      width=${Math.max(1.5, (row.end - row.start) * across)}
      height=${thick}
      rx="1.5"
    />
    ${numbered && html`<text x=${width} y=${y + height / 2 + 4.2}>${tspans([row.number])}</text>`}
  </g>`;
}

/** The activation, the point at what it is applied to, the tangent there. @param {{ curve: NonNullable<Instrument["curve"]>, width: number, height: number }} props */
export function Curve({ curve, width, height }) {
  const px = (/** @type {number} */ x) => ((x + 1) * width) / 2;
  const py = (/** @type {number} */ v) => (1 - v) * height;
  const reach = 0.3;
  return html`<g class="curve">
    <path class="curve-axis" d=${`M${width / 2} 0V${height}M0 ${py(curve.zero)}H${width}`} />
    <polyline
      class="curve-line"
      points=${curve.points.map((point) => `${px(point.x).toFixed(1)},${py(point.y).toFixed(1)}`).join(" ")}
    />
    <path
      class="curve-tangent"
      d=${`M${px(curve.dot.x - reach)} ${py(curve.dot.y - curve.tangent * reach)}L${px(curve.dot.x + reach)} ${py(curve.dot.y + curve.tangent * reach)}`}
    />
    <circle class="curve-dot" cx=${px(curve.dot.x)} cy=${py(curve.dot.y)} r="4" />
  </g>`;
}

/** The examples of a batch on a line from −1 to 1, this one marked; its middle is their mean. @param {{ ticks: NonNullable<Instrument["strip"]>, width: number, height: number }} props */
export function Strip({ ticks, width, height }) {
  const x = (/** @type {number} */ at) => ((at + 1) * width) / 2;
  return html`<g class="strip">
    <path class="curve-axis" d=${`M0 ${height / 2}H${width}M${width / 2} ${height * 0.15}V${height * 0.85}`} />
    ${ticks.map(({ at, now }) => html`<circle class=${now ? "strip-now" : "strip-dot"} cx=${x(at)} cy=${height / 2} r=${now ? 5 : 3.5} />`)}
  </g>`;
}
