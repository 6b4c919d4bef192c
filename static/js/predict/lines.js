/** What is to be filled in at a beat: one of its numbers as a line that is worked out, in symbols and in numbers. Pure. */

/** @import { Line } from "../types" */
/** @import { Work } from "./line-forward.js" */
/** @import { Subject } from "./subject.js" */
import { deposit, gather, send } from "./line-backward.js";
import { batch_norm, dropout, product, skip, sum } from "./line-forward.js";
import { gate } from "./line-gate.js";
import { activation, loss } from "./line-output.js";
import { measure, update } from "./line-update.js";

/** @type {Record<string, Work>} */
const WORK = {
  ...{ product, sum, batch_norm, activation, skip, dropout, loss },
  ...{ gate, deposit, send, gather, update, measure },
};

/** The line of a beat; null where it would be too long, or a number of it is not finite. @param {Subject} subject @param {number} beat @returns {Line | null} */
export function workedLine(subject, beat) {
  const { op, layer } = subject.trace.beats[beat];
  return WORK[op]?.(subject, layer ?? 0) ?? null;
}
