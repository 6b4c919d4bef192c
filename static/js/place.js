/**
 * The place that a person has come to, as an address: step, stop, grain, row, selection, view and zoom. A link with it leads back to
 * this very picture. Pure.
 */

/** @import { Cursor, Grain, Selection, State, Trace, View, Zoom } from "./types" */
import { parseSelection, selectionId } from "./names.js";
import { endOf, GRAINS, partAt, partCount, partIndex } from "./parts.js";
import { beatId } from "./timeline.js";
import { parseZoom, writeZoom } from "./wide/zoom.js";

/** @typedef {{ step: number | null, beat: string | null, grain: Grain, row: number | null | undefined, selection: Selection | null, view: View | null, zoom: Zoom | null }} Place */

/** @type {View[]} */
const VIEWS = ["graph", "matrices", "table", "plane", "rows", "histograms"];

/** What a stop is called, unique within its step: `backward-2-gather`, and with a part its unit and term after it. @param {Trace} trace @param {Cursor} cursor @param {Grain} grain */
export function stopId(trace, { beat, part }, grain) {
  const entry = trace.beats[beat];
  const own = partAt(trace, entry, grain, part);
  // The update alone has parts in several layers.
  const places = own ? [entry.layer === null ? own.layer : null, own.unit, own.term] : [];
  return [beatId(entry), ...places.filter((place) => place !== null)].join("-");
}

/** The stop of that name at its end; null where there is none. @param {Trace} trace @param {string} id @param {Grain} grain @returns {Cursor | null} */
export function parseStop(trace, id, grain) {
  const beat = trace.beats.findIndex((entry) => id === beatId(entry) || id.startsWith(`${beatId(entry)}-`));
  if (beat === -1) return null;
  const entry = trace.beats[beat];
  const places = id
    .slice(beatId(entry).length + 1)
    .split("-")
    .filter(Boolean)
    .map(Number);
  if (!places.length || !partCount(trace, entry, grain)) return endOf(trace, beat, grain);
  const layer = entry.layer ?? places.shift() ?? 0;
  const [unit, term = null] = places;
  const part = partIndex(trace, entry, grain, { layer, unit, term });
  return part === null ? endOf(trace, beat, grain) : { beat, part, time: 1 };
}

/** The part of the address behind #. @param {Pick<State, "trace" | "cursor" | "grain" | "row" | "selection" | "view" | "zoom">} state */
export function writePlace({ trace, cursor, grain, row, selection, view, zoom }) {
  if (!trace) return "";
  const fields = {
    step: String(trace.step),
    beat: stopId(trace, cursor, grain),
    grain: grain === "layer" ? null : grain,
    row: row === null ? "all" : row > 0 ? String(row) : null,
    select: selection && selectionId(selection),
    view: view === "graph" ? null : view,
    zoom: writeZoom(zoom),
  };
  return Object.entries(fields)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

/** The other way round; what is missing or makes no sense is null, and a row that is not said undefined. @param {string} hash @returns {Place} */
export function parsePlace(hash) {
  const fields = new URLSearchParams(hash.replace(/^#/, ""));
  const count = (/** @type {string} */ name) => {
    const text = fields.get(name);
    return text !== null && /^\d{1,12}$/.test(text) ? Number(text) : null;
  };
  return {
    step: count("step"),
    beat: fields.get("beat"),
    grain: GRAINS.find((grain) => grain === fields.get("grain")) ?? "layer",
    row: fields.get("row") === "all" ? null : (count("row") ?? undefined),
    selection: parseSelection(fields.get("select") ?? ""),
    view: VIEWS.find((view) => view === fields.get("view")) ?? null,
    zoom: parseZoom(fields.get("zoom")),
  };
}
