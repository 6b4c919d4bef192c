/** The network as SVG: lines, neurons and numbers of one scene. One tab stop; arrows move within it. */

/** @import { State } from "../types" */
/** @import { Actions } from "../actions.js" */
/** @import { Feed } from "../feed.js" */
/** @import { Layout } from "../layout.js" */
import { html, useLayoutEffect, useRef } from "preact";
import { layoutNetwork, TIGHT } from "../layout.js";
import { inPlane } from "../charts/points.js";
import { parseSelection } from "../names.js";
import { widthsOf } from "../numbers.js";
import { swept } from "../scene/moment.js";
import { CROWDED } from "../scene/neuron.js";
import { buildScene } from "../scene/scene.js";
import { stopId } from "../place.js";
import { stepsGoBy } from "../timeline.js";
import { tierOf } from "../wide/tiers.js";
import { Edge, EdgeLabel, Flow } from "./edge.js";
import { Faces } from "./faces.js";
import { Heads } from "./heads.js";
import { Legend } from "./legend.js";
import { LossBox } from "./loss.js";
import { Neuron } from "./neuron.js";
import { RunningGraph } from "./running.js";
import { WideRunning } from "./wide/running.js";
import { WideGraph } from "./wide/wide.js";

/** What the legend below the picture takes, and what is read beside a wide one. */
const LEGEND_HEIGHT = { 1: 54, 2: 54, 3: 118 };

/** @param {{ state: State, actions: Actions, feed: Feed }} props */
export function Graph({ state, actions, feed }) {
  const { trace, network, size } = state;
  if (!trace || !network || size.width === 0)
    return html`<div class="graph-empty">${state.status === "loading" ? "Loading the network…" : ""}</div>`;
  const faces = inPlane(state.catalog, network, state.known);
  const widths = widthsOf(trace);
  const tier = tierOf(widths);
  const space = { width: size.width, height: size.height - LEGEND_HEIGHT[tier] };
  const running = stepsGoBy(state.phase);
  if (tier === 3 && running)
    return html`<${WideRunning} key="wide running" state=${state} feed=${feed} space=${space} actions=${actions} />`;
  if (tier === 3) return html`<${WideGraph} key="wide" state=${state} actions=${actions} space=${space} />`;
  const layout = layoutNetwork(widths, space, { faces });
  if (running)
    return html`<${Frame} key="running" layout=${layout} layer=${null}>
      <${RunningGraph} state=${state} feed=${feed} layout=${layout} />
    <//>`;
  const { grain } = state;
  const scene = buildScene({ ...state, trace, network, layout, cursor: swept(trace, state.cursor, grain) });
  const stop = stopId(trace, state.cursor, grain);
  /** @param {Event} event */
  function pick(event) {
    const mark = /** @type {Element} */ (event.target).closest("[data-mark]");
    actions.select(mark ? parseSelection(/** @type {SVGElement} */ (mark).dataset.mark ?? "") : null);
  }
  return html`<${Frame} key="still" layout=${layout} layer=${scene.beat.layer}>
      ${faces && html`<${Faces} state=${state} feed=${feed} layout=${layout} />`}
      <svg
        class=${`graph graph-${layout.detail}${scene.dense ? " graph-dense" : ""}${layout.upright ? " graph-upright" : ""}${faces && state.known.sight?.planes ? " graph-faced" : ""}`}
        width=${layout.width}
        height=${layout.height}
        viewBox=${`0 0 ${layout.width} ${layout.height}`}
        role="group"
        aria-label=${`${network.name}, a picture of ${trace.layers.length} layers; arrow keys move between neurons, E goes to edges, Enter explains`}
        data-step=${trace.step}
        data-beat=${stop}
        onClick=${pick}
      >
        <g class="edges">
          ${scene.outputs.map((edge) => html`<path key=${edge.id} class="edge-output" d=${edge.path} />`)}
          ${scene.bypasses.map((edge) => html`<path key=${edge.id} class="edge-bypass" d=${edge.path} />`)}
          ${scene.edges.map((edge) => html`<${Edge} key=${edge.id} edge=${edge} quiet=${!edge.lit && !edge.touched && !edge.selected} under=${edge.flow !== null} pointed=${edge.id === state.pointed} />`)}
          ${[...scene.outputs, ...scene.bypasses, ...scene.edges].map((edge) => edge.flow && html`<${Flow} key=${`f-${edge.id}`} path=${edge.path} flow=${edge.flow} />`)}
        </g>
        <${Heads} state=${state} layout=${layout} />
        <g class="neurons">
          ${scene.nodes.map((node) => html`<${Neuron} key=${node.id} node=${node} layout=${layout} marked=${state.marked.includes(node.id)} pointed=${state.pointed} />`)}
        </g>
        <${LossBox} loss=${scene.loss} pointed=${state.pointed === "loss"} />
        <g class="labels">${scene.labels.map((label) => html`<${EdgeLabel} key=${label.id} label=${label} />`)}</g>
      </svg>
    <//>
    <${Legend} scene=${scene} crowded=${layout.gap < CROWDED} tight=${layout.step < TIGHT} />`;
}

/** What the picture scrolls in; the layer at work is brought into view where not all fit. @param {{ layout: Layout, layer: number | null, children: unknown }} props */
function Frame({ layout, layer, children }) {
  const ref = useRef(/** @type {HTMLElement | null} */ (null));
  useLayoutEffect(() => {
    const frame = ref.current;
    if (!frame || layer === null || layout.width <= frame.clientWidth || layout.upright) return;
    const middle = (layout.nodes[layer - 1][0].x + layout.nodes[layer][0].x) / 2;
    frame.scrollLeft = middle - frame.clientWidth / 2;
  }, [layer, layout.width]);
  return html`<div class="graph-frame" ref=${ref}>${children}</div>`;
}
