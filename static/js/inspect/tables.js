/** What comes into a neuron, what comes back to it, and what it hands on to its edges: as rows that add up. Pure. */

/** @import { NetworkSummary, Ref, Trace } from "../types" */
/** @import { Place } from "../numbers.js" */
import { neuronSymbol, selectionId } from "../names.js";
import { hasSkip, numberOf, widthsOf } from "../numbers.js";
import { magnitude } from "../scales.js";
import { tierOf } from "../wide/tiers.js";

/** @typedef {"in" | "back" | "out"} Kind forward: what each edge brings; backward: what arrives, and what each edge gets */
/** @typedef {{ quantity: string, place: Place, ref: Ref | null }} Cell `ref` is what the number opens, null where that takes an example */
/** @typedef {{ label: string, mark: string, cells: (Cell | null)[], value: number | null }} Row the last cell is what the row adds */
/** @typedef {{ kind: Kind, heads: string[], rows: Row[], total: Cell | null }} Table */

/**
 * @param {Trace} trace @param {NetworkSummary} network @param {number | null} row @param {Kind} kind @param {number} layer @param {number} unit
 * @returns {Table | null} null where there is none
 */
export function tableOf(trace, network, row, kind, layer, unit) {
  const depth = trace.layers.length;
  if (kind === "back" ? layer === depth : layer === 0) return null;
  const cell = (/** @type {string} */ quantity, /** @type {Place} */ place) => ({
    quantity,
    place,
    ref: refOf(quantity, place, row),
  });
  const line = (
    /** @type {string} */ label,
    /** @type {string} */ mark,
    /** @type {(Cell | null)[]} */ cells,
    added = cells[cells.length - 1],
  ) => ({ label, mark, cells, value: (added && numberOf(trace, row, added.quantity, added.place)) ?? null });
  const edge = (/** @type {Place & { from: number }} */ place) => selectionId({ kind: "weight", ...place });
  const bias = selectionId({ kind: "bias", layer, unit });
  const sources = layer === 0 ? [] : trace.layers[layer - 1].w.map((_, from) => ({ layer, unit, from }));
  const symbol = (/** @type {Place & { from: number }} */ place) => neuronSymbol(network, layer - 1, place.from);
  const into = layer === 1 ? "x" : "a";
  switch (kind) {
    case "in":
      return {
        kind,
        heads: ["edge", "w", into, `w·${into}`],
        rows: [
          ...sources.map((at) => line(symbol(at), edge(at), [cell("w", at), cell("x", at), cell("product", at)])),
          line("bias", bias, [null, null, cell("b", { layer, unit })]),
        ],
        total: cell("z", { layer, unit }),
      };
    case "back": {
      const next = layer + 1;
      const around = { layer: next, unit };
      const targets = trace.layers[layer].b.map((_, to) => ({ layer: next, unit: to, from: unit }));
      const bypass = hasSkip(trace, next) ? [line("around", "", [null, null, cell("grad_h", around)])] : [];
      return {
        kind,
        heads: ["edge", "w", "δ", "w·δ"],
        rows: [
          ...targets.map((at) =>
            line(neuronSymbol(network, next, at.unit), edge(at), [
              cell("w", at),
              cell("grad_z", { layer: next, unit: at.unit }),
              cell("message", at),
            ]),
          ),
          ...bypass,
        ],
        total: cell("grad_a", { layer, unit }),
      };
    }
    case "out":
      return {
        kind,
        heads: ["edge", `${into}·δ = ∂L/∂w`, "sends w·δ"],
        rows: [
          ...sources.map((at) => line(symbol(at), edge(at), [cell("share", at), cell("message", at)])),
          line("bias", bias, [cell("grad_z", { layer, unit }), null]),
        ],
        total: null,
      };
  }
}

/** What a number of a table opens. @param {string} quantity @param {Place} place @param {number | null} row @returns {Ref | null} */
function refOf(quantity, { layer, unit, from }, row) {
  const example = row ?? undefined;
  if (quantity === "w") return { quantity, layer, unit, from };
  if (quantity === "b") return { quantity, layer, unit };
  if (quantity === "share" && row === null) return { quantity: "grad_w", layer, unit, from };
  if (row === null) return null;
  if (["product", "message", "share"].includes(quantity)) return { quantity, layer, unit, from, example };
  if (layer === 0) return { quantity: quantity === "a" ? "x" : "grad_x", layer: 1, unit, example };
  if (quantity !== "x") return { quantity, layer, unit, example };
  return layer === 1
    ? { quantity: "x", layer, unit: from, example }
    : { quantity: "a", layer: layer - 1, unit: from, example };
}

/** The number that a cell tells of, by which one sees whether it is there yet. @param {Cell} cell @returns {Ref} */
export function toldBy({ quantity, place }) {
  const { layer, unit, from } = place;
  if (layer === 0) return { quantity: quantity === "a" ? "x" : "grad_x", layer: 1, unit };
  if (quantity === "x") return { quantity: "a", layer: layer - 1, unit: from };
  return { quantity, layer, unit, from };
}

/** How many terms of a sum are listed: in a wide network, where no screen holds them, enough to see what they are. @param {Trace} trace */
export const termsShown = (trace) => (tierOf(widthsOf(trace)) === 3 ? 4 : 12);

/**
 * As many rows as there is room for, the largest first if that is wanted, and the rest as one number, so that all of it still adds up.
 * @template {{ value: number | null }} T @param {T[]} rows @param {number} most @param {boolean} [largestFirst]
 * @returns {{ shown: T[], rest: { count: number, value: number | null } | null }}
 */
export function cutRows(rows, most, largestFirst = false) {
  const sorted = largestFirst ? [...rows].sort((a, b) => magnitude(b.value) - magnitude(a.value)) : rows;
  // One row more takes no more room than the line that would stand for it.
  if (sorted.length <= most + 1) return { shown: sorted, rest: null };
  const left = sorted.slice(most);
  return { shown: sorted.slice(0, most), rest: { count: left.length, value: sumOf(left.map(({ value }) => value)) } };
}

/** @param {(number | null)[]} values @returns {number | null} */
export function sumOf(values) {
  return values.reduce((sum, value) => (sum === null || value === null ? null : sum + value), 0);
}

/** Where each bar begins and ends between the smallest and the largest of them, 0 to 1, zero being among them. @param {(number | null)[]} values */
export function barsOf(values) {
  const finite = values.map((value) => (Number.isFinite(value) ? Number(value) : 0));
  const [low, high] = [Math.min(0, ...finite), Math.max(0, ...finite)];
  const span = high - low || 1;
  const at = (/** @type {number} */ value) => (value - low) / span;
  return { zero: at(0), bars: finite.map((value) => ({ start: at(Math.min(0, value)), end: at(Math.max(0, value)) })) };
}
