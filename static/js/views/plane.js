/** What the network answers all over the plane of its data, with the rows of the data on it; a row that is picked is chosen in the batch, or traced. */

/** @import { Extent, Live, Plane, State } from "../types" */
/** @import { Actions } from "../actions.js" */
/** @import { Feed } from "../feed.js" */
/** @import { Axis } from "../charts/axis.js" */
/** @import { Point } from "../charts/points.js" */
import { html, useRef } from "preact";
import { axisOf } from "../charts/axis.js";
import { contour } from "../charts/plane.js";
import { cellEdges, pointsOf, shapeOf, taskOf } from "../charts/points.js";
import { formatNumber } from "../format.js";
import { useSize } from "./chart.js";
import { useFrames } from "./feed.js";
import { CLASS_TOKENS, useTheme } from "./hues.js";
import { paintOutputs } from "./paint.js";

/** What the numbers beside and below the plane take. */
const EDGE = { left: 42, bottom: 22, top: 6, right: 8 };
const LARGEST = 640;
/** Where a sigmoid decides. */
const THRESHOLD = 0.5;

/** @param {{ state: State, actions: Actions, feed: Feed, whole?: boolean, fixed?: boolean }} props `whole`: it fills the height that there is, too; `fixed`: its rows are not to be picked */
export function PlaneFigure({ state, actions, feed, whole = false, fixed = false }) {
  const [ref, space] = useSize();
  const { extent, sight, rows } = state.known;
  const outputs = sight?.planes?.outputs;
  const network = /** @type {NonNullable<State["network"]>} */ (state.network);
  const side = Math.min(
    LARGEST,
    space.width - EDGE.left - EDGE.right,
    whole ? space.height - EDGE.top - EDGE.bottom : Infinity,
  );
  const points = rows ? pointsOf(rows, sight?.frame.predictions ?? null, network) : [];
  return html`<div class="plane-space" ref=${ref}>
    ${
      extent && outputs && side > 40
        ? html`<${Picture}
            side=${side}
            extent=${extent}
            resolution=${outputs.resolution}
            points=${points}
            state=${state}
            actions=${actions}
            feed=${feed}
            fixed=${fixed}
          />`
        : html`<p class="curve-empty">The plane is being looked at…</p>`
    }
  </div>`;
}

/**
 * @param {{ side: number, extent: Extent, resolution: number, points: Point[], state: State, actions: Actions, feed: Feed, fixed: boolean }} props
 */
function Picture({ side, extent, resolution, points, state, actions, feed, fixed }) {
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const line = useRef(/** @type {SVGPathElement | null} */ (null));
  const theme = useTheme();
  const network = /** @type {NonNullable<State["network"]>} */ (state.network);
  const edges = cellEdges(extent, resolution);
  const x = axisOf(edges.x, [0, side], { most: Math.max(2, side / 70) });
  const y = axisOf(edges.y, [side, 0], { most: Math.max(2, side / 70) });
  const names = state.known.rows?.columns ?? ["x1", "x2"];
  /** @param {Live | null} live */
  function draw(live) {
    const plane = (live ?? state.known.sight)?.planes?.outputs;
    if (!plane || !canvas.current) return;
    paintOutputs(canvas.current, plane, network);
    line.current?.setAttribute("d", taskOf(network) === "binary" ? decision(plane, side) : "");
  }
  useFrames(feed, draw, [feed, state.known.sight, network, side, theme]);
  return html`<div
    class="plane"
    style=${{ width: `${side + EDGE.left + EDGE.right}px`, height: `${side + EDGE.top + EDGE.bottom}px` }}
  >
    <canvas
      ref=${canvas}
      width="1"
      height="1"
      aria-hidden="true"
      style=${{ left: `${EDGE.left}px`, top: `${EDGE.top}px`, width: `${side}px`, height: `${side}px` }}
    ></canvas>
    <svg
      class="plane-lines"
      width=${side + EDGE.left + EDGE.right}
      height=${side + EDGE.top + EDGE.bottom}
      aria-hidden="true"
    >
      <g transform=${`translate(${EDGE.left} ${EDGE.top})`}>
        <path class="plane-decision" ref=${line} />
        <rect class="plane-frame" width=${side} height=${side} />
        <${Ticks} x=${x} y=${y} side=${side} names=${names} />
      </g>
    </svg>
    <${Points} points=${points} x=${x} y=${y} side=${side} state=${state} actions=${actions} fixed=${fixed} />
  </div>`;
}

/** The line where a plane passes the threshold, over a square of that side. @param {Plane} plane @param {number} side */
function decision(plane, side) {
  const cell = side / plane.resolution;
  return contour(
    plane,
    THRESHOLD,
    (column) => (column + 0.5) * cell,
    (row) => side - (row + 0.5) * cell,
  );
}

/** @param {{ x: Axis, y: Axis, side: number, names: string[] }} props */
function Ticks({ x, y, side, names }) {
  return html`<g class="chart-grid">
    ${x.ticks.map(({ at, text }) => html`<text class="chart-x" x=${at} y=${side + 15}>${text}</text>`)}
    ${y.ticks.map(({ at, text }) => html`<text class="chart-y" x="-6" y=${at + 4}>${text}</text>`)}
    <text class="plane-name" x=${side - 4} y=${side - 6} text-anchor="end">${names[0]} →</text>
    <text class="plane-name" x="6" y="16">↑ ${names[1]}</text>
  </g>`;
}

