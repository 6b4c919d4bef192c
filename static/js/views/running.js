/** The network while it trains: drawn once, then every frame moves the widths and hues of its edges and the faces. */

/** @import { Live, State } from "../types" */
/** @import { Feed } from "../feed.js" */
/** @import { Layout } from "../layout.js" */
import { html, useRef } from "preact";
import { formatNumber } from "../format.js";
import { runningScene, weightLooks } from "../scene/running.js";
import { useFrames } from "./feed.js";
import { Heads } from "./heads.js";

/** @param {{ state: State, feed: Feed, layout: Layout }} props */
export function RunningGraph({ state, feed, layout }) {
  const ref = useRef(/** @type {SVGSVGElement | null} */ (null));
  const network = /** @type {NonNullable<State["network"]>} */ (state.network);
  const scene = runningScene(network, layout);
  /** @param {Live | null} live */
  function draw(live) {
    const svg = ref.current;
    if (!svg || !live) return;
    const { frame } = live;
    svg.dataset.step = String(frame.step);
    const lines = svg.querySelectorAll(".edges > .edge-line");
    weightLooks(frame.parameters).forEach(({ width, tone, negative }, i) => {
      const line = lines[i];
      line?.setAttribute("stroke-width", width.toFixed(2));
      const look = `edge-line ${tone}${negative ? " negative" : ""}`;
      if (line && line.getAttribute("class") !== look) line.setAttribute("class", look);
    });
    const loss = svg.querySelector(".loss-value");
    if (loss) loss.textContent = formatNumber(frame.train_loss);
  }
  useFrames(feed, draw, [feed, layout]);
  const r = layout.radius;
  return html`<svg
    ref=${ref}
    class=${`graph graph-${layout.detail} graph-running`}
    width=${layout.width}
    height=${layout.height}
    viewBox=${`0 0 ${layout.width} ${layout.height}`}
    role="img"
    aria-label=${`${network.name}, training`}
    data-step=${network.step}
    data-beat="training"
  >
    <${Heads} state=${state} layout=${layout} />
    <g class="edges">
      ${scene.outputs.map((edge) => html`<path key=${edge.id} class="edge-output" d=${edge.path} />`)}
      ${scene.edges.map((edge) => html`<path key=${edge.id} class="edge-line" d=${edge.path} />`)}
    </g>
    <g class="neurons">
      ${scene.nodes.map(
        (node) =>
          html`<g key=${node.id} class="neuron" transform=${`translate(${node.x} ${node.y})`}>
            <circle class="body" r=${r} />
            ${(node.layer === 0 || layout.detail !== "compact") && html`<text class="symbol" y=${node.layer === 0 ? 4.5 : r + 16}>${node.symbol}</text>`}
          </g>`,
      )}
    </g>
    <g class="loss" transform=${`translate(${scene.loss.x} ${scene.loss.y})`}>
      <rect
        x=${-scene.loss.width / 2}
        y=${-scene.loss.height / 2}
        width=${scene.loss.width}
        height=${scene.loss.height}
        rx="12"
      />
      <text class="loss-name" y="-14">L</text>
      <text class="loss-value" y="6"></text>
      <text class="loss-target" y="26">training</text>
    </g>
  </svg>`;
}
