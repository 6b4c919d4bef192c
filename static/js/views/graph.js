/** The network as SVG: lines, neurons and numbers of one scene. One tab stop; arrows move within it. */

/** @import { State } from "../types" */
/** @import { Actions } from "../actions.js" */
/** @import { Feed } from "../feed.js" */
/** @import { Layout, Size } from "../layout.js" */
import { html, useMemo } from "preact";
import { comingText } from "../share/shown.js";
import { layoutNetwork, TIGHT } from "../layout.js";
import { inPlane } from "../charts/points.js";
import { parseSelection, selectionId } from "../names.js";
import { widthsOf } from "../numbers.js";
import { swept } from "../scene/moment.js";
import { CROWDED } from "../scene/neuron.js";
import { buildScene } from "../scene/scene.js";
import { stopId } from "../place.js";
import { stepsGoBy } from "../timeline.js";
import { drawnEdges } from "../wide/crowd.js";
import { edgeAt } from "../wide/hits.js";
import { placesOf } from "../wide/scene.js";
import { tierOf } from "../wide/tiers.js";
import { Edge, EdgeLabel, Flow } from "./edge.js";
import { Faces } from "./faces.js";
import { Heads } from "./heads.js";
import { Legend } from "./legend.js";
import { LossBox } from "./loss.js";
import { Neuron } from "./neuron.js";
import { RunningGraph } from "./running.js";
import { Crowd } from "./wide/crowd.js";
import { pointAt } from "./wide/point.js";
import { WideRunning } from "./wide/running.js";
import { useWalk } from "./wide/walk.js";
import { WideGraph } from "./wide/wide.js";
import { ZoomFrame } from "./zoom.js";

/** @typedef {State & { trace: NonNullable<State["trace"]>, network: NonNullable<State["network"]> }} Shown */

/** What the legend below the picture takes, and what is read beside a wide one. */
export const LEGEND_HEIGHT = { 1: 54, 2: 54, 3: 118 };

/** How near to an edge the pointer means it, in pixels. */
const NEAR = 7;

/** @param {{ state: State, actions: Actions, feed: Feed }} props */
export function Graph({ state, actions, feed }) {
  const { trace, network, size } = state;
  if (!trace || !network || size.width === 0)
    return html`<div class="graph-empty">${state.status === "loading" ? comingText(state) : ""}</div>`;
  const tier = tierOf(widthsOf(trace));
  const space = { width: size.width, height: size.height - LEGEND_HEIGHT[tier] };
  const running = stepsGoBy(state.phase);
  if (tier === 3 && running)
    return html`<${WideRunning} key="wide running" state=${state} actions=${actions} feed=${feed} space=${space} />`;
  if (tier === 3) return html`<${WideGraph} key="wide" state=${state} actions=${actions} space=${space} />`;
  if (running) return html`<${Running} key="running" state=${state} actions=${actions} feed=${feed} space=${space} />`;
  return html`<${Still}
    key=${`tier ${tier}`}
    state=${state}
    actions=${actions}
    feed=${feed}
    space=${space}
    crowd=${tier === 2}
  />`;
}

/** @param {State} state @param {Size} space @returns {Layout} */
function useLayout(state, space) {
  const { trace, network } = /** @type {Shown} */ (state);
  const widths = widthsOf(trace);
  const faces = inPlane(state.catalog, network, state.known);
  return useMemo(() => layoutNetwork(widths, space, { faces }), [widths.join(), space.width, space.height, faces]);
}

/** @param {{ state: State, actions: Actions, feed: Feed, space: Size }} props */
function Running({ state, actions, feed, space }) {
  const layout = useLayout(state, space);
  return html`<${ZoomFrame} state=${state} actions=${actions} picture=${layout} centre=${null}>
    <${RunningGraph} state=${state} feed=${feed} layout=${layout} />
  <//>`;
}

