/** What one neuron shows: its value, its sum, its bias, its valve, its stage, and the gradient that has reached it. */

/** @import { Point } from "../layout.js" */
/** @import { Known, Moment, Progress, Scale } from "./moment.js" */
/** @import { Quantities } from "./quantities.js" */
/** @import { Text } from "../written.js" */
import { formatNumber, shortNumber } from "../format.js";
import { ROOM_FOR_NUMBER, TIGHT, bodyOf } from "../layout.js";
import { biasName, neuronName, neuronSymbol } from "../names.js";
import { holdOf, neuronHold } from "../holds.js";
import { strength, tone } from "../scales.js";
import { lastOperation } from "../timeline.js";
import { say, written } from "../written.js";
import { soFarAt } from "./adding.js";
import { HOLD_NAMES } from "./edge.js";
import { gateMark } from "./gate.js";
import { fitted, quantitiesAt } from "./quantities.js";
import { stageMark } from "./stage.js";

/** @typedef {ReturnType<typeof nodeMark>} NodeMark */

/** Where layers stand closer than this, gradients of neighbours would cover one another: only those at work are written. */
export const CROWDED = 100;

/** @param {Moment} moment @param {Known} known @param {Progress} progress @param {Scale} scale @param {number} layer @param {number} unit @param {Point} at */
export function nodeMark(moment, known, progress, scale, layer, unit, at) {
  const { trace, network, layout, cursor, selection } = moment;
  const beat = trace.beats[cursor.beat];
  const n = quantitiesAt(moment, { layer, unit });
  const isInput = layer === 0;
  const z = !isInput && known("forward", layer, "sum", unit) ? n.value("z") : undefined;
  const last = lastOperation(trace.beats, layer);
  const a = isInput || known("forward", layer, last, unit) ? n.value("a") : undefined;
  const normed = !isInput && trace.layers[layer - 1].batch_norm && known("forward", layer, "batch_norm", unit);
  const y = normed ? n.value("f_input") : undefined;
  const dropped = !isInput && a !== undefined && n.value("mask") === 0;
  const gradA =
    known("backward", layer + 1, "gather", unit) ||
    (layer === trace.layers.length && progress("backward", layer, "gate", unit) >= 0.4)
      ? n.value("grad_a")
      : undefined;
  const gradZ = !isInput && known("backward", layer, "gate", unit) ? n.value("grad_z") : undefined;
  const b = isInput ? undefined : n.value(known("update", layer, "update", unit) ? "b_after" : "b");
  const gradB = !isInput && known("backward", layer, "deposit", unit) ? n.value("grad_b") : undefined;
  const active =
    beat.layer === layer && ["sum", "batch_norm", "activation", "skip", "dropout", "gate"].includes(beat.op);
  const gathering = beat.op === "gather" && beat.layer === layer + 1;
  const name = neuronName(network, layer, unit);
  const hold = neuronHold(trace, { layer, unit });
  const biasHold = isInput ? "" : holdOf(trace, { layer, unit });
  const selected = selection?.kind === "neuron" && selection.layer === layer && selection.unit === unit;
  const stage = stageMark(moment, progress, layer, unit);
  const soFar = soFarAt(moment, progress, layer, unit);
  const pending = a === undefined && !isInput ? pendingOf(known, layer, unit, z) : null;
  return {
    id: `n-${layer}-${unit}`,
    layer,
    unit,
    ...at,
    name: [
      `${name}: ${a === undefined ? "not computed yet" : formatNumber(a)}`,
      dropped && "dropped",
      HOLD_NAMES[hold],
      z !== undefined && `z = ${formatNumber(z)}`,
      y !== undefined && `y = ${formatNumber(y)}`,
      gradA !== undefined && `gradient of its output ${formatNumber(gradA)}`,
      gradZ !== undefined && `δ = ${formatNumber(gradZ)}`,
    ]
      .filter(Boolean)
      .join(", "),
    value: numberInside(moment, layer, a, n.key("a")),
    /** What there is already, while there is no more than that yet. */
    pending: pending && layout.detail !== "full" ? numberInside(moment, layer, n.value(pending), n.key(pending)) : null,
    tone: tone(a, "value"),
    strength: strength(a, scale.activation),
    symbol: isInput ? neuronName(network, 0, unit).split(", ").slice(1).join(", ") : neuronSymbol(network, layer, unit),
    dropped,
    hold,
    caption: isInput
      ? []
      : soFar && beat.op === "sum"
        ? say`so far ${soFar}`
        : captionOf(known, layer, unit, n, z, y, a),
    gradient: gradientOf(moment, n, layer, stage?.beside === true, selected, { soFar, gradA, gradZ }),
    gate: gateMark(moment, known, progress, scale.gradient, layer, unit),
    stage,
    bias: isInput
      ? null
      : {
          id: `b-${layer}-${unit}`,
          name: `${biasName(layer, unit)}: ${formatNumber(b)}${gradB === undefined ? "" : `, gradient ${formatNumber(gradB)}`}${biasHold && `, ${HOLD_NAMES[biasHold]}`}`,
          hold: biasHold,
          /** Where something is played above the neuron there is a dot in place of its number. */
          dot: layout.detail !== "full" || (stage !== null && !layout.upright),
          text: biasText(moment, layer, n, gradB !== undefined),
          holds: beat.phase === "backward" && gradB !== undefined && beat.layer === layer,
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

/** The number in a neuron, as large as there is room for; none where the neuron is too small for one. @param {Moment} moment @param {number} layer @param {number | null | undefined} value @param {string} key */
function numberInside({ layout }, layer, value, key) {
  const { width, height } = bodyOf(layout, layer);
  if (layout.detail === "compact") {
    if (width > height) return { ...written(value, key), size: 12 };
    const text = layout.radius < ROOM_FOR_NUMBER ? "" : shortNumber(value);
    return { text, key, size: 12, short: true };
  }
  return fitted(value, key, width - 1, layout.type > 12 ? 17 : 13.5);
}

/**
 * The chip with the newest gradient of a neuron. A stage shows its own result; while the weights change it is past.
 * @param {Moment} moment @param {Quantities} n @param {number} layer @param {boolean} staged @param {boolean} selected
 * @param {{ soFar: import("../written.js").Written | null, gradA: number | null | undefined, gradZ: number | null | undefined }} known
 */
function gradientOf({ trace, cursor, layout }, n, layer, staged, selected, { soFar, gradA, gradZ }) {
  const beat = trace.beats[cursor.beat];
  const gradient = gradZ === undefined ? gradA : gradZ;
  if (beat.phase !== "backward" || staged) return null;
  if (beat.op === "gather" && beat.layer === layer + 1 && soFar) return { text: say`so far ${soFar}`, tone: "" };
  if (gradient === undefined || (layout.gap < CROWDED && !atWork(beat, layer)) || (layout.step < TIGHT && !selected))
    return null;
  const quantity = gradZ === undefined ? "grad_a" : "grad_z";
  const label = gradZ === undefined ? (layer === 0 ? "∂x" : "∂a") : "δ";
  return { text: say`${label} ${n.write(quantity)}`, tone: tone(gradient, "gradient") };
}

/** Whether a beat is about the neurons of a layer. @param {import("../types").Beat} beat @param {number} layer */
function atWork(beat, layer) {
  return beat.phase === "backward" && (beat.op === "gather" ? beat.layer === layer + 1 : beat.layer === layer);
}

/** @param {Moment} moment @param {number} layer @param {Quantities} n @param {boolean} deposited @returns {Text} */
function biasText({ trace, cursor }, layer, n, deposited) {
  const beat = trace.beats[cursor.beat];
  if (beat.op === "update") return say`${n.write("b")} → ${n.write("b_after")}`;
  if (deposited && beat.phase === "backward" && beat.layer === layer) return say`∂b ${n.write("grad_b")}`;
  return say`b ${n.write(beat.op === "measure" ? "b_after" : "b")}`;
}

/** The newest number of a neuron that is not handed on yet. @param {Known} known @param {number} layer @param {number} unit @param {number | null | undefined} z @returns {string | null} its name */
function pendingOf(known, layer, unit, z) {
  if (known("forward", layer, "skip", unit)) return "bypassed";
  if (known("forward", layer, "activation", unit)) return "h";
  if (known("forward", layer, "batch_norm", unit)) return "f_input";
  return z === undefined ? null : "z";
}

/** What stands below a neuron: what f is applied to, and on the way to what is handed on the newest number. @param {Known} known @param {number} layer @param {number} unit @param {Quantities} n @param {number | null | undefined} z @param {number | null | undefined} y @param {number | null | undefined} a @returns {Text} */
function captionOf(known, layer, unit, n, z, y, a) {
  const into = y === undefined ? "z" : "y";
  if (a === undefined && known("forward", layer, "skip", unit)) return say`f(${into}) + x = ${n.write("bypassed")}`;
  if (a === undefined && known("forward", layer, "activation", unit)) return say`f(${into}) = ${n.write("h")}`;
  if (y !== undefined) return say`y = ${n.write("f_input")}`;
  return say`z = ${written(z, n.key("z"))}`;
}
