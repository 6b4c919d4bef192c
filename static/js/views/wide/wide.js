/**
 * A wide network: layers as strips of cells and weights as matrices on a canvas, and over it in SVG what can be picked, read and
 * spoken: the neuron in view with its strongest edges, the outputs, the loss.
 */

/** @import { State } from "../../types" */
/** @import { Actions } from "../../actions.js" */
/** @import { NodeMark } from "../../scene/neuron.js" */
/** @import { Strip, WideLayout } from "../../wide/layout.js" */
/** @import { Chip } from "../../wide/chips.js" */
import { html, useMemo } from "preact";
import { parseSelection, selectionId } from "../../names.js";
import { widthsOf } from "../../numbers.js";
import { swept } from "../../scene/moment.js";
import { stopId } from "../../place.js";
import { stepFrom, unitAt, weightAt } from "../../wide/hits.js";
import { layoutWide } from "../../wide/layout.js";
import { buildWide, placesOf } from "../../wide/scene.js";
import { EDGE_QUANTITIES } from "../../wide/words.js";
import { Edge, Flow } from "../edge.js";
import { Heads } from "../heads.js";
import { LossBox } from "../loss.js";
import { Neuron } from "../neuron.js";
import { ZoomFrame } from "../zoom.js";
import { WideCanvas } from "./canvas.js";
import { pointAt } from "./point.js";
import { Reading, WideLegend } from "./reading.js";
import { useWalk } from "./walk.js";

/** @param {{ state: State, actions: Actions, space: import("../../layout.js").Size }} props */
export function WideGraph({ state, actions, space }) {
  const trace = /** @type {NonNullable<State["trace"]>} */ (state.trace);
  const network = /** @type {NonNullable<State["network"]>} */ (state.network);
  const layout = useMemo(() => layoutWide(widthsOf(trace), space), [widthsOf(trace).join(), space.width, space.height]);
  const walk = useWalk(state, (here, key) => stepFrom(layout, here, key));
  const pointed = placesOf(state.pointed);
  const hovered = pointed.units.find(({ layer }) => layout.strips[layer] && !layout.strips[layer].circles);
  const cursor = swept(trace, state.cursor, state.grain);
  const scene = buildWide(
    { ...state, trace, network, layout, cursor },
    { units: [...walk.units, ...pointed.units], edges: [...walk.edges, ...pointed.edges], pointed: hovered },
  );
  /** @param {MouseEvent} event */
  const markAt = (event) => {
    const mark = /** @type {Element} */ (event.target).closest("[data-mark]");
    if (mark instanceof SVGElement && mark.dataset.mark) return mark.dataset.mark;
    const at = pointAt(event, layout);
    const unit = unitAt(layout, at);
    const weight = unit ? null : weightAt(layout, at);
    return unit ? selectionId({ kind: "neuron", ...unit }) : weight && selectionId({ kind: "weight", ...weight });
  };
  /** @param {PointerEvent} event */
  function point(event) {
    const id = event.buttons ? state.pointed : markAt(event);
    if (id !== state.pointed) actions.set({ pointed: id });
  }
  const { layer } = scene.beat;
  return html`<${ZoomFrame}
      key="wide"
      state=${state}
      actions=${actions}
      picture=${layout}
      centre=${layer === null || layout.upright ? null : layout.matrices[layer - 1]}
    >
      <${WideCanvas} state=${{ ...state, cursor }} scene=${scene} layout=${layout} />
      <svg
        ref=${walk.svg}
        class=${`graph graph-compact graph-wide${layout.upright ? " graph-upright" : ""}`}
        width=${layout.width}
        height=${layout.height}
        viewBox=${`0 0 ${layout.width} ${layout.height}`}
        role="group"
        aria-label=${`${network.name}, a picture of ${trace.layers.length} layers as strips of cells; arrow keys move from unit to unit, E goes to its strongest edges, Enter explains`}
        data-step=${trace.step}
        data-beat=${stopId(trace, state.cursor, state.grain)}
        onClick=${(/** @type {MouseEvent} */ event) => actions.select(parseSelection(markAt(event) ?? ""))}
        onPointerMove=${point}
        onPointerLeave=${() => state.pointed && actions.set({ pointed: null })}
        onKeyDown=${walk.onKeyDown}
      >
        <${Heads} state=${state} layout=${layout} />
        <${Captions} scene=${scene} layout=${layout} />
        <g class="edges">
          ${scene.outputs.map((edge) => html`<path key=${edge.id} class="edge-output" d=${edge.path} />`)}
          ${scene.marks.map((edge) => html`<path key=${`under ${edge.id}`} class="wide-casing" d=${edge.path} stroke-width=${edge.width + 3} />`)}
          ${scene.marks.map((edge) => html`<${Edge} key=${edge.id} edge=${edge} quiet=${false} under=${edge.flow !== null} pointed=${edge.id === state.pointed} />`)}
          ${[...scene.outputs, ...scene.marks].map((edge) => edge.flow && html`<${Flow} key=${`f-${edge.id}`} path=${edge.path} flow=${edge.flow} />`)}
        </g>
        <g class="cells">
          ${scene.cells.map((node) => html`<${Cell} key=${node.id} node=${node} strip=${layout.strips[node.layer]} seen=${node.layer === scene.focus.layer && node.unit === scene.focus.unit} pointed=${node.id === state.pointed} />`)}
        </g>
        <path class="wide-marked" d=${outlines(layout, state.marked)} />
        <g class="neurons">
          ${scene.circles.map((node) => html`<${Neuron} key=${node.id} node=${node} layout=${layout} marked=${state.marked.includes(node.id)} pointed=${state.pointed} />`)}
        </g>
        <${LossBox} loss=${scene.loss} pointed=${state.pointed === "loss"} />
        <g class="labels">${scene.chips.map((chip) => html`<${NumberChip} key=${chip.id} chip=${chip} />`)}</g>
      </svg>
    <//>
    <${Reading} state=${state} scene=${scene} network=${network} />
    <${WideLegend} state=${state} scene=${scene} layout=${layout} />`;
}

