/** What a scene is made of, and what of it the cursor has reached. */

/** @import { Beat, Catalog, Cursor, Grain, NetworkSummary, Selection, Trace } from "../types" */
/** @import { Layout } from "../layout.js" */
import { partAt, partCount, partIndex } from "../parts.js";
import { largest } from "../scales.js";
import { reached } from "../timeline.js";
import { once } from "../once.js";

/**
 * @typedef {object} Instant a trace and where in it one stands
 * @property {Trace} trace
 * @property {NetworkSummary} network
 * @property {Catalog | null} catalog
 * @property {Cursor} cursor
 * @property {Grain} grain
 * @property {number | null} row  null for the whole batch
 * @property {Selection | null} selection
 */
/** @typedef {Instant & { layout: Layout }} Moment all that a scene is made of */
/** @typedef {(phase: Beat["phase"], layer: number | null, op: string, unit?: number, term?: number) => boolean} Known */
/** @typedef {(phase: Beat["phase"], layer: number | null, op: string, unit?: number, term?: number) => number} Progress */
/** @typedef {{ weight: number, activation: number, gradient: number }} Scale the largest of each kind */

/** From which time within its beat a result is there, so that it follows what moves. @type {Record<string, number>} */
const ARRIVES = { sum: 0.55, activation: 0.35, loss: 0.6, gate: 0.6, gather: 0.55 };

/**
 * How far an operation has come, 0 before it begins and 1 once it is done: of the whole beat, of one of its units, or of one
 * term of a unit. All that moves in a scene follows from it.
 * @param {Pick<Instant, "trace" | "cursor" | "grain">} moment @returns {Progress}
 */
export function progressAt({ trace, cursor, grain }) {
  const beat = trace.beats[cursor.beat];
  return (phase, layer, op, unit, term) => {
    const withLayers = phase === "forward" || phase === "backward";
    const state = reached(trace.beats, cursor.beat, phase, withLayers ? layer : null, op);
    if (state !== "now") return state === "after" ? 1 : 0;
    if (cursor.part === null) return cursor.time;
    const last = partCount(trace, beat, grain) - 1;
    const own =
      unit === undefined || layer === null
        ? last
        : (partIndex(trace, beat, grain, { layer, unit, term: term ?? null }) ?? last);
    if (own !== cursor.part) return own < cursor.part ? 1 : 0;
    return cursor.time;
  };
}

/** Whether the result of an operation is there. @param {Pick<Instant, "trace" | "cursor" | "grain">} moment @returns {Known} */
export function knownAt(moment) {
  const progress = progressAt(moment);
  return (phase, layer, op, unit, term) => progress(phase, layer, op, unit, term) >= (ARRIVES[op] ?? 0.5);
}

/** The part of its beat that a cursor stands at, null where the beat is shown as a whole. @param {Pick<Instant, "trace" | "cursor" | "grain">} moment */
export const partNow = ({ trace, cursor, grain }) => partAt(trace, trace.beats[cursor.beat], grain, cursor.part);

/**
 * What the picture shows of a phase while it moves: its beats, one after the other.
 * @param {Trace} trace @param {Cursor} cursor @param {Grain} grain @returns {Cursor}
 */
export function swept(trace, cursor, grain) {
  if (grain !== "phase" || cursor.time === 1) return cursor;
  const first = trace.beats.findIndex(({ phase }) => phase === trace.beats[cursor.beat].phase);
  const along = cursor.time * (cursor.beat - first + 1);
  return { beat: first + Math.floor(along), part: null, time: along % 1 };
}

/**
 * Whether all layers of a phase are shown at once, as they stand once it has gone by.
 * @param {Pick<Instant, "trace" | "cursor" | "grain">} moment
 */
export function atOnce({ trace, cursor, grain }) {
  const { phase } = trace.beats[cursor.beat];
  return grain === "phase" && cursor.time === 1 && (phase === "forward" || phase === "backward");
}

/** @param {Trace} trace @returns {Scale} */
export function scaleOf(trace) {
  return once(trace, "scale", () => ({
    weight: largest(trace.layers.map((layer) => layer.w)),
    activation: largest([trace.x, ...trace.layers.map((layer) => layer.a)]),
    gradient: largest(trace.layers.map((layer) => layer.grad_z)),
  }));
}
