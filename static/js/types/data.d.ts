/** Data of one's own and of the catalog on their way to a network: what the API answers of them, and how far a person has come. */

import type { DataRows } from "./network";
import type { Problem } from "./trace";

export type ColumnType = "number" | "text";
/** What to do where a column lacks a value. */
export type Policy = "refuse" | "drop" | "mean" | "most_frequent" | "constant";

export interface Dataset {
  id: string;
  name: string;
  rows: number;
  columns: { name: string; type: ColumnType; missing: number; distinct?: number | null }[];
  preview: (number | string | null)[][];
  read?: { separator: "comma" | "semicolon" | "tab" | "bar"; encoding: string; header: boolean } | null;
  suggested: {
    target: string;
    columns: {
      name: string;
      use: boolean;
      type: ColumnType;
      missing: Policy;
      reason: string | null;
      strays: number;
    }[];
  };
}

/** What a network would learn from, and what it would have to look like. */
export interface DataPreview extends DataRows {
  task: "binary" | "classes" | "regression";
  targets: string[];
  inputs: number;
  output: { units: number; activation: string };
  loss: string;
  classes: { name: string; count: number }[];
  dropped: number;
}

export type Role = "feature" | "target" | "left out";

/** One column of a file as it is to be used. */
export interface DraftColumn {
  name: string;
  role: Role;
  type: ColumnType;
  missing: Policy;
  /** As typed; a number where the column holds numbers. */
  constant: string;
}

/** How a file is to be read where that is not to be found out. */
export interface Reading {
  separator: string;
  header: string;
  encoding: string;
}

/** A file that is being looked at: as it was brought, as the server read it, and as it is to be used. */
export interface Brought {
  file: Blob;
  name: string;
  reading: Reading;
  found: Dataset | null;
  columns: DraftColumn[];
}

export interface Mark {
  x: number;
  y: number;
  /** The class from 0, or the number to predict. */
  value: number;
}

/** Points that are being drawn, and the way back. */
export interface Drawing {
  kind: "classes" | "numbers";
  /** What the next point is. */
  label: number;
  value: number;
  marks: Mark[];
  past: Mark[][];
  /** Which point is picked out, if one is, and where the cross of the keyboard stands. */
  chosen: number | null;
  at: [number, number];
}

/** A data set of the catalog with its settings. */
export interface Drawn {
  name: string;
  samples: number;
  noise: number;
  seed: number;
  features: string[];
}

/** How rows are prepared, wherever they come from. */
export interface Preparing {
  validation_fraction: number;
  standardize: boolean;
}

export type DataTab = "gallery" | "draw" | "file" | "now";

/** What lies on the table while data are being chosen. It stays there when the dialog is closed. */
export interface DataDesk {
  tab: DataTab;
  preparing: Preparing;
  drawn: Drawn | null;
  drawing: Drawing;
  brought: Brought | null;
  /** Why what was brought cannot be read. */
  trouble: Problem | null;
  reading: boolean;
  /** What would be learned from, and of which request it tells. */
  preview: { of: string; answer: DataPreview | Problem | null };
}

/** A row with what the network makes of it. */
export interface JudgedRow {
  part: "train" | "validation";
  /** Where it stands in its part, and in the data set. */
  index: number;
  row: number;
  raw: number[];
  y: number[];
  a: (number | null)[];
  target: string | null;
  answer: string | null;
  right: boolean | null;
  /** Null where it is not finite. */
  loss: number | null;
}

export interface JudgedRows {
  step: number;
  columns: string[];
  outputs: string[];
  /** Null where numbers are predicted. */
  classes: string[] | null;
  total: number;
  offset: number;
  rows: JudgedRow[];
}

/** Which rows the sheet shows, and in which order. */
export interface SheetOrder {
  sort: string;
  descending: boolean;
  part: "all" | "train" | "validation";
  offset: number;
}
