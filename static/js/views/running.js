/** The network while it trains: drawn once, then every frame strokes its edges and paints its faces. */

/** @import { Live, State } from "../types" */
/** @import { Feed } from "../feed.js" */
/** @import { Layout } from "../layout.js" */
/** @import { Curve } from "../layout.js" */
/** @import { Look } from "../scene/running.js" */
import { html, useRef } from "preact";
import { formatNumber } from "../format.js";
import { runningScene, weightLooks } from "../scene/running.js";
import { useFrames } from "./feed.js";
import { Heads } from "./heads.js";
import { hueOf } from "./hues.js";
import { paintFaces, sized } from "./paint.js";

/** @param {{ state: State, feed: Feed, layout: Layout }} props */
export function RunningGraph({ state, feed, layout }) {
  const ref = useRef(/** @type {SVGSVGElement | null} */ (null));
  const lines = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const faces = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const drawn = useRef(0);
  const network = /** @type {NonNullable<State["network"]>} */ (state.network);
  const scene = runningScene(network, layout);
  /** @param {Live | null} live */
  function draw(live) {
    const svg = ref.current;
    if (!svg || !lines.current || !faces.current || !live) return;
    svg.dataset.step = String(live.frame.step);
    // Many strokes are most of what a frame costs: the more there are, the more frames go without.
    if (drawn.current++ % Math.ceil(scene.edges.length / MANY_EDGES) === 0)
      strokeEdges(sized(lines.current, layout), scene.edges, weightLooks(live.frame.parameters));
    if (live.planes) paintFaces(sized(faces.current, layout), layout, network, live.planes);
    const loss = svg.querySelector(".loss-value");
    if (loss) loss.textContent = formatNumber(live.frame.train_loss);
  }
  useFrames(feed, draw, [feed, layout]);
  const { radius: r, input } = layout;
  const size = { width: `${layout.width}px`, height: `${layout.height}px` };
  return html`<canvas class="running-canvas" ref=${lines} aria-hidden="true" style=${size}></canvas>
    <canvas class="running-canvas" ref=${faces} aria-hidden="true" style=${size}></canvas>
    <${TrainingPicture} state=${state} layout=${layout} loss=${scene.loss} svg=${ref} kind=${`graph-${layout.detail}`}>
      <g class="edges">
        ${scene.outputs.map((edge) => html`<path key=${edge.id} class="edge-output" d=${edge.path} />`)}
      </g>
      <g class="neurons">
        ${scene.nodes.map(
          (node) =>
            html`<g key=${node.id} class="neuron" transform=${`translate(${node.x} ${node.y})`}>
              ${node.layer === 0 ? html`<rect class="body input-body" x=${-input.width / 2} y=${-input.height / 2} width=${input.width} height=${input.height} rx=${input.height / 2} />` : html`<circle class="body" r=${r} />`}
              ${(node.layer === 0 || layout.detail !== "compact") && html`<text class="symbol" y=${node.layer === 0 ? 4.5 : r + 16}>${node.symbol}</text>`}
            </g>`,
        )}
      </g>
    <//>`;
}

/**
 * What stands still while it trains, but for the step and the loss, which whoever draws frames writes into it.
 * @param {{ state: State, layout: import("../layout.js").Layout, loss: import("../layout.js").Box, svg: object, kind: string, children: unknown }} props
 */
export function TrainingPicture({ state, layout, loss, svg, kind, children }) {
  const network = /** @type {NonNullable<State["network"]>} */ (state.network);
  return html`<svg
    ref=${svg}
    class=${`graph graph-running ${kind}`}
    width=${layout.width}
    height=${layout.height}
    viewBox=${`0 0 ${layout.width} ${layout.height}`}
    role="img"
    aria-label=${`${network.name}, training`}
    data-step=${network.step}
    data-beat="training"
  >
    <${Heads} state=${state} layout=${layout} />
    ${children}
    <${TrainingLoss} loss=${loss} />
  </svg>`;
}

/** The loss of the newest frame. @param {{ loss: import("../layout.js").Box }} props */
function TrainingLoss({ loss }) {
  return html`<g class="loss" transform=${`translate(${loss.x} ${loss.y})`}>
    <rect x=${-loss.width / 2} y=${-loss.height / 2} width=${loss.width} height=${loss.height} rx="12" />
    <text class="loss-name" y="-14">L</text>
    <text class="loss-value" y="6"></text>
    <text class="loss-target" y="26">training</text>
  </g>`;
}

const STRENGTH = 0.62;

/** So many are stroked with each frame, twice as many with every second one. */
const MANY_EDGES = 200;

/** All edges on one canvas: as SVG each would be laid out anew with every frame. @param {CanvasRenderingContext2D} context @param {Curve[]} edges @param {Look[]} looks */
function strokeEdges(context, edges, looks) {
  context.globalAlpha = STRENGTH;
  // One stroke an edge: a path of many, dashed, takes twice as long.
  for (const negative of [true, false]) {
    context.strokeStyle = `rgb(${hueOf(negative ? "value-minus" : "value-plus").join(" ")})`;
    context.setLineDash(negative ? [6, 5] : []);
    looks.forEach((look, i) => {
      const curve = edges[i];
      if (look.negative !== negative || !curve) return;
      const [a, b, c, d] = curve;
      context.lineWidth = look.width;
      context.beginPath();
      context.moveTo(a.x, a.y);
      context.bezierCurveTo(b.x, b.y, c.x, c.y, d.x, d.y);
      context.stroke();
    });
  }
  context.globalAlpha = 1;
}
