/** The numbers that stand over a wide picture: on edges, for those left out, and at the cell under the pointer. Pure. */

/** @import { Point } from "../layout.js" */
/** @import { Moment, Progress } from "../scene/moment.js" */
/** @import { Fan, Unit, Weight } from "./fans.js" */
/** @import { WideLayout } from "./layout.js" */
import { formatNumber } from "../format.js";
import { labelWidth } from "../layout.js";
import { numberKey, numberOf } from "../numbers.js";
import { between, tone } from "../scales.js";
import { numberPlaces } from "./places.js";
import { cellsAt, familyOf, heatAt } from "./shown.js";
import { restKey } from "./words.js";

/** @typedef {{ id: string, key: string, mark: string, x: number, y: number, width: number, lines: string[], tone: string, opacity: number }} Chip */

/** From which time within its beat a number stands on its edge. */
const ARRIVES = { start: 0.45, end: 0.8 };

/** From when on the numbers of a layer's edges stand there, as the beat moves that makes them. @param {Moment} moment @param {number} layer @param {number} progress */
function arrival({ trace, cursor }, layer, progress) {
  const { op, layer: own } = trace.beats[cursor.beat];
  const moves = op === "update" || (own === layer && ["product", "deposit", "send"].includes(op));
  return moves ? between(progress, ARRIVES.start, ARRIVES.end) : 1;
}

/** Makes the numbers that stand on edges. @param {Moment} moment @param {Progress} progress @returns {(edge: Weight, at: Point) => Chip} */
export function numberChips(moment, progress) {
  const { trace, cursor, row } = moment;
  const { phase, op } = trace.beats[cursor.beat];
  return (edge, at) => {
    const { layer, from, unit } = edge;
    const { quantity, family } = heatAt(moment, layer);
    const value = numberOf(trace, row, quantity, edge);
    const text = formatNumber(value);
    return {
      id: `fan-${layer}-${from}-${unit}`,
      key: numberKey(quantity, edge, row),
      mark: `w-${layer}-${from}-${unit}`,
      ...at,
      width: labelWidth(text),
      lines: [text],
      tone: tone(value, family),
      opacity: arrival(moment, layer, op === "gather" ? 1 : progress(phase, layer, op, unit, from)),
    };
  };
}

/** What the edges of a fan that are not drawn add up to. @param {Moment & { layout: WideLayout }} moment @param {Progress} progress @param {Fan} fan @param {Unit} focus @returns {Chip[]} */
export function restChip(moment, progress, { side, layer, edges, rest, adds }, { layer: own, unit }) {
  if (rest.count === 0 || !adds) return [];
  const { phase, op } = moment.trace.beats[moment.cursor.beat];
  const done = side === "in" ? progress(phase, layer, op, unit) : progress(phase, layer, op);
  return [
    {
      id: `rest-${side}`,
      key: restKey({ side, layer, unit, row: moment.row }),
      mark: `n-${own}-${unit}`,
      ...numberPlaces(moment.layout, layer, edges).rest,
      width: labelWidth(`+${rest.count} more`),
      lines: [`+${rest.count} more`, formatNumber(Number.isNaN(rest.sum) ? null : rest.sum)],
      tone: "tone-rest",
      opacity: arrival(moment, layer, done),
    },
  ];
}

/** What the cell under the pointer shows. @param {Moment & { layout: WideLayout }} moment @param {Unit} at @returns {Chip} */
export function pointedChip(moment, at) {
  const { layout, trace, row } = moment;
  const { layer, unit } = at;
  const { now } = cellsAt(moment, layer);
  const value = now === null ? undefined : numberOf(trace, row, now, { layer, unit, from: unit });
  const text = formatNumber(value);
  const { x, y } = layout.nodes[layer][unit];
  const above = y - layout.strips[layer].cell.height / 2 - 24;
  const width = Math.max(labelWidth(text), labelWidth(`neuron ${unit + 1}`));
  return {
    id: "pointed",
    key: numberKey(now ?? "a", at, row),
    mark: `n-${layer}-${unit}`,
    x: Math.min(Math.max(x, width / 2 + 2), layout.width - width / 2 - 2),
    y: above < 20 ? y + layout.strips[layer].cell.height / 2 + 24 : above,
    width,
    lines: [`neuron ${unit + 1}`, text],
    tone: tone(value, familyOf(now ?? "")),
    opacity: 1,
  };
}
