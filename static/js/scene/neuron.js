/** What one neuron shows: its value, its sum, its bias, its valve, and the gradient that has reached it. */

/** @import { Point } from "../layout.js" */
/** @import { Known, Moment, Progress, Scale } from "./moment.js" */
import { formatNumber, shortNumber } from "../format.js";
import { ROOM_FOR_NUMBER, TIGHT } from "../layout.js";
import { activationOf, biasName, neuronName, neuronSymbol } from "../names.js";
import { numberOf } from "../numbers.js";
import { between, ease, strength, tone } from "../scales.js";
import { lastOperation } from "../timeline.js";
import { curvedLayer } from "./moment.js";
import { cascadeMark, curveMark } from "./plots.js";

/** @typedef {ReturnType<typeof nodeMark>} NodeMark */

/** Where layers stand closer than this, gradients of neighbours would cover one another: only those at work are written. */
export const CROWDED = 100;

/** @param {Moment} moment @param {Known} known @param {Progress} progress @param {Scale} scale @param {number} layer @param {number} unit @param {Point} at */
export function nodeMark(moment, known, progress, scale, layer, unit, at) {
  const { trace, network, catalog, layout, cursor, row, selection } = moment;
  const beat = trace.beats[cursor.beat];
  const place = { layer, unit };
  const number = (/** @type {string} */ quantity) => numberOf(trace, row, quantity, place);
  const isInput = layer === 0;
  const z = !isInput && known("forward", layer, "sum", unit) ? number("z") : undefined;
  const last = lastOperation(trace.beats, layer);
  const a = isInput || known("forward", layer, last, unit) ? number("a") : undefined;
  const y =
    !isInput && trace.layers[layer - 1].batch_norm && known("forward", layer, "batch_norm", unit)
      ? number("f_input")
      : undefined;
  const pending = isInput ? undefined : latest(known, layer, unit, number, z);
  const dropped = !isInput && a !== undefined && number("mask") === 0;
  const gradA =
    known("backward", layer + 1, "gather", unit) ||
    (layer === trace.layers.length && progress("backward", layer, "gate", unit) >= 0.4)
      ? number("grad_a")
      : undefined;
  const gradZ = !isInput && known("backward", layer, "gate", unit) ? number("grad_z") : undefined;
  const updated = known("update", layer, "update", unit);
  const b = isInput ? undefined : number(updated ? "b_after" : "b");
  const gradB = !isInput && known("backward", layer, "deposit", unit) ? number("grad_b") : undefined;
  const gradient = gradZ === undefined ? gradA : gradZ;
  const active =
    beat.layer === layer && ["sum", "batch_norm", "activation", "skip", "dropout", "gate"].includes(beat.op);
  const gathering = beat.op === "gather" && beat.layer === layer + 1;
  const name = neuronName(network, layer, unit);
  const selected = selection?.kind === "neuron" && selection.layer === layer && selection.unit === unit;
  const written =
    isInput || layout.detail !== "compact" || layout.body.width > layout.body.height
      ? formatNumber
      : layout.radius < ROOM_FOR_NUMBER
        ? () => ""
        : shortNumber;
  return {
    id: `n-${layer}-${unit}`,
    layer,
    unit,
    ...at,
    name: [
      `${name}: ${a === undefined ? "not computed yet" : formatNumber(a)}`,
      dropped && "dropped",
      z !== undefined && `z = ${formatNumber(z)}`,
      y !== undefined && `y = ${formatNumber(y)}`,
      gradA !== undefined && `gradient of its output ${formatNumber(gradA)}`,
      gradZ !== undefined && `δ = ${formatNumber(gradZ)}`,
    ]
      .filter(Boolean)
      .join(", "),
    value: written(a),
    /** What there is already, while there is no more than that yet. */
    pending: a === undefined && pending !== undefined ? written(pending) : null,
    tone: tone(a, "value"),
    strength: strength(a, scale.activation),
    symbol: isInput ? neuronName(network, 0, unit).split(", ").slice(1).join(", ") : neuronSymbol(network, layer, unit),
    dropped,
    caption: isInput ? "" : captionOf(known, layer, unit, number, z, y, a),
    gradient:
      gradient === undefined || (layout.gap < CROWDED && !atWork(beat, layer)) || (layout.step < TIGHT && !selected)
        ? null
        : {
            text: `${gradZ === undefined ? (isInput ? "∂x" : "∂a") : "δ"} ${formatNumber(gradient)}`,
            tone: tone(gradient, "gradient"),
          },
    gate: gateMark(moment, known, progress, layer, unit),
    curve:
      curvedLayer(moment) === layer && !isInput
        ? curveMark(activationOf(catalog, network.network.layers[layer - 1].activation), number("f_input"))
        : null,
    cascade: cascadeMark(moment, progress, layer, unit),
    bias: isInput
      ? null
      : {
          id: `b-${layer}-${unit}`,
          name: `${biasName(layer, unit)}: ${formatNumber(b)}${gradB === undefined ? "" : `, gradient ${formatNumber(gradB)}`}`,
          text: biasText(moment, layer, b, gradB, number),
          tone:
            beat.phase === "backward" && gradB !== undefined && beat.layer === layer
              ? tone(gradB, "gradient")
              : tone(b, "value"),
          selected: selection?.kind === "bias" && selection.layer === layer && selection.unit === unit,
        },
    active: active || gathering,
    selected,
  };
}

