/** What one neuron shows: its value, its sum, its bias, its valve, and the gradient that has reached it. */

/** @import { Beat } from "../types" */
/** @import { Point } from "../layout.js" */
/** @import { Known, Moment, Progress, Scale } from "./moment.js" */
/** @import { Text } from "../written.js" */
import { formatNumber, shortNumber } from "../format.js";
import { ROOM_FOR_NUMBER, TIGHT } from "../layout.js";
import { biasName, neuronName, neuronSymbol } from "../names.js";
import { numberKey, numberOf } from "../numbers.js";
import { strength, tone } from "../scales.js";
import { lastOperation } from "../timeline.js";
import { say, written } from "../written.js";
import { cardMark } from "./instruments.js";
import { valveMark } from "./valve.js";

/** @typedef {ReturnType<typeof nodeMark>} NodeMark */

/** Where layers stand closer than this, gradients of neighbours would cover one another: only those at work are written. */
export const CROWDED = 100;

/** Operations in which neurons themselves do something. */
const OF_NEURONS = ["sum", "batch_norm", "activation", "skip", "dropout", "gate"];

/** @param {Moment} moment @param {Known} known @param {Progress} progress @param {Scale} scale @param {number} layer @param {number} unit @param {Point} at */
export function nodeMark(moment, known, progress, scale, layer, unit, at) {
  const { trace, network, layout, cursor, row, selection } = moment;
  const beat = trace.beats[cursor.beat];
  const place = { layer, unit };
  const isInput = layer === 0;
  const number = (/** @type {string} */ quantity) => numberOf(trace, row, quantity, place);
  const reached = reachedAt(moment, known, progress, layer, unit);
  const { a, z, y, newest, gradA, gradZ } = reached;
  const handed = a === undefined ? undefined : number(a);
  const dropped = a !== undefined && !isInput && number("mask") === 0;
  const gradient = gradZ ?? gradA;
  const shown = gradient === undefined ? undefined : number(gradient);
  const selected = selection?.kind === "neuron" && selection.layer === layer && selection.unit === unit;
  const crowded = (layout.gap < CROWDED && !atWork(beat, layer)) || (layout.step < TIGHT && !selected);
  const short = !isInput && layout.detail === "compact" && layout.body.width === layout.body.height;
  const write = (/** @type {string | undefined} */ quantity) => {
    if (quantity === undefined) return ["–"];
    if (short && layout.radius < ROOM_FOR_NUMBER) return [];
    return [written(number(quantity), numberKey(quantity, place, row), short ? shortNumber : formatNumber)];
  };
  const said = (/** @type {string} */ words, /** @type {string | undefined} */ quantity) =>
    quantity !== undefined && `${words}${formatNumber(number(quantity))}`;
  return {
    id: `n-${layer}-${unit}`,
    layer,
    unit,
    ...at,
    name: [
      `${neuronName(network, layer, unit)}: ${a === undefined ? "not computed yet" : formatNumber(number(a))}`,
      dropped && "dropped",
      said("z = ", z),
      said("y = ", y),
      said("gradient of its output ", gradA),
      said("δ = ", gradZ),
    ]
      .filter(Boolean)
      .join(", "),
    value: write(a),
    short,
    /** What there is already, while there is no more than that yet. */
    pending: a === undefined && newest !== undefined ? write(newest) : null,
    tone: tone(handed, "value"),
    strength: strength(handed, scale.activation),
    symbol: isInput ? neuronName(network, 0, unit).split(", ").slice(1).join(", ") : neuronSymbol(network, layer, unit),
    dropped,
    caption: isInput ? [] : captionOf(reached, write),
    gradient:
      gradient === undefined || crowded
        ? null
        : {
            text: say`${gradZ ? "δ" : isInput ? "∂x" : "∂a"} ${write(gradient)}`,
            tone: tone(shown, "gradient"),
          },
    valve: valveMark(moment, progress, scale, layer, unit),
    card: cardMark(moment, known, progress, layer, unit),
    bias: isInput ? null : biasMark(moment, known, layer, unit),
    active:
      (beat.layer === layer && OF_NEURONS.includes(beat.op)) || (beat.op === "gather" && beat.layer === layer + 1),
    selected,
  };
}

/** Which quantities of a neuron the cursor has reached, by name; undefined where it has not. @param {Moment} moment @param {Known} known @param {Progress} progress @param {number} layer @param {number} unit */
function reachedAt({ trace }, known, progress, layer, unit) {
  const last = layer === trace.layers.length;
  const back = last ? progress("backward", layer, "gate", unit) >= 0.4 : known("backward", layer + 1, "gather", unit);
  if (layer === 0) return { a: "a", z: undefined, y: undefined, newest: undefined, gradA: back ? "grad_a" : undefined };
  const forward = (/** @type {string} */ op) => known("forward", layer, op, unit);
  const when = (/** @type {boolean} */ there, /** @type {string} */ quantity) => (there ? quantity : undefined);
  const z = when(forward("sum"), "z");
  const y = when(Boolean(trace.layers[layer - 1].batch_norm) && forward("batch_norm"), "f_input");
  const h = when(forward("activation"), "h");
  const bypassed = when(forward("skip"), "bypassed");
  return {
    z,
    y,
    h,
    bypassed,
    newest: bypassed ?? h ?? y ?? z,
    a: when(forward(lastOperation(trace.beats, layer)), "a"),
    gradA: when(back, "grad_a"),
    gradZ: when(known("backward", layer, "gate", unit), "grad_z"),
  };
}

/** What stands below a neuron: what f is applied to, and on the way to what is handed on the newest number. @param {ReturnType<typeof reachedAt>} reached @param {(quantity: string | undefined) => Text} write @returns {Text} */
function captionOf({ a, z, y, h, bypassed }, write) {
  const into = y === undefined ? "z" : "y";
  if (a === undefined && bypassed) return say`f(${into}) + x = ${write(bypassed)}`;
  if (a === undefined && h) return say`f(${into}) = ${write(h)}`;
  return say`${into} = ${write(y ?? z)}`;
}

/** @param {Moment} moment @param {Known} known @param {number} layer @param {number} unit */
function biasMark({ trace, cursor, row, selection }, known, layer, unit) {
  const beat = trace.beats[cursor.beat];
  const place = { layer, unit };
  const number = (/** @type {string} */ quantity) => numberOf(trace, row, quantity, place);
  const own = (/** @type {string} */ quantity) => written(number(quantity), numberKey(quantity, place, row));
  const b = known("update", layer, "update", unit) ? "b_after" : "b";
  const deposited = known("backward", layer, "deposit", unit);
  const gradient = deposited && beat.phase === "backward" && beat.layer === layer;
  const text =
    beat.op === "update" && b === "b_after"
      ? say`${own("b")} → ${own(b)}`
      : gradient
        ? say`∂b ${own("grad_b")}`
        : say`b ${own(b)}`;
  return {
    id: `b-${layer}-${unit}`,
    name: `${biasName(layer, unit)}: ${formatNumber(number(b))}${deposited ? `, gradient ${formatNumber(number("grad_b"))}` : ""}`,
    text,
    tone: gradient ? tone(number("grad_b"), "gradient") : tone(number(b), "value"),
    selected: selection?.kind === "bias" && selection.layer === layer && selection.unit === unit,
  };
}

/** Whether a beat is about the neurons of a layer. @param {Beat} beat @param {number} layer */
function atWork(beat, layer) {
  return beat.phase === "backward" && (beat.op === "gather" ? beat.layer === layer + 1 : beat.layer === layer);
}
