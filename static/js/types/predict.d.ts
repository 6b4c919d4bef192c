/** Questions that are asked before a beat is shown, lines with blanks, and what is open of them. */

import type { Text } from "../written.js";
import type { Cursor } from "../types";
import type { Trace } from "./trace";

/** One answer to a question; `mark` is the part of the picture that says the same. */
export interface Option {
  text: Text;
  mark?: string;
  /** Which misconception it shows, put right with this network's numbers; null on the right one. */
  slip: Text | null;
}

export interface Prediction {
  prompt: Text;
  options: Option[];
  /** Which option is right, by the trace. */
  right: number;
  /** Why, with the numbers of the beat that comes. */
  because: Text;
}

/** A wrong result that people come to, and from what. */
export interface Slip {
  value: number;
  text: Text;
}

/** A number of a worked line, which may be left out. */
export interface Blank {
  /** What it is, for the field that stands in its place. */
  name: string;
  value: number;
  key: string;
  /** Whether it stands in brackets where it is negative. */
  factor: boolean;
  /** By how much one may miss it whose other numbers are those on screen, which are rounded. */
  slack: number;
  slips: Slip[];
}

export interface Line {
  title: Text;
  /** What is computed, in symbols. */
  formula: string;
  parts: (string | Blank)[];
  /** Which of its numbers are left out first, by their place among `parts`. */
  fading: number[];
  hints: Text[];
}

/** How much of a line is left out: its result, a factor too, or all of it. */
export type Fading = 0 | 1 | 2;

export interface Judgement {
  right: boolean;
  /** What went wrong, where it is recognised. */
  slip: Text | null;
}

interface Asked {
  trace: Trace;
  row: number | null;
  /** Where the picture stands while it is open, and where it goes then. */
  at: Cursor;
  to: Cursor;
  /** Of which beat it is. */
  beat: number;
}

export interface AskedQuestion extends Asked {
  kind: "question";
  question: Prediction;
  /** The option that was chosen, "shown" where none was, null while it is open. */
  answer: number | "shown" | null;
}

export interface AskedLine extends Asked {
  kind: "line";
  line: Line;
  /** The places among the parts that are left out. */
  blanks: number[];
  /** One for each blank; null where nothing was checked yet. */
  verdicts: (Judgement | null)[];
  hints: number;
  answer: "right" | "shown" | null;
}

export type Exercise = AskedQuestion | AskedLine;

/** Whether one is asked before a beat is shown, and how that goes. */
export interface Predicting {
  mode: "question" | "line" | null;
  fading: Fading;
  /** Of this page alone; nothing keeps it. */
  tally: { right: number; answered: number };
  open: Exercise | null;
}
