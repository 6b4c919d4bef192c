/** What the API answers of one pass or step: its numbers, where each comes from, and that it is right. */

export type Row = (number | null)[];

export type Matrix = Row[];

export interface Beat {
  phase: "forward" | "loss" | "backward" | "update";
  layer: number | null;
  op: string;
}

export interface ParameterUpdate {
  gradient: Matrix | Row;
  /** Of large weights, as L1 and L2 ask for. */
  penalty: Matrix | Row;
  /** What the optimizer saw: the gradient with its penalty, clipped. */
  clipped: Matrix | Row;
  change: Matrix | Row;
  after: Matrix | Row;
  /** What the optimizer remembers after the step, by name. */
  state?: Record<string, Matrix | Row>;
}

/** By the name of the parameter; of weights each is [from, unit], of all else the unit. */
export interface Places {
  w?: number[][];
  b?: number[];
  gamma?: number[];
  beta?: number[];
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
  /** Which single numbers the step left alone, frozen or off; and which of them are off. */
  held?: Places;
  off?: Places;
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
  /** Which of them training leaves as they are. */
  frozen?: { w?: [number, number][]; b?: number[] };
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
    factors: Factor[];
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
  epsilon: number;
  /** Up to which relative difference two numbers agree. */
  tolerance: number;
  layers: CheckedLayer[];
}

export interface Checked {
  analytic: Matrix | Row;
  numeric: Matrix | Row;
  relative_error: Matrix | Row;
  /** Where the steps cross a corner, so that the difference means nothing. */
  kink: boolean[][] | boolean[];
}

export interface CheckedLayer {
  index: number;
  w: Checked;
  b: Checked;
  gamma?: Checked | null;
  beta?: Checked | null;
}

/** The ways from a number to the loss: each a product of weights and slopes, all of them together its gradient. */
export interface Paths {
  paths: number;
  /** Null where paths run across examples, of which `note` tells. */
  multiplications: { one_by_one: number; passed_on: number } | null;
  note: string | null;
  shown: {
    units: { layer: number; unit: number; at: string; past: boolean }[];
    factors: Factor[];
    value: number | null;
  }[];
  rest: { paths: number; value: number | null };
  value: number | null;
}

export interface Factor {
  symbol: string;
  value: number | null;
  ref: Ref | null;
}

export interface Problem {
  title: string;
  status: number;
  detail: string;
  errors?: { loc: (string | number)[]; message: string }[];
}
