/** The network as SVG: lines, neurons and numbers of one scene. One tab stop; arrows move within it. */

/** @import { State } from "../types" */
/** @import { Actions } from "../actions.js" */
/** @import { Feed } from "../feed.js" */
/** @import { Scene } from "../scene/scene.js" */
/** @import { EdgeMark } from "../scene/edge.js" */
/** @import { Layout } from "../layout.js" */
import { html, useLayoutEffect, useRef } from "preact";
import { layoutNetwork, LABEL_HEIGHT, TIGHT } from "../layout.js";
import { inPlane } from "../charts/points.js";
import { parseSelection } from "../names.js";
import { widthsOf } from "../numbers.js";
import { CROWDED } from "../scene/neuron.js";
import { buildScene } from "../scene/scene.js";
import { beatId, stepsGoBy } from "../timeline.js";
import { Faces } from "./faces.js";
import { Heads } from "./heads.js";
import { Legend } from "./legend.js";
import { Neuron } from "./neuron.js";
import { RunningGraph } from "./running.js";

/** What the legend below the picture takes. */
const LEGEND_HEIGHT = 54;

/** @param {{ state: State, actions: Actions, feed: Feed }} props */
export function Graph({ state, actions, feed }) {
  const { trace, network, size } = state;
  if (!trace || !network || size.width === 0)
    return html`<div class="graph-empty">${state.status === "loading" ? "Loading the network…" : ""}</div>`;
  const faces = inPlane(state.catalog, network, state.known);
  const space = { width: size.width, height: size.height - LEGEND_HEIGHT };
  const layout = layoutNetwork(widthsOf(trace), space, { faces });
  if (stepsGoBy(state.phase))
    return html`<${Frame} key="running" layout=${layout} layer=${null}>
      <${RunningGraph} state=${state} feed=${feed} layout=${layout} />
    <//>`;
  const scene = buildScene({ ...state, trace, network, layout });
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
        data-beat=${beatId(scene.beat)}
        onClick=${pick}
      >
        <g class="edges">
          ${scene.outputs.map((edge) => html`<path key=${edge.id} class="edge-output" d=${edge.path} />`)}
          ${scene.bypasses.map((edge) => html`<path key=${edge.id} class="edge-bypass" d=${edge.path} />`)}
          ${scene.edges.map((edge) => html`<${Edge} key=${edge.id} edge=${edge} quiet=${!edge.lit && !edge.touched && !edge.selected} under=${edge.flow !== null} />`)}
          ${[...scene.outputs, ...scene.bypasses, ...scene.edges].map((edge) => edge.flow && html`<${Flow} key=${`f-${edge.id}`} path=${edge.path} flow=${edge.flow} />`)}
        </g>
        <${Heads} state=${state} layout=${layout} />
        <g class="neurons">
          ${scene.nodes.map((node) => html`<${Neuron} key=${node.id} node=${node} layout=${layout} marked=${state.marked.includes(node.id)} />`)}
        </g>
        <${LossBox} loss=${scene.loss} />
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

/** @param {{ edge: EdgeMark, quiet: boolean, under: boolean }} props `under`: a flow lies over it */
function Edge({ edge, quiet, under }) {
  return html`<g
    id=${edge.id}
    data-mark=${edge.id}
    class=${`edge ${edge.tone}${quiet ? " quiet" : ""}${under ? " under" : ""}${edge.selected ? " selected" : ""}${edge.negative ? " negative" : ""}`}
    role="button"
    tabindex="-1"
    aria-label=${edge.name}
    aria-pressed=${edge.selected}
  >
    <path class="edge-hit" d=${edge.path} />
    ${edge.ghost !== null && html`<path class="edge-ghost" d=${edge.path} stroke-width=${edge.ghost + 5} />`}
    <path class="edge-line" d=${edge.path} stroke-width=${edge.width} />
  </g>`;
}

/** @param {{ path: string, flow: NonNullable<EdgeMark["flow"]> }} props */
function Flow({ path, flow }) {
  const moving = flow.reach < 1;
  return html`<path
    class=${`flow ${flow.tone}${flow.negative && !moving ? " negative" : ""}`}
    d=${path}
    stroke-width=${flow.width}
    pathLength=${moving ? 1 : undefined}
    stroke-dasharray=${moving ? `${flow.reach} 2` : undefined}
    stroke-dashoffset=${moving && flow.backward ? flow.reach - 1 : undefined}
  />`;
}

/** @param {{ label: import("../scene/labels.js").Label }} props */
function EdgeLabel({ label }) {
  return html`<g
    class=${`label label-${label.kind} ${label.tone}`}
    transform=${`translate(${label.x} ${label.y})`}
    opacity=${label.opacity}
    data-mark=${`w-${label.layer}-${label.from}-${label.unit}`}
  >
    <rect
      x=${-label.width / 2}
      y=${-LABEL_HEIGHT / 2}
      width=${label.width}
      height=${LABEL_HEIGHT}
      rx=${LABEL_HEIGHT / 2}
    />
    <text y="4">${label.text}</text>
  </g>`;
}

/** @param {{ loss: Scene["loss"] }} props */
function LossBox({ loss }) {
  return html`<g
    id="loss"
    data-mark="loss"
    class=${`loss ${loss.tone}${loss.selected ? " selected" : ""}${loss.active ? " active" : ""}`}
    transform=${`translate(${loss.x} ${loss.y})`}
    role="button"
    tabindex="-1"
    aria-label=${loss.name}
    aria-pressed=${loss.selected}
  >
    <rect x=${-loss.width / 2} y=${-loss.height / 2} width=${loss.width} height=${loss.height} rx="12" />
    <text class="loss-name" y=${loss.before ? -20 : -14}>L</text>
    <text class="loss-value" y=${loss.before ? 0 : 6}>${loss.value}</text>
    ${loss.before && html`<text class="loss-target" y="17">${loss.before}</text>`}
    <text class="loss-target" y=${loss.before ? 32 : 26}>${loss.target}</text>
  </g>`;
}
