/** An exercise while it is made: what app/lessons/model.py reads, with gaps. */

import type { View } from "../types";
import type { Panel } from "./lesson";

export type Kind = "choice" | "number" | "blanks" | "goal";

export interface DraftPlace {
  beat: string | null;
  select: string | null;
  view: View | null;
  row: number | null;
}

export interface DraftBlank {
  name: string;
  answer: number | null;
  within: number;
  slips: { answer: number | null; says: string }[];
}

export interface DraftCondition {
  of: string;
  at_most?: number | null;
  at_least?: number | null;
  equals?: number | null;
}

export interface DraftDeed {
  train?: { epochs: number };
  edits?: { layer: number; parameter: "w" | "b"; index: number[]; value: number }[];
  patch?: { training: { optimizer: { learning_rate: number } } };
}

interface Judged {
  ask: string;
  says: string;
  wrong: string;
  hints: string[];
}

export type DraftQuestion =
  | { kind: "choice"; ask: string; options: { text: string; says: string; right: boolean }[]; hints: string[] }
  | ({ kind: "number"; blank: DraftBlank } & Judged)
  | ({ kind: "blanks"; line: string; blanks: DraftBlank[] } & Judged)
  | ({
      kind: "goal";
      goal: DraftCondition[];
      solve: DraftDeed[];
    } & Judged);

export interface Draft {
  title: string;
  networks: { own: { request: { network?: { layers: { units: number }[] } } } };
  passages: {
    title: string;
    text: string;
    figure: DraftPlace & { kind: "network"; network: "own"; panels: Panel[] };
    questions: DraftQuestion[];
  }[];
}