/** Whether a beat is about the neurons of a layer. @param {import("../types").Beat} beat @param {number} layer */
function atWork(beat, layer) {
  return beat.phase === "backward" && (beat.op === "gather" ? beat.layer === layer + 1 : beat.layer === layer);
}

/** @param {Moment} moment @param {number} layer @param {number | null | undefined} b @param {number | null | undefined} gradB @param {(quantity: string) => number | null | undefined} number */
function biasText({ trace, cursor }, layer, b, gradB, number) {
  const beat = trace.beats[cursor.beat];
  if (beat.op === "update") return `${formatNumber(number("b"))} → ${formatNumber(number("b_after"))}`;
  if (gradB !== undefined && beat.phase === "backward" && beat.layer === layer) return `∂b ${formatNumber(gradB)}`;
  return `b ${formatNumber(b)}`;
}

/** The newest number of a neuron that is not handed on yet. @param {Known} known @param {number} layer @param {number} unit @param {(quantity: string) => number | null | undefined} number @param {number | null | undefined} z */
function latest(known, layer, unit, number, z) {
  if (known("forward", layer, "skip", unit)) return number("bypassed");
  if (known("forward", layer, "activation", unit)) return number("h");
  return known("forward", layer, "batch_norm", unit) ? number("f_input") : z;
}

/** What stands below a neuron: what f is applied to, and on the way to what is handed on the newest number. @param {Known} known @param {number} layer @param {number} unit @param {(quantity: string) => number | null | undefined} number @param {number | null | undefined} z @param {number | null | undefined} y @param {number | null | undefined} a */
function captionOf(known, layer, unit, number, z, y, a) {
  const into = y === undefined ? "z" : "y";
  if (a === undefined && known("forward", layer, "skip", unit))
    return `f(${into}) + x = ${formatNumber(number("bypassed"))}`;
  if (a === undefined && known("forward", layer, "activation", unit))
    return `f(${into}) = ${formatNumber(number("h"))}`;
  return `${into} = ${formatNumber(y === undefined ? z : y)}`;
}

/** The valve of a neuron: how far f′(z) lets the gradient through. @param {Moment} moment @param {Known} known @param {Progress} progress @param {number} layer @param {number} unit */
function gateMark({ trace, cursor, row }, known, progress, layer, unit) {
  const beat = trace.beats[cursor.beat];
  if (layer === 0 || beat.phase !== "backward" || beat.layer !== layer) return null;
  const slope = numberOf(trace, row, "slope", { layer, unit });
  if (slope === undefined) return { open: 1, text: "all at once", shut: false };
  const z = numberOf(trace, row, "f_input", { layer, unit });
  const settled = known("backward", layer, "gate", unit)
    ? 1
    : ease(between(progress("backward", layer, "gate", unit), 0.3, 0.6));
  return {
    open: 1 + (Math.min(1, Math.abs(slope ?? 0)) - 1) * settled,
    text: `f′(${formatNumber(z)}) = ${formatNumber(slope)}`,
    shut: slope === 0,
  };
}
