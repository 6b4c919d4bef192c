/** Adding up, as it is played above a neuron: forward the terms of z, backward the messages that make ∂L/∂a. */

/** @import { Moment, Progress } from "./moment.js" */
/** @import { Stage } from "../layout.js" */
/** @import { StageMark } from "./stage.js" */
import { LABEL_HEIGHT, textWidth } from "../layout.js";
import { hasSkip, messageKeys, messagesTo, numberKey, termKeys, termsOf } from "../numbers.js";
import { between, ease, tone } from "../scales.js";
import { plain, say, written } from "../written.js";
import { cascade } from "./plots.js";
import { quantitiesAt } from "./quantities.js";

const BARS = 92;
const THIN_BARS = 46;
const PITCH = { thin: 3.4, beside: 7, written: 12.9, most: 18 };
/** More terms than this are a matter for the table. */
const MOST_TERMS = 9;
/** What the chip with the gradient takes between the neuron and its stage. */
const CHIP = LABEL_HEIGHT + 7;

/** What is added up at this neuron at this beat; null where nothing is. @param {Pick<Moment, "trace" | "cursor" | "row">} moment @param {number} layer @param {number} unit */
function addingAt({ trace, cursor, row }, layer, unit) {
  const beat = trace.beats[cursor.beat];
  if (beat.op === "sum" && beat.layer === layer)
    return {
      ...{ beat, backward: false, family: /** @type {const} */ ("value") },
      values: termsOf(trace, row, layer, unit),
      keys: termKeys(trace, row, layer, unit),
      bypass: -1,
    };
  if (beat.op !== "gather" || beat.layer !== layer + 1) return null;
  const values = messagesTo(trace, row, layer + 1, unit);
  return {
    ...{ beat, backward: true, family: /** @type {const} */ ("gradient") },
    values,
    keys: messageKeys(trace, row, layer + 1, unit),
    bypass: hasSkip(trace, layer + 1) ? values.length - 1 : -1,
  };
}

/** @param {Moment} moment @param {Progress} progress @param {number} layer @param {number} unit @param {Stage} room @returns {StageMark | null} */
export function cascadeAt(moment, progress, layer, unit, room) {
  const { cursor, grain } = moment;
  const adding = addingAt(moment, layer, unit);
  if (!adding) return null;
  const { beat, values, keys, backward, family, bypass } = adding;
  const rows = values.length;
  const height = room.height - (backward ? CHIP : 0) - 8;
  const stacked = height / rows >= PITCH.written;
  const pitch = Math.min(PITCH.most, stacked ? height / rows : (room.height - 5) / rows);
  if (rows < 2 || rows > MOST_TERMS || pitch < PITCH.thin || !values.every(Number.isFinite)) return null;
  const done = progress(beat.phase, beat.layer, beat.op, unit);
  if (done === 0 && cursor.part !== null && grain === "neuron") return null;
  // Term by term where the step is cut so finely; else one after the other while the unit is at it.
  const grown = (/** @type {number} */ i) =>
    cursor.part !== null && grain === "term"
      ? ease(progress(beat.phase, beat.layer, beat.op, unit, i))
      : ease(between(done, (0.5 * i) / rows, (0.5 * (i + 1)) / rows));
  const plot = cascade(/** @type {number[]} */ (values), family, grown, bypass);
  if (plot.bars.every((bar) => !bar.begun) && cursor.part !== null) return null;
  if (!stacked) return inline(moment, plot, { layer, unit, backward, pitch, rows, room, done });
  const numbers = values.map((value, i) => written(value, keys[i]));
  const text = Math.max(...numbers.map((number) => textWidth(number.text, 12))) + 10;
  const box = { width: BARS + text + 18, height: rows * pitch + 8 };
  return {
    ...{ x: 0, y: -room.bottom - (backward ? CHIP : 0) - box.height / 2, ...box, type: 12, pitch },
    plot: { kind: "cascade", ...plot, width: BARS, height: rows * pitch },
    lines: numbers.map((number, i) => ({
      text: [number],
      tone: tone(values[i], family),
      opacity: between(grown(i), 0, 0.5),
    })),
    beside: false,
    opacity: 1,
  };
}

/**
 * Where there is no more room than for one line: thin bars, and beside them what they come to.
 * @param {Moment} moment @param {import("./plots.js").CascadePlot} plot
 * @param {{ layer: number, unit: number, backward: boolean, pitch: number, rows: number, room: Stage, done: number }} about
 * @returns {StageMark | null}
 */
function inline({ trace, row, layout: { type } }, plot, { layer, unit, backward, pitch, rows, room, done }) {
  const n = quantitiesAt({ trace, row }, { layer, unit });
  const quantity = backward ? "grad_a" : "z";
  const text = say`${backward ? (layer === 0 ? "∂x" : "∂a") : "z"} ${n.write(quantity)}`;
  const size = { width: THIN_BARS, height: Math.min(pitch, PITCH.beside) * rows };
  const height = Math.max(LABEL_HEIGHT, size.height + 5);
  const width = size.width + textWidth(plain(text), type) + 24;
  if (width > room.width || height > room.height + 4) return null;
  return {
    ...{ x: 0, y: -room.bottom - height / 2, width, height, type, pitch: Math.round(type * 1.32) },
    plot: { kind: "cascade", ...plot, ...size },
    lines: [{ text, strong: true, tone: tone(n.value(quantity), backward ? "gradient" : "value"), opacity: between(done, 0.5, 0.65) }], // prettier-ignore
    beside: true,
    opacity: 1,
  };
}

/** What a sum has come to where it is shown term by term: its number by name; null before it begins and once it is whole. @param {Moment} moment @param {Progress} progress @param {number} layer @param {number} unit */
export function soFarAt(moment, progress, layer, unit) {
  const { cursor, grain, row } = moment;
  const adding = grain === "term" && cursor.part !== null ? addingAt(moment, layer, unit) : null;
  if (!adding) return null;
  const { beat, values } = adding;
  const count = values.findIndex((_, i) => progress(beat.phase, beat.layer, beat.op, unit, i) < 0.5);
  if (count < 1) return null;
  const sum = values.slice(0, count).reduce((/** @type {number} */ total, value) => total + (value ?? NaN), 0);
  const place = { layer: beat.layer ?? 0, unit, from: count - 1 };
  return written(sum, numberKey(`${adding.backward ? "gather" : "sum"}_so_far`, place, row));
}