/**
 * @param {{ points: Point[], x: Axis, y: Axis, side: number, state: State, actions: Actions, fixed: boolean }} props
 */
function Points({ points, x, y, side, state, actions, fixed }) {
  const { traced, phase, trace: shown, row } = state;
  const network = /** @type {NonNullable<State["network"]>} */ (state.network);
  const still = phase === "still";
  const batch = traced ? [] : (shown?.batch ?? []);
  const chosen = traced ?? (row !== null && row in batch ? { part: "train", index: batch[row] } : null);
  const now = chosen ? points.findIndex(({ part, index }) => part === chosen.part && index === chosen.index) : -1;
  const among = new Set(batch);
  const task = taskOf(network);
  const size = side > 420 ? 4 : 3;
  /** @param {number} index */
  const trace = (index) => actions.pickRow(points[index].part, points[index].index);
  /** @param {MouseEvent} event */
  function pick(event) {
    const { left, top } = /** @type {SVGElement} */ (event.currentTarget).getBoundingClientRect();
    const [px, py] = [event.clientX - left - EDGE.left, event.clientY - top - EDGE.top];
    const distance = (/** @type {Point} */ { at }) => (x.place(at[0]) - px) ** 2 + (y.place(at[1]) - py) ** 2;
    const nearest = points.reduce((best, point, i) => (distance(point) < distance(points[best]) ? i : best), 0);
    if (still && points.length) trace(nearest);
  }
  /** @param {KeyboardEvent} event */
  function walk(event) {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape" && traced) actions.leaveRow();
    else if (!by || !points.length || !still) return;
    else trace((now + by + points.length) % points.length);
    event.preventDefault();
    event.stopPropagation();
  }
  const picture = { role: "img", "aria-label": "What the network answers, and the rows of the data" };
  const slider = {
    role: "slider",
    tabIndex: 0,
    "aria-label": "Rows of the data",
    "aria-valuemin": 0,
    "aria-valuemax": points.length,
    "aria-valuenow": now + 1,
    "aria-valuetext": now < 0 ? "none picked" : pointText(points[now], network),
    onClick: pick,
    onKeyDown: walk,
  };
  return html`<svg
    class="plane-points"
    width=${side + EDGE.left + EDGE.right}
    height=${side + EDGE.top + EDGE.bottom}
    ...${fixed ? picture : slider}
  >
    <g transform=${`translate(${EDGE.left} ${EDGE.top})`}>
      ${points.map(
        (point, i) =>
          html`<path
            key=${`${point.part}-${point.index}`}
            class=${`point point-${point.part}${point.right === false && still ? " point-wrong" : ""}${point.part === "train" && among.has(point.index) ? " point-batch" : ""}${i === now ? " point-now" : ""}`}
            d=${shapeOf(point.label, i === now ? size + 3 : size)}
            transform=${`translate(${x.place(point.at[0]).toFixed(1)} ${y.place(point.at[1]).toFixed(1)})`}
            style=${{ "--point": task === "numbers" ? "var(--ink)" : `var(--${CLASS_TOKENS[point.label % CLASS_TOKENS.length]})` }}
          />`,
      )}
    </g>
  </svg>`;
}

/** @param {Point} point @param {NonNullable<State["network"]>} network */
function pointText({ part, index, at, label, value, right }, network) {
  const what = taskOf(network) === "numbers" ? formatNumber(value) : `class ${label}`;
  const kind = part === "train" ? "Training row" : "Row kept aside";
  return `${kind} ${index + 1}: ${at.map(formatNumber).join(", ")}; ${what}${right === false ? ", answered wrongly" : ""}`;
}

/** What the marks on the plane mean. @param {{ state: State, actions: Actions }} props */
export function PlaneKey({ state, actions }) {
  const { rows, sight } = state.known;
  const network = /** @type {NonNullable<State["network"]>} */ (state.network);
  const sign = (/** @type {string} */ name, /** @type {number} */ label) =>
    html`<svg viewBox="-7 -7 14 14" aria-hidden="true"><path class=${`point ${name}`} d=${shapeOf(label, 4)} /></svg>`;
  const batch = !state.traced && state.trace?.batch && state.trace.batch.length > 1;
  const past = sight && (state.looked !== null || sight.frame.step !== network.step);
  return html`<ul class="plane-key">
    <li>${sign("point-train", 0)} trained on</li>
    ${rows?.validation && html`<li>${sign("point-validation", 0)} kept aside</li>`}
    ${taskOf(network) !== "numbers" && html`<li>${sign("point-train point-wrong", 0)} wrong</li>`}
    ${batch && html`<li>${sign("point-train point-batch", 0)} in this mini-batch</li>`}
    <li>${past ? `the plane after step ${sight.frame.step.toLocaleString("en")}` : "click a row to trace it"}</li>
    ${batch && state.row !== null && html`<li><button class="button small" onClick=${() => actions.setRow(null)}>Show the whole mini-batch</button></li>`}
  </ul>`;
}
