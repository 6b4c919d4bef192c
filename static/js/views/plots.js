/** The small plots of a stage: a curve with its tangent, terms end to end, a batch on a line, an output and its target. */

/** @import { CascadePlot, CurvePlot, GaugePlot, StripPlot } from "../scene/plots.js" */
import { html } from "preact";

/** Without its frame. */
const CURVE = { width: 64, height: 34 };

/** The activation, the point at what it is applied to, the tangent there. @param {{ curve: CurvePlot, x?: number, y?: number, width?: number, height?: number }} props  centred on x, y */
export function Curve({ curve, x = 0, y = 0, width = CURVE.width, height = CURVE.height }) {
  const px = (/** @type {number} */ value) => (value * width) / 2;
  const py = (/** @type {number} */ value) => (0.5 - value) * height;
  const reach = tangentReach(curve.tangent, width, height);
  const { dot } = curve;
  return html`<g class="curve" transform=${`translate(${x} ${y})`} aria-hidden="true">
    <rect
      class="curve-ground"
      x=${-width / 2 - 4}
      y=${-height / 2 - 4}
      width=${width + 8}
      height=${height + 8}
      rx="5"
    />
    <path class="curve-axis" d=${`M0 ${-height / 2}V${height / 2}M${px(dot.x)} ${py(dot.y)}V${height / 2}`} />
    <polyline
      class="curve-line"
      points=${curve.points.map((point) => `${px(point.x).toFixed(1)},${py(point.y).toFixed(1)}`).join(" ")}
    />
    <path
      class="curve-tangent"
      d=${`M${px(dot.x - reach)} ${py(dot.y - curve.tangent * reach)}L${px(dot.x + reach)} ${py(dot.y + curve.tangent * reach)}`}
    />
    <circle class="curve-dot" cx=${px(dot.x)} cy=${py(dot.y)} r="3.5" />
  </g>`;
}

/** How far a tangent is drawn, so that it is as long however steep it is. @param {number} slope in the box @param {number} width @param {number} height */
function tangentReach(slope, width, height) {
  return (0.4 * width) / 2 / Math.hypot(width / 2, slope * height) || 0.34;
}

/** Terms laid end to end, one below the other, and where they end. @param {{ plot: CascadePlot & { width: number, height: number } }} props */
export function Cascade({ plot }) {
  const { width, height, bars } = plot;
  const pitch = height / bars.length;
  const x = (/** @type {number} */ fraction) => fraction * width;
  const thick = Math.min(9, pitch - 2.5);
  const ends = bars.every((bar) => bar.begun);
  return html`<g class="cascade" aria-hidden="true">
    <path class="cascade-zero" d=${`M${x(plot.zero)} 0V${height}`} />
    ${ends && html`<path class="cascade-sum" d=${`M${x(plot.sum)} ${pitch * (bars.length - 1) + 1}V${height + 4}`} />`}
    ${bars.map(
      (bar, i) =>
        bar.begun &&
        html`<rect
          class=${`bar ${bar.tone}${bar.negative ? " negative" : ""}${bar.bypass ? " bar-bypass" : ""}`}
          x=${x(bar.start)}
          y=${pitch * (i + 0.5) - thick / 2}
          width=${Math.max(1.5, x(bar.end - bar.start))}
          height=${thick}
          rx="1.5"
        />`,
    )}
    ${bars.map((bar, i) => bar.begun && i + 1 < bars.length && html`<path class="cascade-step" d=${`M${x(bar.negative ? bar.start : bar.end)} ${pitch * (i + 0.5) + thick / 2}v${pitch - thick}`} />`)}
  </g>`;
}

/** A batch on a line: its mean, its spread, and the example that is looked at. @param {{ plot: StripPlot & { width: number, height: number } }} props */
export function Strip({ plot }) {
  const { width, height, spread, mean, dots } = plot;
  const x = (/** @type {number} */ fraction) => 5 + fraction * (width - 10);
  const middle = height / 2;
  return html`<g class="strip" aria-hidden="true">
    <rect
      class="strip-spread"
      x=${x(spread[0])}
      y=${middle - 11}
      width=${x(spread[1]) - x(spread[0])}
      height="22"
      rx="3"
    />
    <path class="strip-line" d=${`M0 ${middle}H${width}`} />
    <path class="strip-mean" d=${`M${x(mean)} ${middle - 14}V${middle + 14}`} />
    ${dots.map((dot) => !dot.chosen && html`<circle class="strip-dot" cx=${x(dot.x)} cy=${middle} r="3" />`)}
    ${dots.map((dot) => dot.chosen && html`<circle class="strip-dot chosen" cx=${x(dot.x)} cy=${middle} r="5" />`)}
  </g>`;
}

/** An output as a bar from zero, and the target as the line that it should end at. @param {{ plot: GaugePlot & { width: number, height: number } }} props */
export function Gauge({ plot }) {
  const { width, height, output, target, zero, tone } = plot;
  const x = (/** @type {number} */ fraction) => 3 + fraction * (width - 6);
  const middle = height / 2;
  const [low, high] = [Math.min(output, target), Math.max(output, target)];
  return html`<g class=${`gauge ${tone}`} aria-hidden="true">
    <rect class="gauge-track" x="0" y=${middle - 5} width=${width} height="10" rx="5" />
    <rect
      class="gauge-bar"
      x=${x(Math.min(zero, output))}
      y=${middle - 5}
      width=${Math.max(2, x(Math.max(zero, output)) - x(Math.min(zero, output)))}
      height="10"
      rx="3"
    />
    <path
      class="gauge-miss"
      d=${`M${x(low)} ${middle + 11}H${x(high)}M${x(low)} ${middle + 8}v6M${x(high)} ${middle + 8}v6`}
    />
    <path class="gauge-target" d=${`M${x(target)} ${middle - 12}V${middle + 9}`} />
  </g>`;
}
