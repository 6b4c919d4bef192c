/**
 * What one is asked before a beat is shown. A question is computed from the trace, the beat and the row alone, so the same place
 * always asks the same; where the answer would be a matter of taste, nothing is asked. Pure.
 */

/** @import { Prediction } from "../types" */
/** @import { Ask } from "./ask-forward.js" */
/** @import { Subject } from "./subject.js" */
import { activation } from "./ask-activation.js";
import { deposit, gather, send } from "./ask-backward.js";
import { loss, sum } from "./ask-forward.js";
import { gate } from "./ask-gate.js";
import { measure, update } from "./ask-update.js";

/** @type {Record<string, Ask>} */
const ASK = { sum, activation, loss, gate, deposit, send, gather, update, measure };

/** All that could be asked before a beat. @param {Subject} subject @param {number} beat @returns {Prediction[]} */
export function questionsAt(subject, beat) {
  const { op, layer } = subject.trace.beats[beat];
  return ASK[op]?.(subject, layer ?? 0) ?? [];
}

/** What is asked before a beat: where there is a choice, another one at the next step. @param {Subject} subject @param {number} beat @returns {Prediction | null} */
export function questionOf(subject, beat) {
  const questions = questionsAt(subject, beat);
  return questions[(subject.trace.step + beat) % questions.length] ?? null;
}
