/** Shapes that travel through the page: the API's answers, the state of the store, and what the picture is made of. */

import type { DataDesk, JudgedRows, SheetOrder } from "./types/data";
import type { Panel } from "./share/embed";
import type { Predicting } from "./types/predict";
import type { Explanation, GradientCheck, Matrix, Paths, Problem, Trace } from "./types/trace";
import type { Catalog, DataRows, NetworkDocument, NetworkRequest, NetworkSummary } from "./types/network";
import type { Diagnosis, Experiment, History, Run, Seen } from "./types/run";

export type * from "./types/predict";
export type * from "./types/trace";
export type * from "./types/network";
export type * from "./types/run";
export type * from "./types/data";

/** The plane of two columns of data as bytes from `min` to `max`, rows by y; several outputs follow one another. */
export interface Plane {
  resolution: number;
  outputs: number;
  min: number;
  max: number;
  cells: Uint8Array;
}

/** The planes of one moment: of the outputs, and of each unit by `layer.index`. */
export interface Planes {
  step: number;
  outputs: Plane | null;
  units: Record<string, Plane>;
}

/** The plane's edges in the units of the data. */
export interface Extent {
  x: [number, number];
  y: [number, number];
}

/** What is seen of a moment, and from which question it comes. */
export interface Sight {
  at: string;
  frame: Seen;
  planes: Planes | null;
}

/** What a run shows of itself at a moment. */
export interface Live extends Omit<Sight, "at"> {
  history: History;
}

/** One row of the data that is sent through on its own. */
export interface Traced {
  part: "train" | "validation";
  index: number;
  x: number[][];
  y: number[][];
}

/** What a link holds. */
export interface Shared {
  /** As it was before the step that is shown. */
  network: NetworkDocument;
  /** Whether that step is to be taken, or only foretold. */
  taken: boolean;
  /** What it is taken on, where that is no batch of the data. */
  batch?: { x: number[][]; y: number[][] | number[] };
  traced?: Traced;
  place: string;
}

/** A run, as the page sees it. "walking" takes one step at a time and shows it beat by beat. */
export type Phase = "still" | "walking" | "running" | "pausing";

/** What is known of a network beside a step's trace; each null until it is there. */
export interface Knowledge {
  /** Of which network and version it tells. */
  of: string;
  history: History | null;
  diagnosis: Diagnosis | null;
  /** The experiments that were made of it, by name. */
  experiments: Record<string, Experiment | Problem | "running">;
  rows: DataRows | null;
  extent: Extent | null;
  /** Of the step that is shown, once it has been looked at. */
  sight: Sight | null;
}

/** What the pointer or the keyboard has picked out. Units count from 0, layers from 1; an input has layer 0. */
export type Selection =
  | { kind: "neuron"; layer: number; unit: number }
  | { kind: "bias"; layer: number; unit: number }
  | { kind: "weight"; layer: number; from: number; unit: number }
  | { kind: "loss" };

/** Where in the trace the picture stands: a beat, a part of it, and the time within that, 0 to 1. */
export interface Cursor {
  beat: number;
  /** Which part of the beat, null where it is shown as a whole. */
  part: number | null;
  time: number;
}

/** How large the picture is, and which point of it stands in the upper left corner of its frame. */
export interface Zoom {
  k: number;
  x: number;
  y: number;
}

/** How finely a step is cut into what is shown at once. */
export type Grain = "phase" | "layer" | "neuron" | "term";

/** "paused", "plateau", or so many epochs. */
export type Until = string;

export type View = "graph" | "matrices" | "table" | "plane" | "rows" | "histograms";

export type ChartKind = "loss" | "accuracy" | "learning_rate" | "grad_norms" | "update_ratios";

/** Two networks that differ in one thing. */
export interface Variant {
  name: string;
  label: string;
  sides: { label: string; request: NetworkRequest }[];
}

/** One of two or three that are compared. */
export interface Side {
  label: string;
  network: NetworkSummary;
  /** Its data, once they have been looked at. */
  around?: Pick<Knowledge, "rows" | "extent">;
  history: History;
  sight: Sight | null;
  /** Why it goes no further, empty while it does. */
  stopped: string;
}

/** What suits the person at the page; settings.js says what each choice is. */
export interface Settings {
  theme: "system" | "light" | "dark";
  palette: "usual" | "safe" | "contrast";
  motion: "system" | "off" | "on";
  tempo: "slow" | "usual" | "fast";
}

