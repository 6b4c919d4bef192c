/** The marks of the small picture, one at a time, for those few units and edges of a wide one that have an element. Pure. */

/** @import { Moment } from "../scene/moment.js" */
/** @import { Point } from "../layout.js" */
/** @import { Unit, Weight } from "./fans.js" */
import { edgeMark } from "../scene/edge.js";
import { lossMark, outputEdge } from "../scene/loss.js";
import { knownAt, progressAt, scaleOf } from "../scene/moment.js";
import { nodeMark } from "../scene/neuron.js";

/** No deposit is written on an edge itself here. @type {Set<string>} */
const NONE = new Set();

/** @param {Moment} moment */
export function marksAt(moment) {
  const { trace, layout } = moment;
  const [known, progress, scale] = [knownAt(moment), progressAt(moment), scaleOf(trace)];
  return {
    known,
    progress,
    scale,
    /** @param {Unit} unit */
    node: ({ layer, unit }) => nodeMark(moment, known, progress, scale, layer, unit, layout.nodes[layer][unit]),
    /** @param {Weight} weight @param {string} path  where it runs */
    edge: ({ layer, from, unit }, path) => ({
      ...edgeMark(moment, known, progress, scale, layer, from, unit, NONE),
      path,
      // What would lie on the line of the small picture has no place on this one.
      bead: null,
    }),
    /** @param {Point} at @param {number} unit */
    output: (at, unit) => outputEdge(moment, progress, scale, at, unit),
    loss: () => lossMark(moment, known, progress),
  };
}
