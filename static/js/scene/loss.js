/** The loss as it is drawn: its number, what it is measured against, and after the update what was foretold. */

/** @import { Point } from "../layout.js" */
/** @import { Known, Moment, Progress, Scale } from "./moment.js" */
import { formatNumber } from "../format.js";
import { curvePath, edgeCurve } from "../layout.js";
import { foretoldChange, numberKey, numberOf, targetOf } from "../numbers.js";
import { between, ease, tone, width } from "../scales.js";
import { say, written } from "../written.js";
import { ledgerMark } from "./ledger.js";

/** The line from an output to the loss. @param {Moment} moment @param {Progress} progress @param {Scale} scale @param {Point} at @param {number} unit */
export function outputEdge({ trace, layout, cursor, row }, progress, scale, at, unit) {
  const beat = trace.beats[cursor.beat];
  const layer = trace.layers.length;
  const curve = edgeCurve(layout, at, layout.loss, (layout.upright ? layout.loss.height : layout.loss.width) / 2);
  const forward = beat.op === "loss" || beat.op === "measure";
  const backward = beat.op === "gate" && beat.layer === layer;
  const value = numberOf(trace, row, backward ? "grad_a" : "a", { layer, unit });
  const done = backward ? progress("backward", layer, "gate", unit) : cursor.time;
  return {
    id: `o-${unit}`,
    path: curvePath(curve),
    flow:
      (forward || backward) && (done > 0 || cursor.part === null)
        ? {
            tone: tone(value, backward ? "gradient" : "value"),
            width: width(value, backward ? scale.gradient : scale.activation),
            negative: typeof value === "number" && value < 0,
            reach: ease(between(done, 0, forward ? 0.6 : 0.4)),
            backward,
          }
        : null,
  };
}

/** @param {Moment} moment @param {Known} known @param {Progress} progress */
export function lossMark(moment, known, progress) {
  const { trace, cursor, row, selection, layout } = moment;
  const measured = known("update", null, "measure");
  const value = known("loss", null, "loss") ? (measured ? trace.loss_after : trace.loss) : undefined;
  return {
    ...layout.loss,
    value: written(value, numberKey(measured ? "loss_after" : "loss", {})),
    target: targetText(targetOf(trace, row), trace.layers.length, row),
    compared: measured ? comparedBars(trace, progress("update", null, "measure")) : null,
    ledger: ledgerMark(moment, known),
    name: `Loss: ${value === undefined ? "not computed yet" : formatNumber(value)}${measured ? `, before ${formatNumber(trace.loss)}` : ""}`,
    tone: value === null ? "tone-broken" : "tone-loss",
    selected: selection?.kind === "loss",
    active: ["loss", "measure"].includes(trace.beats[cursor.beat].op),
  };
}

/** @param {(number | null)[]} targets @param {number} layer @param {number | null} row */
function targetText(targets, layer, row) {
  const numbers = targets.map((value, unit) => written(value, numberKey("y", { layer, unit }, row)));
  if (numbers.length === 1) return say`y = ${numbers[0]}`;
  if (numbers.length > 3) return [row === null ? "" : `class ${targets.indexOf(1) + 1}`];
  return say`y = [${numbers.flatMap((number, i) => (i === 0 ? [number] : [", ", number]))}]`;
}

/** The loss before, as the gradient foretold it, and as it was measured, each a bar beside the largest. @param {Moment["trace"]} trace @param {number} done */
function comparedBars(trace, done) {
  if (trace.loss === null || trace.loss_after === null) return null;
  const foretold = trace.loss + foretoldChange(trace);
  /** @type {[string, number, string][]} */
  const entries = [["before", trace.loss, "loss"], ["foretold", foretold, "loss_foretold"], ["measured", trace.loss_after, "loss_after"]]; // prettier-ignore
  const most = Math.max(...entries.map(([, value]) => Math.abs(value)));
  if (!Number.isFinite(most)) return null;
  return entries.map(([label, value, quantity], i) => ({
    label,
    number: written(value, numberKey(quantity, {})),
    length: (Math.max(0, value) / (most || 1)) * ease(between(done, 0.5 + i * 0.1, 0.8 + i * 0.1)),
  }));
}
