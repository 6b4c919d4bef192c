/** A wide network as data: from a moment to strips, matrices, the edges of the neuron in view and what is said of the rest. Pure. */

/** @import { Moment } from "../scene/moment.js" */
/** @import { Selection } from "../types" */
/** @import { Fan, Unit, Weight } from "./fans.js" */
/** @import { WideLayout } from "./layout.js" */
import { formatNumber } from "../format.js";
import { labelWidth } from "../layout.js";
import { parseSelection } from "../names.js";
import { numberKey } from "../numbers.js";
import { progressAt } from "../scene/moment.js";
import { between, tone } from "../scales.js";
import { fansOf, focusOf } from "./fans.js";
import { marksAt } from "./marks.js";
import { edgePath, numberPlaces } from "./places.js";
import { cellsAt, heatAt } from "./shown.js";
import { leftOut, readings, restKey } from "./words.js";

/** @typedef {ReturnType<typeof buildWide>} WideScene */
/** @typedef {{ id: string, key: string, mark: string | null, x: number, y: number, width: number, lines: string[], tone: string, opacity: number }} Chip */

/** From which time within its beat a number stands on its edge. */
const ARRIVES = { start: 0.45, end: 0.8 };

/**
 * @param {Moment & { layout: WideLayout }} moment
 * @param {{ units: Unit[], edges: Weight[] }} also  what the keyboard or the pointer has come to
 */
export function buildWide(moment, also) {
  const { trace, layout, cursor, selection } = moment;
  const beat = trace.beats[cursor.beat];
  const make = marksAt(moment);
  const focus = focusOf(moment);
  const fans = fansOf(moment, focus, layout.fan);
  const drawn = fans.map((fan) => withPlaces(moment, make.progress, fan, focus));
  const has = (/** @type {Weight} */ edge) => fans.some(({ edges }) => edges.some((own) => sameEdge(own, edge)));
  const extra = [...also.edges, ...(selection?.kind === "weight" ? [selection] : [])]
    .filter((edge, i, all) => !has(edge) && all.findIndex((other) => sameEdge(other, edge)) === i)
    .map(({ layer, from, unit }) => ({ layer, from, unit, by: halfway(layout, { layer, from, unit }) }));
  const marks = [...drawn.flatMap(({ edges }) => edges), ...extra].map(({ by, ...place }) =>
    make.edge(place, edgePath(layout, place, by)),
  );
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
    marks,
    circles,
    cells,
    fans,
    chips: drawn.flatMap(({ chips }) => chips),
    outputs: layout.strips[last].circles ? layout.nodes[last].map(make.output) : [],
    loss: make.loss(),
    shown: layout.strips.map((_, layer) => cellsAt(moment, layer)),
    heats: layout.matrices.map((_, i) => heatAt(moment, i + 1)),
    readings: readings(moment, make.known, focus),
    left: fans.map((fan) => leftOut(moment, fan, focus)),
  };
}

/** @param {Weight} a @param {Weight} b */
export const sameEdge = (a, b) => a.layer === b.layer && a.from === b.from && a.unit === b.unit;

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

/** The edges of a fan with the places of their numbers, and what stands there. @param {Moment & { layout: WideLayout }} moment @param {ReturnType<typeof progressAt>} progress @param {Fan} fan @param {Unit} focus */
function withPlaces(moment, progress, fan, focus) {
  const { trace, layout, cursor, row } = moment;
  const { layer, quantity, edges, rest, side, adds } = fan;
  const beat = trace.beats[cursor.beat];
  const places = numberPlaces(layout, layer, edges);
  const family = quantity === "message" || quantity === "share" ? "gradient" : "value";
  const moving =
    ["product", "deposit", "send", "update"].includes(beat.op) && (beat.layer === layer || beat.op === "update");
  const opacity = (/** @type {number} */ time) => (moving ? between(time, ARRIVES.start, ARRIVES.end) : 1);
  const chips = edges.map((edge, i) => {
    const lines = [formatNumber(Number.isNaN(edge.value) ? null : edge.value)];
    return {
      id: `fan-${layer}-${edge.from}-${edge.unit}`,
      key: numberKey(quantity, edge, row),
      mark: `w-${layer}-${edge.from}-${edge.unit}`,
      ...places.edges[i],
      width: labelWidth(lines[0]),
      lines,
      tone: tone(Number.isNaN(edge.value) ? null : edge.value, family),
      opacity: opacity(progress(beat.phase, layer, beat.op, edge.unit, edge.from)),
    };
  });
  const whole =
    side === "in"
      ? opacity(progress(beat.phase, layer, beat.op, focus.unit))
      : opacity(progress(beat.phase, layer, beat.op));
  if (rest.count && adds)
    chips.push({
      id: `rest-${side}`,
      key: restKey({ side, layer, unit: focus.unit, row }),
      mark: "",
      ...places.rest,
      width: labelWidth(`+${rest.count} more`),
      lines: [`+${rest.count} more`, formatNumber(Number.isNaN(rest.sum) ? null : rest.sum)],
      tone: "tone-rest",
      opacity: whole,
    });
  return {
    edges: edges.map((edge, i) => ({ layer, from: edge.from, unit: edge.unit, by: places.edges[i] })),
    chips: chips.filter((chip) => chip.opacity > 0),
  };
}
