/** What a scene is made of, and what of it the cursor has reached. */

/** @import { Beat, Catalog, Cursor, NetworkSummary, Selection, Trace } from "../types" */
/** @import { Layout } from "../layout.js" */
import { largest } from "../scales.js";
import { reached } from "../timeline.js";

/**
 * @typedef {object} Moment all that a scene is made of
 * @property {Trace} trace
 * @property {NetworkSummary} network
 * @property {Catalog | null} catalog
 * @property {Layout} layout
 * @property {Cursor} cursor
 * @property {number} row
 * @property {Selection | null} selection
 */
/** @typedef {(phase: Beat["phase"], layer: number | null, op: string) => boolean} Known */
/** @typedef {{ weight: number, activation: number, gradient: number }} Scale the largest of each kind */

/** From which time within its beat a result is there, so that it follows what moves. @type {Record<string, number>} */
const ARRIVES = { sum: 0.55, activation: 0.35, loss: 0.6, gate: 0.6, gather: 0.55 };

/** Whether the result of an operation is there. @param {Moment} moment @returns {Known} */
export function knownAt({ trace, cursor }) {
  return (phase, layer, op) => {
    const state = reached(trace.beats, cursor.beat, phase, layer, op);
    return state === "after" || (state === "now" && cursor.time >= (ARRIVES[op] ?? 0.5));
  };
}

/** Neurons must stand this far apart for the plots of their activations. */
const CURVE_ROOM = 170;

/** The layer whose neurons show their activation as a curve; null where none does. @param {Moment} moment */
export function curvedLayer({ trace, layout, cursor }) {
  const { op, layer } = trace.beats[cursor.beat];
  const shown = (op === "activation" || op === "gate") && !layout.upright && layout.step >= CURVE_ROOM;
  return shown ? layer : null;
}

/** @param {Trace} trace @returns {Scale} */
export function scaleOf(trace) {
  return {
    weight: largest(trace.layers.map((layer) => layer.w)),
    activation: largest([trace.x, ...trace.layers.map((layer) => layer.a)]),
    gradient: largest(trace.layers.map((layer) => layer.grad_z)),
  };
}
