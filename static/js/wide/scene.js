/** A wide network as data: from a moment to strips, matrices, the edges of the neuron in view and what is said of the rest. Pure. */

/** @import { Moment } from "../scene/moment.js" */
/** @import { Selection } from "../types" */
/** @import { Unit, Weight } from "./fans.js" */
/** @import { WideLayout } from "./layout.js" */
import { parseSelection } from "../names.js";
import { numberChips, pointedChip, restChip } from "./chips.js";
import { fansOf, sameEdge } from "./fans.js";
import { focusOf } from "./focus.js";
import { marksAt } from "./marks.js";
import { edgePath, numberPlaces } from "./places.js";
import { cellsAt, heatAt } from "./shown.js";
import { leftOut, readings } from "./words.js";

/** @typedef {ReturnType<typeof buildWide>} WideScene */

/**
 * @param {Moment & { layout: WideLayout }} moment
 * @param {{ units: Unit[], edges: Weight[], pointed?: Unit }} also  what the keyboard or the pointer has come to
 */
export function buildWide(moment, also) {
  const { trace, layout, cursor, selection } = moment;
  const beat = trace.beats[cursor.beat];
  const make = marksAt(moment);
  const focus = focusOf(moment);
  const wanted = [...also.edges, ...(selection?.kind === "weight" ? [selection] : [])];
  const fans = fansOf(moment, focus, layout.fan, wanted);
  const chipOf = numberChips(moment, make.progress);
  const drawn = fans.flatMap((fan) => {
    const places = numberPlaces(layout, fan.layer, fan.edges);
    return fan.edges.map((edge, i) => ({ edge, by: places.edges[i] }));
  });
  const extra = wanted
    .filter(
      (edge, i) => ![...drawn.map((own) => own.edge), ...wanted.slice(0, i)].some((other) => sameEdge(other, edge)),
    )
    .map((edge) => ({ edge, by: halfway(layout, edge) }));
  const edges = [...drawn, ...extra];
  const circles = layout.strips.flatMap(({ circles: round }, layer) =>
    round ? layout.nodes[layer].map((_, unit) => make.node({ layer, unit })) : [],
  );
  // One element each, and none for the hundreds of others.
  const cells = [...also.units, focus]
    .filter(
      ({ layer, unit }, i, all) =>
        !layout.strips[layer].circles && all.findIndex((other) => sameUnit(other, { layer, unit })) === i,
    )
    .map(make.node);
  const last = trace.layers.length;
  return {
    beat,
    scale: make.scale,
    focus,
    marks: edges.map(({ edge, by }) => make.edge(edge, edgePath(layout, edge, by))),
    circles,
    cells,
    fans,
    chips: [
      ...edges.map(({ edge, by }) => chipOf(edge, by)),
      ...fans.flatMap((fan) => restChip(moment, make.progress, fan, focus)),
      ...(also.pointed ? [pointedChip(moment, also.pointed)] : []),
    ].filter(({ opacity }) => opacity > 0),
    outputs: layout.strips[last].circles ? layout.nodes[last].map(make.output) : [],
    loss: make.loss(),
    shown: layout.strips.map((_, layer) => cellsAt(moment, layer)),
    heats: layout.matrices.map((_, i) => heatAt(moment, i + 1)),
    readings: readings(moment, make.known, focus),
    left: fans.map((fan) => leftOut(moment, fan, focus)),
  };
}

/** @param {Unit} a @param {Unit} b */
export const sameUnit = (a, b) => a.layer === b.layer && a.unit === b.unit;

/** What a name of a mark says beside neurons and edges is nothing here. @param {string | null} id @returns {{ units: Unit[], edges: Weight[] }} */
export function placesOf(id) {
  const mark = /** @type {Selection | null} */ (id ? parseSelection(id) : null);
  if (mark?.kind === "weight") return { units: [], edges: [mark] };
  return { units: mark && mark.kind !== "loss" ? [{ layer: mark.layer, unit: mark.unit }] : [], edges: [] };
}

/** @param {WideLayout} layout @param {Weight} edge */
function halfway({ nodes, matrices, upright }, { layer, from, unit }) {
  const [a, b, box] = [nodes[layer - 1][from], nodes[layer][unit], matrices[layer - 1]];
  return upright ? { x: (a.x + b.x) / 2, y: box.y } : { x: box.x, y: (a.y + b.y) / 2 };
}