/** A step of a network small enough for a mark a neuron. @param {{ state: State, actions: Actions, feed: Feed, space: Size, crowd: boolean }} props `crowd`: too many edges for a mark each */
function Still({ state, actions, feed, space, crowd }) {
  const { trace, network } = /** @type {Shown} */ (state);
  const layout = useLayout(state, space);
  const walk = useWalk(state, null);
  const { grain } = state;
  const moment = { ...state, trace, network, layout, cursor: swept(trace, state.cursor, grain) };
  const pointed = placesOf(state.pointed);
  const scene = buildScene(moment, crowd ? drawnEdges(moment, [...walk.edges, ...pointed.edges]) : undefined);
  const faces = inPlane(state.catalog, network, state.known);
  /** @param {MouseEvent} event */
  function markAt(event) {
    const mark = /** @type {Element} */ (event.target).closest("[data-mark]");
    if (mark instanceof SVGElement) return mark.dataset.mark ?? null;
    const edge = crowd ? edgeAt(layout, pointAt(event, layout), NEAR) : null;
    return edge && selectionId({ kind: "weight", ...edge });
  }
  /** @param {PointerEvent} event */
  function point(event) {
    const id = event.buttons ? state.pointed : markAt(event);
    if (id !== state.pointed) actions.set({ pointed: id });
  }
  return html`<${ZoomFrame}
      state=${state}
      actions=${actions}
      picture=${layout}
      centre=${middleOf(layout, scene.beat.layer)}
    >
      ${faces && html`<${Faces} state=${state} feed=${feed} layout=${layout} />`}
      ${crowd && html`<${Crowd} state=${state} moment=${moment} />`}
      <svg
        ref=${walk.svg}
        class=${`graph graph-${layout.detail}${scene.dense ? " graph-dense" : ""}${crowd ? " graph-crowd" : ""}${layout.upright ? " graph-upright" : ""}${faces && state.known.sight?.planes ? " graph-faced" : ""}`}
        width=${layout.width}
        height=${layout.height}
        viewBox=${`0 0 ${layout.width} ${layout.height}`}
        role="group"
        aria-label=${`${network.name}, a picture of ${trace.layers.length} layers; arrow keys move between neurons, E goes to edges, Enter explains`}
        data-step=${trace.step}
        data-beat=${stopId(trace, state.cursor, grain)}
        onClick=${(/** @type {MouseEvent} */ event) => actions.select(parseSelection(markAt(event) ?? ""))}
        onPointerMove=${point}
        onPointerLeave=${() => state.pointed && actions.set({ pointed: null })}
        onKeyDown=${crowd ? walk.onKeyDown : undefined}
      >
        <g class="edges">
          ${scene.outputs.map((edge) => html`<path key=${edge.id} class="edge-output" d=${edge.path} />`)}
          ${scene.bypasses.map((edge) => html`<path key=${edge.id} class="edge-bypass" d=${edge.path} />`)}
          ${scene.edges.map((edge) => html`<${Edge} key=${edge.id} edge=${edge} quiet=${!edge.lit && !edge.touched && !edge.selected} under=${edge.flow !== null} pointed=${edge.id === state.pointed || state.marked.includes(edge.id)} />`)}
          ${[...scene.outputs, ...scene.bypasses, ...scene.edges].map((edge) => edge.flow && html`<${Flow} key=${`f-${edge.id}`} path=${edge.path} flow=${edge.flow} />`)}
        </g>
        <${Heads} state=${state} layout=${layout} />
        <g class="neurons">
          ${scene.nodes.map((node) => html`<${Neuron} key=${node.id} node=${node} layout=${layout} marked=${state.marked.includes(node.id)} pointed=${state.pointed} biased=${state.marked.includes(node.bias?.id ?? "")} />`)}
        </g>
        <${LossBox} loss=${scene.loss} pointed=${state.pointed === "loss" || state.marked.includes("loss")} />
        <g class="labels">${scene.labels.map((label) => html`<${EdgeLabel} key=${label.id} label=${label} />`)}</g>
      </svg>
    <//>
    <${Legend} scene=${scene} crowded=${layout.gap < CROWDED} tight=${layout.step < TIGHT} />`;
}

/** Where the layer at work stands, to be brought into view. @param {Layout} layout @param {number | null} layer */
function middleOf({ nodes, upright }, layer) {
  if (layer === null) return null;
  const [from, to] = [nodes[layer - 1][0], nodes[layer][0]];
  return upright ? { x: 0, y: (from.y + to.y) / 2 } : { x: (from.x + to.x) / 2, y: 0 };
}
