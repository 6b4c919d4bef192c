/** The plane as a hidden layer of two units sees it: a grid, bent, and the rows of the data where they come to lie. */

/** @import { Plane, State } from "../types" */
/** @import { Feed } from "../feed.js" */
import { html } from "preact";
import { axisOf } from "../charts/axis.js";
import { pointsOf, shapeOf, taskOf } from "../charts/points.js";
import { bentPoint, gridPath, warpedLayer, warpSpans } from "../charts/warp.js";
import { subscript } from "../format.js";
import { useSize } from "./chart.js";
import { useLive } from "./feed.js";
import { CLASS_TOKENS } from "./hues.js";

const EDGE = 26;
const LARGEST = 460;

/** @param {{ state: State, feed: Feed }} props of a network that has such a layer */
export function Warp({ state, feed }) {
  const [ref, space] = useSize();
  const live = useLive(feed);
  const network = /** @type {NonNullable<State["network"]>} */ (state.network);
  const { layer, all } = /** @type {NonNullable<ReturnType<typeof warpedLayer>>} */ (warpedLayer(network));
  const units = (live ?? state.known.sight)?.planes?.units;
  const [one, other] = [units?.[`${layer}.0`], units?.[`${layer}.1`]];
  const side = Math.min(LARGEST, space.width - 2 * EDGE, space.height - 2 * EDGE);
  return html`<figure class="warp">
    <figcaption>Layer ${layer}${all ? "" : ", its first two units"}: the plane, bent</figcaption>
    <div class="plane-space" ref=${ref}>
      ${one && other && side > 40 ? picture() : html`<p class="curve-empty">The layer is being looked at…</p>`}
    </div>
  </figure>`;

  function picture() {
    const [spanX, spanY] = warpSpans(/** @type {any} */ (one), /** @type {any} */ (other));
    const x = axisOf(spanX, [0, side], { most: 3 });
    const y = axisOf(spanY, [side, 0], { most: 3 });
    return html`<svg
      class="warp-picture"
      width=${side + 2 * EDGE}
      height=${side + 2 * EDGE}
      role="img"
      aria-label=${`Layer ${layer}, hidden space`}
    >
      <g transform=${`translate(${EDGE} ${EDGE})`}>
        <rect class="plane-frame" width=${side} height=${side} />
        <path class="warp-grid" d=${gridPath(/** @type {any} */ (one), /** @type {any} */ (other), x.place, y.place)} />
        ${live ? null : html`<${Rows} state=${state} planes=${[one, other]} px=${x.place} py=${y.place} />`}
        <g class="chart-grid">
          ${x.ticks.map(({ at, text }) => html`<text class="chart-x" x=${at} y=${side + 16}>${text}</text>`)}
          ${y.ticks.map(({ at, text }) => html`<text class="chart-y" x="-5" y=${at + 4}>${text}</text>`)}
          <text class="plane-name" x=${side - 4} y=${side - 6} text-anchor="end">h${subscript(0)} →</text>
          <text class="plane-name" x="6" y="16">↑ h${subscript(1)}</text>
        </g>
      </g>
    </svg>`;
  }
}

/** @param {{ state: State, planes: Plane[], px: (value: number) => number, py: (value: number) => number }} props */
function Rows({ state, planes, px, py }) {
  const network = /** @type {NonNullable<State["network"]>} */ (state.network);
  const { rows, extent } = state.known;
  if (!rows || !extent) return null;
  const task = taskOf(network);
  return html`<g>
    ${pointsOf(rows, null, network).map((point) => {
      const [a, b] = bentPoint(planes, extent, point.at);
      const hue = task === "numbers" ? "ink" : CLASS_TOKENS[point.label % CLASS_TOKENS.length];
      return html`<path
        key=${`${point.part}-${point.index}`}
        class=${`point point-${point.part}`}
        d=${shapeOf(point.label, 3)}
        transform=${`translate(${px(a).toFixed(1)} ${py(b).toFixed(1)})`}
        style=${{ "--point": `var(--${hue})` }}
      />`;
    })}
  </g>`;
}
