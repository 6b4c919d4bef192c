/** Compared by tsc alone: what the page believes the API answers, with the types made from the app's own OpenAPI. */
import type { components } from "../../build/openapi";
import type * as page from "../../static/js/types";

type Answers = components["schemas"];
type Fits<Answer extends Believed, Believed> = Answer;
/** A trace that was not narrowed by ?include= or ?layers=: everything optional is there. */
type Whole<T> = T extends (infer Entry)[]
  ? Whole<Entry>[]
  : T extends object
    ? { [Key in keyof T]-?: undefined extends T[Key] ? Whole<NonNullable<T[Key]>> : Whole<T[Key]> }
    : T;

export type Trace = Fits<Whole<Answers["StepTrace"]>, page.Trace>;
export type Summary = Fits<Answers["Summary"], page.NetworkSummary>;
export type Catalog = Fits<Omit<Answers["Catalog"], "presets">, Omit<page.Catalog, "presets">>;
export type Explanation = Fits<Answers["Explanation"], page.Explanation>;
export type GradientCheck = Fits<Answers["GradientCheck"], page.GradientCheck>;
export type Problem = Fits<Answers["Problem"], page.Problem>;
export type History = Fits<Whole<Answers["History"]>, page.History>;
export type Diagnosis = Fits<Answers["Diagnosis"], page.Diagnosis>;
export type Experiment = Fits<Answers["Experiment"], page.Experiment>;
export type Rows = Fits<Answers["DataRows"], page.DataRows>;
export type Seen = Fits<Answers["Seen"], page.Seen>;
export type Look = Fits<page.Look, Partial<Answers["LookRequest"]>>;
export type Presets = Fits<Answers["Catalog"]["presets"][0]["epochs"], page.Preset["epochs"]>;
export type Frame = Fits<Answers["FrameMessage"], page.Frame>;
export type Paused = Fits<Answers["PausedMessage"], page.Paused>;
export type Watch = Fits<page.Watch, Partial<Omit<Answers["WatchMessage"], "type">>>;
export type Stop = Fits<page.Stop, Partial<Answers["LiveStop"]>>;
export type Show = Fits<Omit<Answers["ShowMessage"], "type">, page.Shown>;
export type Shown = Fits<Omit<Answers["ShownMessage"], "type">, page.Shown>;
export type Dataset = Fits<Answers["Dataset"], page.Dataset>;
export type DataPreview = Fits<Answers["DataPreview"], page.DataPreview>;
export type Judged = Fits<Answers["JudgedRows"], page.JudgedRows>;
