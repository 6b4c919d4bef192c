/** What the strips and matrices of a wide network show at a moment, and how much of it has come already. Pure. */

/** @import { Beat } from "../types" */
/** @import { Family } from "../scales.js" */
/** @import { Moment } from "../scene/moment.js" */
import { atOnce, partNow, progressAt } from "../scene/moment.js";
import { between, ease } from "../scales.js";

/** @typedef {Pick<Moment, "trace" | "cursor" | "grain">} When */
/** @typedef {{ before: string | null, now: string | null, filled: (unit: number) => number }} Cells what a layer's cells showed, show, and how far each has filled with it */
/** @typedef {[number, number, number, number]} Region of a matrix: from and to which source, from and to which target */
/** @typedef {{ quantity: string, family: Family, ground: string, regions: Region[] | null, at: Region | null, active: boolean }} Heat `ground` shows where no region reaches; null is everywhere; `at`: what is at work */

/** What each beat makes, and in which layer from its own. @type {Record<string, [string, number]>} */
const RESULTS = {
  sum: ["z", 0],
  batch_norm: ["f_input", 0],
  activation: ["h", 0],
  skip: ["bypassed", 0],
  dropout: ["a", 0],
  gate: ["grad_z", 0],
  gather: ["grad_a", -1],
};

/** Of which family a quantity of a unit is. @param {string} quantity @returns {Family} */
export const familyOf = (quantity) => (quantity.startsWith("grad") ? "gradient" : "value");

/** The quantity that a beat makes in a layer, null where it makes none there. @param {Beat} beat @param {number} layer */
function made({ op, layer: own, phase }, layer) {
  const [quantity, away] = RESULTS[op] ?? [];
  return quantity && phase !== "update" && own !== null && own + Number(away) === layer ? quantity : null;
}

/** @param {When} when @param {number} layer 0 for the input @returns {Cells} */
export function cellsAt(when, layer) {
  const { trace, cursor } = when;
  const beat = trace.beats[cursor.beat];
  const before = trace.beats
    .slice(0, cursor.beat)
    .reduce((/** @type {string | null} */ shown, each) => made(each, layer) ?? shown, layer === 0 ? "a" : null);
  const now = made(beat, layer);
  if (now === null) return { before, now: before, filled: () => 1 };
  const progress = progressAt(when);
  return { before, now, filled: (unit) => ease(between(progress(beat.phase, beat.layer, beat.op, unit), 0, 0.7)) };
}

/** What a matrix shows while its layer is at work. @type {Record<string, string>} */
const AT_WORK = {
  product: "product",
  sum: "product",
  batch_norm: "product",
  activation: "product",
  skip: "product",
  dropout: "product",
  deposit: "share",
  send: "message",
  gather: "message",
};

/** @param {When} when @param {number} layer @returns {Heat} */
export function heatAt(when, layer) {
  const { trace, cursor } = when;
  const beat = trace.beats[cursor.beat];
  const rest = { ground: "w", regions: null, at: null };
  if (beat.op === "measure") return { ...rest, quantity: "w_after", family: "value", active: true };
  if (atOnce(when)) {
    const forward = beat.phase === "forward";
    return { ...rest, quantity: forward ? "product" : "message", family: forward ? "value" : "gradient", active: true };
  }
  const quantity = beat.op === "update" ? "change" : beat.layer === layer ? AT_WORK[beat.op] : undefined;
  if (quantity === undefined) return { ...rest, quantity: "w", family: "value", active: beat.layer === layer };
  const family = quantity === "message" || quantity === "share" ? "gradient" : "value";
  return { ground: "w", quantity, family, active: true, ...reachedAt(when, layer) };
}

/** How far the beat has come in a matrix. @param {When} when @param {number} layer @returns {Pick<Heat, "regions" | "at">} */
function reachedAt(when, layer) {
  const { trace, cursor } = when;
  const { op, layer: own } = trace.beats[cursor.beat];
  const [sources, targets] = [trace.layers[layer - 1].w.length, trace.layers[layer - 1].b.length];
  const part = partNow(when);
  const time = ease(between(cursor.time, 0, 0.7));
  const moves = op === "product" || op === "deposit" || op === "send" || op === "update";
  if (!part) {
    if (!moves || time === 1) return { regions: null, at: null };
    const backwards = op === "deposit" || op === "send";
    return {
      regions: [backwards ? [0, sources, targets * (1 - time), targets] : [0, sources, 0, targets * time]],
      at: null,
    };
  }
  if (op !== "gather" && own === null && part.layer !== layer)
    return { regions: part.layer > layer ? null : [], at: null };
  const { unit, term } = part;
  const gathers = op === "gather";
  const terms = gathers ? targets : sources;
  const turn = (/** @type {Region} */ [a, b, c, d]) => /** @type {Region} */ (gathers ? [c, d, a, b] : [a, b, c, d]);
  const at = turn(
    term === null ? [0, terms, unit, unit + 1] : [Math.min(term, terms), Math.min(term + 1, terms), unit, unit + 1],
  );
  if (!moves) return { regions: null, at };
  const come = term === null ? terms * time : Math.min(terms, term + time);
  return {
    regions: [
      [0, terms, 0, unit],
      [0, come, unit, unit + 1],
    ],
    at,
  };
}