/** The cells that a finding is about, as one path however many they are. @param {WideLayout} layout @param {string[]} marked */
const outlines = ({ strips, nodes }, marked) =>
  marked
    .flatMap((id) => placesOf(id).units)
    .filter(({ layer, unit }) => !strips[layer]?.circles && nodes[layer]?.[unit])
    .map(({ layer, unit }) => {
      const [{ x, y }, { width, height }] = [nodes[layer][unit], strips[layer].cell];
      return `M${x - width / 2} ${y - height / 2}h${width}v${height}h${-width}z`;
    })
    .join("");

/** What each matrix shows. @param {{ scene: import("../../wide/scene.js").WideScene, layout: WideLayout }} props */
function Captions({ scene, layout: { matrices, upright } }) {
  return html`<g class="wide-captions" aria-hidden="true">
    ${scene.heats.map(({ quantity, active }, i) => {
      const { x, y, width, height } = matrices[i];
      const place = upright ? { x: x + width / 2, y: y - height / 2 + 14 } : { x, y: y - height / 2 - 5 };
      return html`<text key=${i} class=${active ? "is-active" : ""} ...${place}>${EDGE_QUANTITIES[quantity]}</text>`;
    })}
  </g>`;
}

/** The cell of a unit that can be focused, spoken and picked. @param {{ node: NodeMark, strip: Strip, seen: boolean, pointed: boolean }} props */
function Cell({ node, strip: { cell }, seen, pointed }) {
  const [width, height] = [cell.width + 1, cell.height + 1];
  return html`<g
    id=${node.id}
    data-mark=${node.id}
    class=${`wide-cell${seen ? " is-seen" : ""}${node.selected ? " selected" : ""}${pointed ? " pointed" : ""}`}
    transform=${`translate(${node.x} ${node.y})`}
    role="button"
    tabindex="-1"
    aria-label=${node.name}
    aria-pressed=${node.selected}
  >
    <rect class="cell-ring" x=${-width / 2} y=${-height / 2} width=${width} height=${height} rx="2" />
  </g>`;
}

/** A number on its edge, or what the edges that are left out add up to. @param {{ chip: Chip }} props */
function NumberChip({ chip }) {
  const height = chip.lines.length * 15 + 5;
  const first = chip.lines.length > 1 ? -3 : 4;
  return html`<g
    class=${`label label-fan label-${chip.id === "pointed" ? "pointed" : "edge"} ${chip.tone}`}
    transform=${`translate(${chip.x} ${chip.y})`}
    opacity=${chip.opacity}
    data-mark=${chip.mark}
  >
    <rect x=${-chip.width / 2} y=${-height / 2} width=${chip.width} height=${height} rx=${Math.min(10, height / 2)} />
    ${chip.lines.map((line, i) => html`<text y=${first + i * 14} data-number=${i === chip.lines.length - 1 ? chip.key : undefined}>${line}</text>`)}
  </g>`;
}
