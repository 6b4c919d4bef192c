/** Shapes that travel through the page: the API's answers, the state of the store, and what the picture is made of. */

export type Row = (number | null)[];
export type Matrix = Row[];

export interface Beat {
  phase: "forward" | "loss" | "backward" | "update";
  layer: number | null;
  op: string;
}

export interface ParameterUpdate {
  gradient: Matrix | Row;
  /** What the optimizer saw: the gradient with its penalty, clipped. */
  clipped: Matrix | Row;
  change: Matrix | Row;
  after: Matrix | Row;
}

export interface LayerTrace {
  index: number;
  x: Matrix;
  w: Matrix;
  b: Row;
  z: Matrix;
  slope: Matrix | null;
  /** f's own output, where a bypass or dropout follows. */
  h?: Matrix;
  batch_norm?: BatchNorm;
  /** What dropout multiplies with: 0, or more than 1 for what is kept. */
  mask?: Matrix;
  grad_h?: Matrix;
  a: Matrix;
  grad_a: Matrix;
  grad_z: Matrix;
  grad_w: Matrix;
  grad_b: Row;
  grad_x: Matrix;
  update: { w: ParameterUpdate; b: ParameterUpdate; gamma?: ParameterUpdate; beta?: ParameterUpdate };
}

export interface BatchNorm {
  mean: Row;
  var: Row;
  x_hat: Matrix;
  gamma: Row;
  beta: Row;
  y: Matrix;
  grad_y: Matrix;
  grad_gamma: Row;
  grad_beta: Row;
}

/** What a layer holds, as it is asked for and set; the last four with batch norm only. */
export interface LayerParameters {
  w: number[][];
  b: number[];
  gamma?: number[];
  beta?: number[];
  running_mean?: number[];
  running_var?: number[];
}

export interface NonFinite {
  total: number;
  first: { layer: number | null; quantity: string; index: number[]; value: string }[];
}

/** The answer of `step`, `preview` and `steps/{k}`: every value of one training step. */
export interface Trace {
  x: Matrix;
  y: Matrix | number[];
  a: Matrix;
  loss: number | null;
  loss_after: number | null;
  objective: number | null;
  learning_rate: number;
  grad_a: Matrix;
  /** Which training rows it was taken on; null where it was given others. */
  batch: number[] | null;
  step: number;
  epoch: number;
  layers: LayerTrace[];
  beats: Beat[];
  non_finite?: NonFinite;
  diverged?: { layer: number | null; quantity: string };
}

export interface Choice {
  name: string;
  [parameter: string]: number | string;
}

export interface LayerSpec {
  units: number;
  activation: string | Choice;
  initializer?: string;
  batch_norm?: boolean;
  dropout?: number;
  skip?: boolean;
  frozen?: boolean;
}

export interface Example {
  x?: number[][] | null;
  y?: number[][] | number[] | null;
  features?: string[] | null;
  outputs?: string[] | null;
  text?: string | null;
}

export interface NetworkRequest {
  name?: string;
  network: { inputs: number; layers: LayerSpec[]; loss?: string; seed?: number; dtype?: string };
  parameters?: LayerParameters[];
  training?: { optimizer: Choice; [key: string]: unknown };
  example?: Example | null;
  data?: Record<string, unknown>;
}

export interface NetworkSummary {
  id: string;
  version: number;
  url: string;
  name: string;
  network: { inputs: number; layers: LayerSpec[]; loss: string; seed: number; dtype: string };
  training: { optimizer: Choice; [key: string]: unknown };
  example: Example | null;
  /** What it learns from, null where that is its example alone. */
  data: Record<string, unknown> | null;
  metrics: { train: Measured; validation: Measured | null } | null;
  step: number;
  epoch: number;
  parameters: {
    total: number;
    layers: { index: number; weights: number; biases: number; batch_norm: number; total: number }[];
  };
}

export interface Measured {
  loss: number | null;
  accuracy?: number | null;
}

/** One quantity over moments of training, the moments being those of `step`; thinned by the server and by the page. */
export interface History {
  step: number[];
  epoch: number[];
  train_loss: Row;
  validation_loss: Row;
  train_accuracy: Row;
  validation_accuracy: Row;
  learning_rate: Row;
  grad_norms: (Row | null)[];
  update_ratios: (Row | null)[];
}

/** A plane of numbers as the live socket sends it: base64 of bytes from `min` to `max`, rows by y. */
export interface Cells {
  resolution?: number;
  outputs?: number;
  min: number | null;
  max: number | null;
  data: string;
}

export interface HistogramLayer {
  index: number;
  quantities: Record<string, { min: number; max: number; counts: number[] } | null>;
}

/** A network at a moment. Beside the numbers, only what is watched. */
export interface Seen {
  step: number;
  epoch: number;
  train_loss: number | null;
  validation_loss: number | null;
  train_accuracy: number | null;
  validation_accuracy: number | null;
  learning_rate: number;
  grad_norms: Row;
  update_ratios: Row;
  surface?: Cells | null;
  units?: (Cells & { layer: number; unit: number })[] | null;
  parameters?: { layers: { w: Matrix; b: Row }[] } | null;
  histograms?: { bins: number; layers: HistogramLayer[] } | null;
  curve?: { x: number[]; values: Matrix } | null;
  predictions?: { train: Matrix; validation?: Matrix | null } | null;
  /** Rows are what is right, columns what it was taken for. */
  confusion?: { classes: string[]; train: number[][]; validation?: number[][] | null } | null;
}

/** What the live socket sends of a moment. */
export interface Frame extends Seen {
  type: "frame";
  frame: number;
}

/** Why a run ended, and where. */
export interface Paused {
  type: "paused";
  reason: string;
  step: number;
}

