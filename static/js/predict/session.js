/**
 * Which question or line is open, and what it asks. It belongs to the place at which it was asked: whoever goes elsewhere, by
 * whatever way, has left it behind. Pure.
 */

/** @import { Cursor, Exercise, Fading, State } from "../types" */
import { partAt, stopBeside } from "../parts.js";
import { blanksOf } from "./blank.js";
import { workedLine } from "./lines.js";
import { questionOf } from "./questions.js";

/** What is asked here and not answered yet, or was answered on the way here; null where there is nothing. @param {State} state @returns {Exercise | null} */
export function exerciseIn({ predicting, trace, row, cursor, playing, phase }) {
  const { open } = predicting;
  if (!open || open.trace !== trace || open.row !== row || phase !== "still") return null;
  if (open.answer !== null) return cursor.beat === open.to.beat ? open : null;
  return !playing && cursor.beat === open.at.beat && cursor.part === open.at.part ? open : null;
}

/** What is asked on the way from one stop to another: of the first beat between of which something can be asked. @param {State} state @param {Cursor} at @param {Cursor} to @returns {Exercise | null} */
export function askOn(state, at, to) {
  const { trace, network, row, grain, predicting } = state;
  if (!trace || !network) return null;
  for (let beat = at.beat + 1; beat <= to.beat; beat++) {
    const part = beat === to.beat ? partAt(trace, trace.beats[beat], grain, to.part) : null;
    const subject = { ...state, trace, network, part };
    const asked = { trace, row, at, to, beat, answer: null };
    if (predicting.mode === "question") {
      const question = questionOf(subject, beat);
      if (question) return { ...asked, kind: "question", question };
    } else {
      const line = workedLine(subject, beat);
      if (line) return blanked({ ...asked, kind: "line", line, blanks: [], verdicts: [], hints: 0 }, predicting.fading);
    }
  }
  return null;
}

/** A line with its blanks, nothing in them yet. @param {import("../types").AskedLine} exercise @param {Fading} fading */
export function blanked(exercise, fading) {
  const blanks = blanksOf(exercise.line, fading);
  return { ...exercise, blanks, verdicts: blanks.map(() => null) };
}

/** Whether the step has a stop after this one. @param {State} state */
export const goesOn = ({ trace, cursor, grain }) => trace !== null && stopBeside(trace, cursor, grain, 1) !== null;
