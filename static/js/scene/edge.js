/** What one edge shows: its weight, the colour that spreads along it, and the weight it had before. */

/** @import { Known, Moment, Progress, Scale } from "./moment.js" */
import { formatNumber } from "../format.js";
import { holdOf } from "../holds.js";
import { curvePath, edgeCurve, pointOn } from "../layout.js";
import { selectionId, weightName } from "../names.js";
import { numberOf } from "../numbers.js";
import { between, ease, tone, width } from "../scales.js";
import { atOnce } from "./moment.js";

/** @typedef {ReturnType<typeof edgeMark>} EdgeMark */

/** Where along an edge what was deposited stays. */
const BEAD_AT = 0.7;
/** Where a frozen edge is pinned. */
const PIN_AT = 0.3;

/** What is said of a number that training leaves alone. */
export const HOLD_NAMES = { "": "", frozen: "frozen", off: "switched off" };

/** The operations in which edges take part; the others are of neurons. */
const ON_EDGES = new Set(["product", "sum", "deposit", "send", "gather"]);

/** How a weight looks, beside the largest. @param {number | null | undefined} w @param {number} most */
export function weightLook(w, most) {
  return { width: width(w, most), tone: tone(w, "value"), negative: typeof w === "number" && w < 0 };
}

/** The mark of an edge. @param {{ layer: number, from: number, unit: number }} place */
export const edgeId = ({ layer, from, unit }) => `w-${layer}-${from}-${unit}`;

/** @param {Moment} moment @param {Known} known @param {Progress} progress @param {Scale} scale @param {number} layer @param {number} from @param {number} unit @param {Set<string>} chips the edges whose deposit is written on them */
export function edgeMark(moment, known, progress, scale, layer, from, unit, chips) {
  const { trace, layout, cursor, row, selection } = moment;
  const beat = trace.beats[cursor.beat];
  const place = { layer, unit, from };
  const number = (/** @type {string} */ quantity) => numberOf(trace, row, quantity, place);
  const updated = known("update", layer, "update", unit, from);
  const w = number(updated ? "w_after" : "w");
  const gradW = known("backward", layer, "deposit", unit, from) ? number("grad_w") : undefined;
  const message = known("backward", layer, "send", unit, from) ? number("message") : undefined;
  const product = known("forward", layer, "product", unit, from) ? number("product") : undefined;
  const id = edgeId(place);
  const mine = beat.layer === layer;
  const curve = edgeCurve(layout, layout.nodes[layer - 1][from], layout.nodes[layer][unit]);
  const hold = holdOf(trace, place);
  const touched =
    (selection?.kind === "neuron" &&
      ((selection.layer === layer && selection.unit === unit) ||
        (selection.layer === layer - 1 && selection.unit === from))) ||
    (selection?.kind === "bias" && selection.layer === layer && selection.unit === unit);
  return {
    id,
    layer,
    from,
    unit,
    path: curvePath(curve),
    name: [
      `${weightName(layer, from, unit)}: ${formatNumber(w)}`,
      product !== undefined && `carries ${formatNumber(product)}`,
      gradW !== undefined && `gradient ${formatNumber(gradW)}`,
      message !== undefined && `sends back ${formatNumber(message)}`,
      HOLD_NAMES[hold],
    ]
      .filter(Boolean)
      .join(", "),
    ...weightLook(w, scale.weight),
    /** The deposit stays on its edge until it has changed the weight. */
    bead:
      gradW === undefined || beat.phase === "update" || chips.has(id)
        ? null
        : { ...pointOn(curve, BEAD_AT), tone: tone(number("share"), "gradient") },
    off: hold === "off" || isOff(moment, known, layer - 1, from),
    switched: hold === "off",
    /** Where a frozen weight is pinned. */
    pin: hold === "frozen" ? pointOn(curve, PIN_AT) : null,
    ghost: beat.op === "update" ? width(number("w"), scale.weight) : null,
    flow: flowMark(moment, progress, place, scale),
    lit: (mine && ON_EDGES.has(beat.op)) || beat.phase === "update" || atOnce(moment),
    touched,
    selected: selection !== null && selectionId(selection) === id,
  };
}

/** Whether the neuron that an edge comes from was switched off by dropout. @param {Moment} moment @param {Known} known @param {number} layer @param {number} unit */
function isOff({ trace, row }, known, layer, unit) {
  if (layer === 0 || !trace.layers[layer - 1].mask) return false;
  return known("forward", layer, "dropout", unit) && numberOf(trace, row, "mask", { layer, unit }) === 0;
}

/** The colour that spreads along an edge: forward the product, backward the message. @param {Moment} moment @param {Progress} progress @param {{layer: number, unit: number, from: number}} place @param {Scale} scale */
function flowMark(moment, progress, place, scale) {
  const { trace, cursor, row } = moment;
  const beat = trace.beats[cursor.beat];
  const whole = atOnce(moment);
  if (!whole && beat.layer !== place.layer) return null;
  const op = whole ? (beat.phase === "forward" ? "product" : "send") : beat.op;
  const backward = op === "send" || op === "gather";
  // A deposit stays where it settles; what spreads is what is handed on.
  if (!backward && op !== "product") return null;
  const quantity = backward ? "message" : "product";
  const value = numberOf(trace, row, quantity, place);
  const family = backward ? "gradient" : "value";
  const most = (backward ? scale.gradient : scale.activation) * scale.weight;
  // A gather is of the unit below, and its terms are the edges that lead up from it.
  const ends = op === "gather" ? { unit: place.from, term: place.unit } : { unit: place.unit, term: place.from };
  const done = progress(beat.phase, place.layer, op, ends.unit, ends.term);
  if (done === 0 && cursor.part !== null) return null;
  return {
    tone: tone(value, family),
    width: width(value, most),
    negative: typeof value === "number" && value < 0,
    reach: op === "gather" ? 1 : ease(between(done, 0, 0.7)),
    backward,
  };
}
