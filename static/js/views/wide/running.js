/** A wide network while it trains: its weights as matrices, painted anew with the frames as often as leaves time for all else. */

/** @import { Live, State } from "../../types" */
/** @import { Actions } from "../../actions.js" */
/** @import { Feed } from "../../feed.js" */
/** @import { Size } from "../../layout.js" */
import { html, useMemo, useRef } from "preact";
import { formatNumber } from "../../format.js";
import { widthsOf } from "../../numbers.js";
import { layoutWide } from "../../wide/layout.js";
import { useFrames } from "../feed.js";
import { sized } from "../paint.js";
import { TrainingPicture } from "../running.js";
import { ZoomFrame } from "../zoom.js";
import { drawCells } from "./cells.js";
import { colour, pooled, rampOfFamily } from "./paint.js";

/** Of the time between two paintings, painting takes no more than this part. */
const SHARE = 0.3;

/** @param {{ state: State, actions: Actions, feed: Feed, space: Size }} props */
export function WideRunning({ state, actions, feed, space }) {
  const widths = widthsOf(/** @type {NonNullable<State["trace"]>} */ (state.trace));
  const layout = useMemo(() => layoutWide(widths, space), [widths.join(), space.width, space.height]);
  const svg = useRef(/** @type {SVGSVGElement | null} */ (null));
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const paint = useMemo(() => createPainter(layout), [layout]);
  const rested = useRef(0);
  /** @param {Live | null} live */
  function draw(live) {
    if (!svg.current || !canvas.current || !live) return;
    svg.current.dataset.step = String(live.frame.step);
    const loss = svg.current.querySelector(".loss-value");
    if (loss) loss.textContent = formatNumber(live.frame.train_loss);
    const began = performance.now();
    if (!live.frame.parameters || began < rested.current) return;
    paint(canvas.current, live.frame.parameters.layers);
    rested.current = began + (performance.now() - began) / SHARE;
  }
  useFrames(feed, draw, [feed, layout]);
  const size = { width: `${layout.width}px`, height: `${layout.height}px` };
  return html`<${ZoomFrame} key="running" state=${state} actions=${actions} picture=${layout} centre=${null}>
    <canvas class="wide-canvas running-canvas" ref=${canvas} aria-hidden="true" style=${size}></canvas>
    <${TrainingPicture}
      state=${state}
      layout=${layout}
      loss=${layout.loss}
      svg=${svg}
      kind=${`graph-compact graph-wide${layout.upright ? " graph-upright" : ""}`}
    >
      <g class="neurons">
        ${layout.strips.flatMap(({ circles }, layer) =>
          circles
            ? layout.nodes[layer].map(({ x, y }, unit) => {
                const { width, height } = layer === 0 ? layout.input : layout.body;
                return html`<rect
                  key=${`${layer} ${unit}`}
                  class="body"
                  x=${x - width / 2}
                  y=${y - height / 2}
                  width=${width}
                  height=${height}
                  rx=${height / 2}
                />`;
              })
            : [],
        )}
      </g>
    <//>
  <//>`;
}

/** Keeps what it paints with, so that a frame makes little anew. @param {import("../../wide/layout.js").WideLayout} layout @returns {(canvas: HTMLCanvasElement, layers: { w: import("../../types").Matrix }[]) => void} */
function createPainter(layout) {
  const { matrices, nodes, strips, upright } = layout;
  const kept = matrices.map((_, i) => ({
    values: new Float64Array(nodes[i].length * nodes[i + 1].length),
    canvas: document.createElement("canvas"),
  }));
  return (canvas, layers) => {
    const context = sized(canvas, layout);
    const scale = window.devicePixelRatio;
    let most = 0;
    layers.forEach(({ w }, i) => {
      const { values } = kept[i];
      let at = 0;
      for (const row of w)
        for (const value of row) {
          values[at++] = value ?? NaN;
          if (Math.abs(values[at - 1]) > most) most = Math.abs(values[at - 1]);
        }
    });
    context.imageSmoothingEnabled = false;
    matrices.forEach((box, i) => {
      const { values, canvas: small } = kept[i];
      const [sources, targets] = [nodes[i].length, nodes[i + 1].length];
      const [across, down] = upright ? [sources, targets] : [targets, sources];
      const width = Math.min(across, Math.floor(box.width * scale));
      const height = Math.min(down, Math.floor(box.height * scale));
      if (small.width !== width || small.height !== height) [small.width, small.height] = [width, height];
      const image = new ImageData(width, height);
      colour(
        pooled(values, { sources, targets, upright, width, height }),
        new Uint32Array(image.data.buffer),
        most,
        rampOfFamily("value"),
      );
      /** @type {CanvasRenderingContext2D} */ (small.getContext("2d")).putImageData(image, 0, 0);
      context.drawImage(small, box.x - box.width / 2, box.y - box.height / 2, box.width, box.height);
    });
    const unknown = /** @type {const} */ ({ values: null, family: "value", most: 1 });
    strips.forEach((strip, layer) => {
      if (!strip.circles) drawCells(context, strip, nodes[layer], { before: unknown, now: unknown, filled: () => 1 });
    });
  };
}
