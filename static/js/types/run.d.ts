/** What the API answers of training: live frames, history, diagnosis and experiments. */

import type { Matrix, Row } from "./trace";

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

/** A run that was kept: a copy of its network, and what is known of it without asking. */
export interface Run {
  id: string;
  name: string;
  /** The grid that it was tried in, null where it was kept by itself. */
  group: string | null;
  /** When, in milliseconds. */
  kept: number;
  shape: string;
  settings: string;
  step: number;
  epoch: number;
  train: number | null;
  validation: number | null;
  accuracy: number | null;
  curve: { step: number[]; train: Row; validation: Row };
}
