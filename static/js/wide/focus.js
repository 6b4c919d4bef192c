/** Which neuron a wide picture is about. Pure. */

/** @import { Trace } from "../types" */
/** @import { Moment } from "../scene/moment.js" */
/** @import { Unit } from "./fans.js" */
import { partNow } from "../scene/moment.js";
import { strongestOf, unitsOf, unitValues, weightValues } from "./values.js";
import { once } from "../once.js";

/** By which quantity the neuron is found that a beat is about, the same as its sentence speaks of: of its edges or its own. @type {Record<string, string>} */
const OF_EDGES = { product: "product", deposit: "share", send: "message" };
/** @type {Record<string, string>} */
const OF_UNITS = {
  sum: "z",
  batch_norm: "z",
  activation: "h",
  skip: "h",
  dropout: "a",
  gate: "grad_h",
  gather: "grad_a",
};

/** The neuron whose edges are drawn: the one picked, the one at work, or else the strongest. @param {Moment} moment @returns {Unit} */
export function focusOf(moment) {
  const { trace, cursor, row, selection } = moment;
  if (selection && selection.kind !== "loss") return { layer: selection.layer, unit: selection.unit };
  const { op, layer, phase } = trace.beats[cursor.beat];
  const part = partNow(moment);
  const below = op === "gather" ? 1 : 0;
  if (part) return { layer: part.layer - below, unit: part.unit };
  if (op === "update") return steepest(trace);
  if (layer === null) return strongest(moment, trace.layers.length, "a");
  if (OF_EDGES[op]) {
    const unit = once(trace, `subject ${op} ${layer} ${row}`, () =>
      strongestOf(weightValues(trace, row, OF_EDGES[op], layer)),
    );
    return { layer, unit: unit % unitsOf(trace, layer) };
  }
  return strongest(moment, layer - below, phase === "update" ? "a" : OF_UNITS[op]);
}

/** @param {Moment} moment @param {number} layer @param {string} quantity @returns {Unit} */
const strongest = ({ trace, row }, layer, quantity) => ({
  layer,
  unit: strongestOf(unitValues(trace, row, quantity, layer)),
});

/** The neuron that the steepest weight belongs to. @param {Trace} trace @returns {Unit} */
function steepest(trace) {
  return once(trace, "steepest unit", () => {
    const found = trace.layers.map((_, index) => {
      const gradients = weightValues(trace, null, "share", index + 1);
      const at = strongestOf(gradients);
      return { layer: index + 1, unit: at % unitsOf(trace, index + 1), size: Math.abs(gradients[at]) };
    });
    const { layer, unit } = found.reduce((best, each) => (each.size > best.size ? each : best));
    return { layer, unit };
  });
}
