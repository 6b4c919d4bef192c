/**
 * The parts of a beat: one a neuron, or one a term, for those who want to watch a layer work piece by piece. Pure.
 * Parts are counted rather than listed: the update of a wide network has as many as it has parameters.
 */

/** @import { Beat, Cursor, Grain, Trace } from "./types" */

/** @type {Grain[]} */
export const GRAINS = ["phase", "layer", "neuron", "term"];

/** @typedef {{ layer: number, unit: number, term: number | null }} Part `unit` is the one whose result it is, `term` which of its terms */
/** @typedef {{ layer: number, units: number, terms: number }} Block units of a layer, and how many terms each has */

/** Which units do something at a beat, and in how many terms each. @param {Trace} trace @param {Beat} beat @returns {Block[]} */
function blocksOf(trace, { phase, layer, op }) {
  if (op === "update")
    return trace.layers.map(({ w, b }, i) => ({ layer: i + 1, units: b.length, terms: w.length + 1 }));
  if (phase === "loss" || phase === "update" || layer === null) return [];
  const { w, b } = trace.layers[layer - 1];
  const skip = trace.beats.some((other) => other.layer === layer && other.op === "skip");
  switch (op) {
    case "product":
      return [{ layer, units: b.length, terms: w.length }];
    case "sum":
    case "deposit":
      return [{ layer, units: b.length, terms: w.length + 1 }];
    case "send":
      return [{ layer, units: b.length, terms: w.length }];
    case "gather":
      return [{ layer, units: w.length, terms: b.length + (skip ? 1 : 0) }];
    default:
      return [{ layer, units: b.length, terms: 1 }];
  }
}

/** In how many parts a beat is shown; 0 where it is shown as a whole. @param {Trace} trace @param {Beat} beat @param {Grain} grain */
export function partCount(trace, beat, grain) {
  if (grain !== "neuron" && grain !== "term") return 0;
  return blocksOf(trace, beat).reduce((sum, { units, terms }) => sum + units * (grain === "term" ? terms : 1), 0);
}

/** One of them. @param {Trace} trace @param {Beat} beat @param {Grain} grain @param {number | null} index @returns {Part | null} */
export function partAt(trace, beat, grain, index) {
  if (index === null || (grain !== "neuron" && grain !== "term")) return null;
  let left = index;
  for (const { layer, units, terms } of blocksOf(trace, beat)) {
    const each = grain === "term" ? terms : 1;
    if (left < units * each)
      return { layer, unit: Math.floor(left / each), term: grain === "term" ? left % each : null };
    left -= units * each;
  }
  return null;
}

/** Where such a part stands among all; of a neuron at grain "term" its last one. @param {Trace} trace @param {Beat} beat @param {Grain} grain @param {Part} part @returns {number | null} null where there is none */
export function partIndex(trace, beat, grain, { layer, unit, term }) {
  if (grain !== "neuron" && grain !== "term") return null;
  let before = 0;
  for (const block of blocksOf(trace, beat)) {
    const each = grain === "term" ? block.terms : 1;
    const own = grain === "term" ? (term ?? each - 1) : 0;
    if (block.layer === layer) return unit < block.units && own < each ? before + unit * each + own : null;
    before += block.units * each;
  }
  return null;
}

/** The cursor at the end of a beat, however finely it is shown. @param {Trace} trace @param {number} beat @param {Grain} grain @returns {Cursor} */
export function endOf(trace, beat, grain) {
  const count = partCount(trace, trace.beats[beat], grain);
  return { beat, part: count ? count - 1 : null, time: 1 };
}

/** The cursor at the beginning of a beat. @param {Trace} trace @param {number} beat @param {Grain} grain @returns {Cursor} */
export function startOf(trace, beat, grain) {
  return { beat, part: partCount(trace, trace.beats[beat], grain) ? 0 : null, time: 1 };
}

/**
 * The stop before or after a cursor, null at either end.
 * @param {Trace} trace @param {Cursor} cursor @param {Grain} grain @param {1 | -1} direction @returns {Cursor | null}
 */
export function stopBeside(trace, cursor, grain, direction) {
  const { beats } = trace;
  const { beat, part } = cursor;
  if (grain === "phase") {
    const ends = beats.flatMap((entry, i) => (beats[i + 1]?.phase !== entry.phase ? [i] : []));
    const end =
      direction > 0
        ? ends.find((i) => i > beat)
        : ends.findLast((i) => beats[i].phase !== beats[beat].phase && i < beat);
    return end === undefined ? null : { beat: end, part: null, time: 1 };
  }
  const count = partCount(trace, beats[beat], grain);
  if (part !== null && part + direction >= 0 && part + direction < count)
    return { beat, part: part + direction, time: 1 };
  const next = beat + direction;
  if (next < 0 || next >= beats.length) return null;
  return direction > 0 ? startOf(trace, next, grain) : endOf(trace, next, grain);
}

/** The first and the last stop of a step. @param {Trace} trace @param {Grain} grain @param {"first" | "last"} which @returns {Cursor} */
export function outerStop(trace, grain, which) {
  if (which === "last") return endOf(trace, trace.beats.length - 1, grain);
  const end = trace.beats.findIndex((beat, i) => trace.beats[i + 1]?.phase !== beat.phase);
  return grain === "phase" ? { beat: end, part: null, time: 1 } : startOf(trace, 0, grain);
}

/** The same place at another grain. @param {Trace} trace @param {Cursor} cursor @param {Grain} from @param {Grain} to @returns {Cursor} */
export function atGrain(trace, cursor, from, to) {
  const beat = trace.beats[cursor.beat];
  if (to === "phase") {
    const end = trace.beats.findLastIndex((entry) => entry.phase === beat.phase);
    return { beat: end, part: null, time: 1 };
  }
  const part = partAt(trace, beat, from, cursor.part);
  if (!part) return endOf(trace, cursor.beat, to);
  return {
    beat: cursor.beat,
    part: partIndex(trace, beat, to, { ...part, term: to === "term" ? part.term : null }),
    time: 1,
  };
}
