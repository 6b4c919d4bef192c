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
  metrics: { train: { loss: number | null }; validation: { loss: number | null } | null } | null;
  step: number;
  epoch: number;
  parameters: {
    total: number;
    layers: { index: number; weights: number; biases: number; batch_norm: number; total: number }[];
  };
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

export interface State {
  status: "loading" | "ready" | "failed";
  busy: boolean;
  catalog: Catalog | null;
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
  view: "graph" | "table";
  dialog: "help" | null;
  letterKeys: boolean;
  problem: Problem | null;
  undo: { label: string }[];
  redo: { label: string }[];
  size: { width: number; height: number };
}
