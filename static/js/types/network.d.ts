/** What the API is asked for and answers of a network, its data, and what there is to choose from. */

import type { LayerParameters, Matrix } from "./trace";

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

/** What a layer takes over: from which layer, from 1, and for each of its inputs and units the one there, null for a new one. */
export interface KeptLayer {
  layer: number;
  inputs: (number | null)[];
  units: (number | null)[];
}

export interface NetworkRequest {
  name?: string;
  network: { inputs: number; layers: LayerSpec[]; loss?: string; seed?: number; dtype?: string };
  parameters?: LayerParameters[];
  keep?: { network: string; layers: (KeptLayer | null)[] };
  training?: { optimizer: Choice; [key: string]: unknown };
  example?: Example | null;
  data?: Record<string, unknown> | null;
}

/** A network with all its numbers, as a file and a link hold it: the request that makes it again. */
export interface NetworkDocument extends NetworkRequest {
  parameters: LayerParameters[];
  state?: { step: number; optimizer: Record<string, number[]> };
}

export interface NetworkSummary {
  id: string;
  version: number;
  url: string;
  /** A snapshot: it can be looked at and copied. */
  read_only: boolean;
  name: string;
  network: { inputs: number; layers: LayerSpec[]; loss: string; seed: number; dtype: string };
  training: { optimizer: Choice; [key: string]: unknown };
  example: Example | null;
  /** What it learns from, null where that is its example alone. */
  data: Record<string, unknown> | null;
  metrics: { train: Measured; validation: Measured | null } | null;
  /** The step that it was made at; those after it can be looked at. */
  start: number;
  step: number;
  epoch: number;
  /** Changed since its latest step, or since its start. */
  edited: boolean;
  /** What would be undone, and done again. */
  undo: Change | null;
  redo: Change | null;
  parameters: {
    total: number;
    layers: { index: number; weights: number; biases: number; batch_norm: number; total: number }[];
  };
}

export interface Change {
  /** Of the network's changes, from 1. */
  number: number;
  label: string;
}

/** One number of a network that is set, frozen, or switched off, which makes it 0. */
export interface Edit {
  layer: number;
  parameter: "w" | "b" | "gamma" | "beta";
  index: number[];
  value?: number;
  frozen?: boolean;
  off?: boolean;
}

export interface Measured {
  loss: number | null;
  accuracy?: number | null;
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

export interface CatalogEntry {
  name: string;
  label: string;
  summary: string;
  formula: string;
  parameters: { name: string; default: number; minimum: number; maximum: number }[];
}

export interface ActivationEntry extends CatalogEntry {
  derivative: string;
  range: string;
  /** The one that suits it. */
  initializer: string;
  curve: { z: number[]; a: number[]; slope: number[] } | null;
}

export interface LossEntry extends CatalogEntry {
  activation: string | null;
}

export interface Preset {
  /** Epochs on its data that show what it is about; null where it has an example of its own. */
  epochs: number | null;
  /** What it is for, as a heading. */
  group: string;
  name: string;
  label: string;
  summary: string;
  request: NetworkRequest;
}

export interface DatasetEntry extends CatalogEntry {
  parameters: { name: string; default: number; minimum: number; maximum: number }[];
  task: "binary" | "classes" | "regression";
  columns: { name: string; label: string }[];
  /** What a network may be fed: the columns, and what can be made of them. */
  features: { name: string; label: string }[];
  targets: string[];
  /** Some rows. */
  preview: { x: number[][]; y: number[] };
}

export interface Catalog {
  activations: ActivationEntry[];
  losses: LossEntry[];
  initializers: CatalogEntry[];
  optimizers: CatalogEntry[];
  schedules: CatalogEntry[];
  presets: Preset[];
  datasets: DatasetEntry[];
  limits: Record<string, number>;
}
