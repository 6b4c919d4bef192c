/** The numbers that stand on edges at a beat: which ones, where, and how many had to be left out. */

/** @import { Moment } from "./moment.js" */
/** @import { NodeMark } from "./neuron.js" */
/** @import { Kind } from "./sayings.js" */
/** @import { Text } from "../written.js" */
import { edgeCurve, labelWidth, LABEL_HEIGHT, obstaclesOf, pointOn, VALVE } from "../layout.js";
import { placeLabels } from "../placing.js";
import { halfExtent } from "../layout.js";
import { between, ease, magnitude, tone } from "../scales.js";
import { plain } from "../written.js";
import { atOnce, partNow, progressAt } from "./moment.js";
import { quantitiesAt } from "./quantities.js";
import { KINDS } from "./sayings.js";
import { toldOf } from "./ledger.js";

/** @import { Box, Curve, Point } from "../layout.js" */
/** @typedef {{ id: string, slot: Point, x: number, y: number, width: number, height: number, type: number, text: string, lines: Text[], tone: string, kind: Kind, opacity: number, layer: number, from: number, unit: number }} Label  the last of its lines is the result */
/** @typedef {{ from: number, unit: number }} Ends */

/** Up to so many edges each carries its number; beyond, only those of one neuron do. */
const MOST_LABELS = 24;
const MOST_AT_REST = 8;
/** What a line above the result takes. */
const WORKING = { height: 15, type: 12 };

/**
 * @param {Moment} moment
 * @param {NodeMark[]} nodes
 * @returns {{ labels: Label[], left: string }}  `left` says what was left out, empty where nothing was
 */
export function edgeLabels(moment, nodes) {
  const { trace } = moment;
  const obstacles = takenBy(moment, nodes);
  /** @type {Label[]} */
  const labels = [];
  const left = [];
  for (const [index, values] of trace.layers.entries()) {
    const layer = index + 1;
    const count = values.w.length * values.b.length;
    const kinds = kindsAt(moment, layer);
    const [subject] = kinds;
    // What stood there before keeps its place.
    for (const kind of kinds.toReversed()) {
      if (kind === "weight" && count > MOST_AT_REST) continue;
      const made = makeLabels(moment, layer, kind, edgesWanted(moment, layer, count), obstacles, kind !== subject);
      obstacles.push(...made.map(({ slot, width, height }) => ({ ...slot, width, height })));
      labels.push(...made);
      const spoken = kind === subject && kind !== "weight" && made.every((label) => label.opacity > 0);
      if (spoken && made.length < count)
        left.push(
          `Numbers on ${made.length} of ${count} edges of layer ${layer}; select a neuron or an edge for its own.`,
        );
    }
  }
  return { labels: labels.filter((label) => label.opacity > 0), left: left[0] ?? "" };
}

/** What must not be covered: neurons and their texts, and what is played above and beside them. @param {Moment} moment @param {NodeMark[]} nodes @returns {Box[]} */
function takenBy({ layout }, nodes) {
  const played = nodes.flatMap(({ x, y, layer, stage, gate, gradient }) => [
    // On a phone the gradient of an input stands where its edges begin.
    ...(gradient && layout.upright && layer === 0 ? [{ x, y: y + layout.radius + 15, width: 84, height: 22 }] : []),
    ...(stage ? [{ ...stage, x: x + stage.x, y: y + stage.y }] : []),
    ...(gate && !layout.upright ? [{ x: x + halfExtent(layout) + VALVE.length / 2, y, ...{ width: VALVE.length, height: 52 } }] : []), // prettier-ignore
  ]);
  return [...obstaclesOf(layout), ...played];
}

/** What the edges of a layer say at this beat, its subject first. @param {Moment} moment @param {number} layer @returns {Kind[]} */
function kindsAt(moment, layer) {
  const { trace, cursor } = moment;
  const beat = trace.beats[cursor.beat];
  if (atOnce(moment)) return [beat.phase === "forward" ? "product" : "message"];
  if (beat.op === "update") return ["update"];
  if (beat.layer !== layer) return ["weight"];
  switch (beat.op) {
    case "product":
    case "sum":
      return ["product"];
    case "deposit":
      return ["deposit"];
    case "send":
      return ["message", "deposit"];
    case "gather":
      return ["message"];
    default:
      return ["weight"];
  }
}