/** What every frame is to hold. */
export interface Watch {
  surface?: { resolution: number };
  units?: { resolution: number };
  curve?: { resolution: number };
  parameters?: boolean;
  histograms?: { bins: number };
  predictions?: boolean;
  confusion?: boolean;
}

/** The same asked of a network that stands still, after a step or as it is. */
export interface Look extends Watch {
  step?: number;
}

/** When a run is to end by itself; whichever comes first. */
export interface Stop {
  epochs?: number;
  plateau?: number;
}

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

export interface RowsPart {
  raw: number[][];
  x: number[][];
  y: number[][];
  /** Which rows of the data set they are. */
  rows: number[];
}

/** The rows that a network learns from and those kept aside, as far as the server hands them out. */
export interface DataRows {
  columns: string[];
  features: string[];
  outputs: string[];
  count: { train: number; validation: number };
  train: RowsPart;
  validation: RowsPart | null;
}

export interface Finding {
  code: string;
  severity: "info" | "warning" | "error";
  layer?: number | null;
  units?: number[] | null;
  evidence: Record<string, number>;
  message: string;
  advice: string;
}

export interface Verdict {
  /** null where it only informs */
  passed: boolean | null;
  evidence: Record<string, number>;
  message: string;
}

export interface Question {
  name: string;
  text: string;
  experiment: string | null;
  /** Of the findings that answer it. */
  codes: string[];
}

export interface Diagnosis {
  step: number;
  findings: Finding[];
  checklist: Question[];
  capacity: Verdict | null;
}

/** Trainings tried out beside the network. */
export interface Experiment extends Verdict {
  name: string;
  runs: { label: string; step: number[]; train_loss: Row }[];
}

/** What ended the training. */
export interface Trained extends NetworkSummary {
  stopped: string;
}

/** Rows by y, in the units of the data; of several outputs a list at each point. */
export interface Surface {
  resolution: number;
  x: number[];
  y: number[];
  values: Matrix | Matrix[];
}

/** One row of the data that is sent through on its own. */
export interface Traced {
  part: "train" | "validation";
  index: number;
  x: number[][];
  y: number[][];
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

export interface CatalogEntry {
  name: string;
  label: string;
  summary: string;
  formula: string;
}

export interface ActivationEntry extends CatalogEntry {
  derivative: string;
  range: string;
  curve: { z: number[]; a: number[]; slope: number[] } | null;
}

export interface LossEntry extends CatalogEntry {
  activation: string | null;
}

export interface Preset {
  /** Epochs on its data that show what it is about; null where it has an example of its own. */
  epochs: number | null;
  name: string;
  label: string;
  summary: string;
  request: NetworkRequest;
}

export interface Catalog {
  activations: ActivationEntry[];
  losses: LossEntry[];
  initializers: CatalogEntry[];
  presets: Preset[];
  datasets: { name: string; label: string; columns: { name: string; label: string }[]; targets: string[] }[];
  limits: Record<string, number>;
}

export interface Ref {
  quantity: string;
  layer: number;
  unit?: number | null;
  from?: number | null;
  example?: number | null;
}

export interface Explanation {
  quantity: string;
  symbol: string;
  formula: string;
  substituted: string;
  value: number | null;
  terms: {
    label: string;
    factors: { symbol: string; value: number | null; ref: Ref | null }[];
    value: number | null;
  }[];
  sum: number | null;
  then?: string | null;
  note?: string | null;
}

export interface GradientCheck {
  checked: number;
  agree: number;
  kinks: number;
  layers: Record<"w" | "b", { analytic: any; numeric: any; relative_error: any }>[];
}

export interface Problem {
  title: string;
  status: number;
  detail: string;
  errors?: { loc: (string | number)[]; message: string }[];
}

/** What the pointer or the keyboard has picked out. Units count from 0, layers from 1; an input has layer 0. */
export type Selection =
  | { kind: "neuron"; layer: number; unit: number }
  | { kind: "bias"; layer: number; unit: number }
  | { kind: "weight"; layer: number; from: number; unit: number }
  | { kind: "loss" };

/** Where in the trace the picture stands: a beat, and the time within it, 0 to 1. */
export interface Cursor {
  beat: number;
  time: number;
}

/** "paused", "plateau", or so many epochs. */
export type Until = string;

export type View = "graph" | "table" | "plane" | "histograms";

export type ChartKind = "loss" | "accuracy" | "learning_rate" | "grad_norms" | "update_ratios";

/** Two networks that differ in one thing. */
export interface Variant {
  name: string;
  label: string;
  sides: { label: string; request: NetworkRequest }[];
}

/** One of two that are compared. */
export interface Side {
  label: string;
  network: NetworkSummary;
  history: History;
  sight: Sight | null;
  /** Why it goes no further, empty while it does. */
  stopped: string;
}

export interface State {
  status: "loading" | "ready" | "failed";
  busy: boolean;
  catalog: Catalog | null;
  /** Two networks in lockstep in place of the one that is shown; `of` names the two. */
  compare: { of: string; kind: string; sides: Side[]; running: boolean } | null;
  network: NetworkSummary | null;
  trace: Trace | null;
  /** True once the step that is shown was taken; false while it is only foretold. */
  taken: boolean;
  /** The row of the batch that is drawn. */
  row: number;
  cursor: Cursor;
  playing: boolean;
  selection: Selection | null;
  /** Derivations that stand open in the inspector, by path. */
  unfolded: Record<string, boolean>;
  /** Answers of `explain`, by reference; emptied with every new trace. */
  explanations: Record<string, Explanation | Problem>;
  check: GradientCheck | Problem | "running" | null;
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
  dialog: "help" | null;
  letterKeys: boolean;
  problem: Problem | null;
  undo: { label: string }[];
  redo: { label: string }[];
  size: { width: number; height: number };
}
