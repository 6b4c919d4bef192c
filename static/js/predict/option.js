/** The answers that a question offers. */

/** @import { Option, Prediction } from "../types" */
/** @import { Subject } from "./subject.js" */
/** @import { Text } from "../written.js" */
import { neuronSymbol, selectionId } from "../names.js";

/** More answers than this nobody weighs. */
const MOST = 4;

/** Answers in their own order; on the right one no slip stands. @param {number} right @param {Option[]} options @returns {Pick<Prediction, "options" | "right">} */
export function choose(right, options) {
  return { options: options.map((option, i) => (i === right ? { ...option, slip: null } : option)), right };
}

/** The right place among the most tempting others, in the order in which they stand. @param {number} right @param {number[]} tempting */
export function listed(right, tempting) {
  return [...new Set([right, ...tempting])].slice(0, MOST).sort((a, b) => a - b);
}

/** Neurons to choose from. @param {Subject} subject @param {number} layer @param {number[]} units @param {number} right @param {(unit: number) => Text} slip */
export function toUnit({ network }, layer, units, right, slip) {
  return choose(
    units.indexOf(right),
    units.map((unit) => ({
      text: [neuronSymbol(network, layer, unit)],
      mark: selectionId({ kind: "neuron", layer, unit }),
      slip: unit === right ? null : slip(unit),
    })),
  );
}