/** The edges that carry numbers: all, or where those are too many the ones of the neuron at work or selected. @param {Moment} moment @param {number} layer @param {number} count @returns {Ends[]} */
function edgesWanted(moment, layer, count) {
  const { trace, cursor, selection } = moment;
  const { w, b } = trace.layers[layer - 1];
  const into = (/** @type {number} */ unit) => w.map((_, from) => ({ from, unit }));
  if (count <= MOST_LABELS) return b.flatMap((_, unit) => into(unit));
  const part = partNow(moment);
  const outOf = (/** @type {number} */ from) => b.map((_, unit) => ({ from, unit }));
  if (part?.layer === layer) return trace.beats[cursor.beat].op === "gather" ? outOf(part.unit) : into(part.unit);
  if (selection?.kind === "neuron" && selection.layer === layer - 1) return outOf(selection.unit);
  return into(selection && selection.kind !== "loss" && selection.layer === layer ? selection.unit : 0);
}

/**
 * @param {Moment} moment
 * @param {number} layer
 * @param {Kind} kind
 * @param {Ends[]} edges
 * @param {Box[]} obstacles
 * @param {boolean} brief
 * @returns {Label[]}
 */
function makeLabels(moment, layer, kind, edges, obstacles, brief) {
  const { trace, layout, cursor } = moment;
  const { type } = layout;
  const progress = progressAt(moment);
  const { op, phase } = trace.beats[cursor.beat];
  const { value, ways, weighs, stops, family } = KINDS[kind];
  const told = kind === "update" ? toldOf(moment) : null;
  const drafts = edges.map(({ from, unit }) => {
    const n = quantitiesAt(moment, { layer, unit, from });
    // Once the weights have changed, the ones at rest are the new ones.
    const about = { now: op === "measure" ? "w_after" : "w", row: moment.row, network: moment.network, trace };
    const isTold = told?.layer === layer && told.unit === unit && told.from === from;
    const lines = ways(n, about).filter((each) => !brief || each.length === 1);
    return {
      from,
      unit,
      lines,
      widths: lines.map((each) => widthOf(each, type)),
      heights: lines.map((each) => LABEL_HEIGHT + (type > 12 ? 2 : 0) + (each.length - 1) * WORKING.height),
      tone: tone(value(n, about.now), family),
      weight: isTold ? Infinity : magnitude((weighs ?? value)(n, about.now)),
      curve: edgeCurve(layout, layout.nodes[layer - 1][from], layout.nodes[layer][unit]),
    };
  });
  drafts.sort((a, b) => (a.weight === b.weight ? 0 : b.weight - a.weight));
  const shown = drafts.slice(0, MOST_LABELS);
  const slots = placeLabels(shown, stops, obstacles);
  return shown.flatMap((draft, i) => {
    const slot = slots[i];
    if (!slot) return [];
    const { from, unit } = draft;
    const { at, opacity } = motion(kind, op, progress(phase, layer, op, unit, from), slot, draft.curve);
    const lines = draft.lines[slot.fit];
    return [
      {
        id: `${kind}-${layer}-${from}-${unit}`,
        ...at,
        slot,
        width: slot.width,
        height: draft.heights[slot.fit],
        type,
        text: plain(lines[lines.length - 1]),
        lines,
        tone: draft.tone,
        kind,
        opacity,
        layer,
        from,
        unit,
      },
    ];
  });
}

/** The last line is as large as the numbers of the picture, those above it are smaller. @param {Text[]} lines @param {number} type */
function widthOf(lines, type) {
  return Math.max(...lines.map((line, i) => labelWidth(plain(line), i === lines.length - 1 ? type : WORKING.type)));
}

/**
 * Where a label is at a time within its beat: a deposit comes out of what made it and settles, the others appear where they rest.
 * @param {Kind} kind
 * @param {string} op
 * @param {number} time
 * @param {Point} slot
 * @param {Curve} curve
 */
function motion(kind, op, time, slot, curve) {
  if (kind === "product" && op === "product") return { at: slot, opacity: between(time, 0.45, 0.8) };
  if (kind === "deposit" && op === "deposit") {
    const [start, left] = [pointOn(curve, 1), 1 - ease(between(time, 0.1, 0.8))];
    const at = { x: slot.x + (start.x - slot.x) * left, y: slot.y + (start.y - slot.y) * left };
    return { at, opacity: between(time, 0, 0.4) };
  }
  if (kind === "message" && op === "send") return { at: slot, opacity: between(time, 0.6, 0.9) };
  if (kind === "update") return { at: slot, opacity: between(time, 0, 0.4) };
  return { at: slot, opacity: 1 };
}
