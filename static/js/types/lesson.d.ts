/** A lesson as its page has it: what app/lessons/model.py says, its words as HTML. */

import type { View } from "../types";
import type { Edit, NetworkRequest } from "./network";

export type Panel = "timeline" | "inspector" | "training" | "curves" | "build" | "diagnosis";

export type Group = "data" | "batch" | "layers" | "learning";

export interface NetworkSource {
  preset: string | null;
  request: NetworkRequest | null;
  train: { steps: number } | { epochs: number } | null;
}

export interface Move {
  beat: string | null;
  select: string | null;
  view: View | null;
  row: number | null;
}

export interface NetworkFigure extends Move {
  kind: "network";
  network: string;
  panels: Panel[];
  build: Group[];
}

export interface CompareFigure {
  kind: "compare";
  sides: { label: string; network: string }[];
}

export interface OtherFigure {
  kind: "descent" | "activation" | "regression";
  options: Record<string, unknown>;
}

export type Figure = NetworkFigure | CompareFigure | OtherFigure;

export interface Condition {
  of: string;
  at_least: number | null;
  at_most: number | null;
  equals: number | string | boolean | null;
}

export interface Slip {
  says: string;
  answer: number | null;
  when: Condition[];
}

export interface Blank {
  name: string;
  answer: number | null;
  number: string | null;
  within: number;
  slips: Slip[];
}

export interface Deed {
  patch: Record<string, unknown> | null;
  edits: Edit[];
  replace: NetworkRequest | null;
  train: { steps: number } | { epochs: number } | null;
  figure: Record<string, unknown> | null;
}

interface Asked {
  ask: string;
  hints: string[];
  then: Move | null;
}

interface Judged extends Asked {
  says: string;
  wrong: string;
  slips: Slip[];
}

export interface Choice extends Asked {
  kind: "choice";
  options: { text: string; says: string; right: boolean }[];
}

export interface NumberQuestion extends Judged {
  kind: "number";
  blank: Blank;
}

export interface Blanks extends Judged {
  kind: "blanks";
  line: string[];
  blanks: Blank[];
}

export interface Goal extends Judged {
  kind: "goal";
  goal: Condition[];
  solve: Deed[];
}

export type Question = Choice | NumberQuestion | Blanks | Goal;

export interface Passage {
  title: string;
  figure: Figure | null;
  questions: Question[];
}

export interface Lesson {
  slug: string;
  networks: Record<string, NetworkSource>;
  passages: Passage[];
}

/** What is said of an answer. */
export interface Verdict {
  right: boolean;
  says: string;
  /** Of several blanks, which of them are right. */
  each?: boolean[];
}

/** What a condition or a number may ask about. */
export type Facts = (of: string) => unknown;

/** What has been answered of each lesson, by slug and the question's number from 0. */
export type Progress = Record<string, Record<number, "right" | "tried">>;

export interface LessonState {
  /** The passage that is read, from 0. */
  current: number;
  progress: Progress;
  /** Options that "Show me" gave such a figure, beside its own. */
  deed: Record<string, unknown>;
  /** Counts how often such a figure was told what to show. */
  round: number;
  presenting: boolean;
  /** On a narrow page: whether the figure stands open. */
  open: boolean;
}