/** What the leader of a class shows. */
export interface Shown {
  /** Of the page, and the place on it, as the address holds it. */
  url: string;
  place: string;
  /** Of the network: with another one its numbers are others. */
  version: number | null;
  training: boolean;
}

/** A class that follows one cursor. */
export interface Room {
  id: string;
  /** Of the page that follows. */
  url: string;
  /** Who has it leads; null on the page of a follower. */
  key: string | null;
  /** "left": looks around on one's own for now. */
  state: "on" | "left" | "ended";
  /** Whether the connection is gone, and being tried again. */
  cut: boolean;
  /** Why nothing comes, where nobody leads. */
  waiting: "not_begun" | "left" | null;
  followers: number;
  shown: Shown | null;
}

export interface State {
  status: "loading" | "ready" | "failed";
  busy: boolean;
  /** What is waited for before there is a picture, or the picture that is wanted; empty where that is told by itself. */
  coming: string;
  catalog: Catalog | null;
  /** Networks in lockstep in place of the one that is shown; `of` names them, `kind` which variants they are, if any. */
  compare: { of: string; kind: string; sides: Side[]; running: boolean } | null;
  network: NetworkSummary | null;
  trace: Trace | null;
  /** True once the step that is shown was taken; false while it is only foretold. */
  taken: boolean;
  /** The row of the batch that is drawn, null for all of them as one. */
  row: number | null;
  cursor: Cursor;
  grain: Grain;
  playing: boolean;
  selection: Selection | null;
  /** The mark that the pointer, or a cell of a matrix, lights. */
  pointed: string | null;
  /** Null while the picture stands as it is laid out. */
  zoom: Zoom | null;
  /** Derivations that were opened or closed in the inspector, by path; the others stand as the moment has it. */
  unfolded: Record<string, boolean>;
  /** Answers of `explain`, by reference; emptied with every new trace. */
  explanations: Record<string, Explanation | Problem>;
  /** Gradients beside finite differences, by layer, 0 being all of them; emptied with every new trace, as are those below. */
  checks: Record<number, GradientCheck | Problem | "running">;
  /** Ways from a number to the loss, by the number. */
  paths: Record<string, Paths | Problem>;
  /** Of a softmax layer, by layer and example: how each output moves with each sum, rows by output. */
  jacobians: Record<string, Matrix | Problem>;
  predicting: Predicting;
  view: View;
  /** Training: what is going on, how fast it is to go (steps a second, null for as fast as it goes), and a word on it. */
  phase: Phase;
  speed: number | null;
  until: Until;
  notice: string;
  known: Knowledge;
  /** A row of the data sent through on its own, in place of the next mini-batch. */
  traced: Traced | null;
  /** The past step that is looked at, null while it is the newest. */
  looked: number | null;
  /** What is shown while nobody looks back: kept while a past step or a row on its own is shown in its place. */
  newest: { trace: Trace; taken: boolean; sight: Sight | null } | null;
  /** Marks that a finding is about. */
  marked: string[];
  /** Whether the dock stands open, and what its two charts show. */
  dock: boolean;
  charts: { kind: ChartKind; log: boolean }[];
  dialog: "help" | "settings" | "data" | "presets" | "share" | "runs" | "class" | null;
  /** What lies on the table while data are being chosen. */
  desk: DataDesk;
  /** The rows with what the network makes of them, as far as they are shown; `of` names the network. */
  sheet: { order: SheetOrder; of: string; answer: JudgedRows | null };
  /** Runs that were kept, in the order in which they were. */
  runs: Run[];
  /** A grid of settings that is being trained: epochs done, of so many. */
  grid: { group: string; done: number; of: number; stopped: boolean } | null;
  /** The panels of a page that stands in a frame, null for the whole page. */
  embed: Panel[] | null;
  /** The class that follows this page, or that it follows in. */
  room: Room | null;
  /** Rules of thumb: whether all are shown, and which were put aside. */
  hints: { all: boolean; away: string[] };
  settings: Settings;
  letterKeys: boolean;
  problem: Problem | null;
  /** A number that is changed where it stands, and where the focus goes afterwards. */
  editing: { selection: Selection; back: HTMLElement | SVGElement } | null;
  /** What would be undone, and done again. */
  undo: string | null;
  redo: string | null;
  size: { width: number; height: number };
}
