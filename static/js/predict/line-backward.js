/** Worked lines on the way back: gate, deposit, send, gather. */

/** @import { Work } from "./line-forward.js" */
/** @import { Subject } from "./subject.js" */
import { largestIndex } from "../captions/subject.js";
import { neuronSymbol } from "../names.js";
import { numberKey, numberOf, targetOf } from "../numbers.js";
import { say } from "../written.js";
import { lineOf, wrong } from "./blank.js";
import { leavingOut } from "./line-forward.js";
import { product as times, sum as plus } from "./maths.js";
import {
  backOf,
  chosenPlace,
  deltaOf,
  focus,
  gatherTerms,
  intoOf,
  MOST_TERMS,
  numbers,
  sourcesOf,
  symbol,
  target,
} from "./subject.js";

/** The loss is a mean over the rows, so 1/N is in every gradient from the first. @param {Subject} subject @param {number} value */
const meanForgotten = ({ trace, row }, value) =>
  wrong(
    trace.x.length > 1 && row !== null ? value * trace.x.length : NaN,
    say`that is ${String(trace.x.length)} times too large: the loss is a mean over ${String(trace.x.length)} rows, and each brings its share alone.`,
  );

/** @type {Work} */
export function gate(subject, layer) {
  if (subject.row === null) return null;
  const { unit } = focus(subject, layer, "grad_h");
  const n = numbers(subject, layer, unit);
  if (n.value("slope") === undefined) return softmaxGate(subject, layer, unit);
  const [back, slope, delta, z] = ["grad_h", "slope", "grad_f_input", "f_input"].map((name) => Number(n.value(name)));
  const [name, from, into] = [deltaOf(subject, layer), backOf(subject, layer), intoOf(subject, layer)];
  const last = layer === subject.trace.layers.length;
  const ramp = slope === 0 || slope === 1;
  return lineOf({
    title: say`${name} of ${symbol(subject, layer, unit)}`,
    formula: `${name} = ${from} · f′(${into})`,
    parts: [
      `${name} = `,
      n.given(from, "grad_h", false, [[delta, say`that is ${name}, past the slope.`]]),
      " × ",
      n.given(`slope f′(${into})`, "slope", true, [
        [ramp ? 1 - slope : NaN, say`that is the slope of the wrong branch: ${into} = ${n("f_input")}.`],
        [n.value("h"), say`that is f(${into}), and not its slope.`],
        [z, say`that is ${into} itself, and not the slope there.`],
      ]),
      " = ",
      n.given(name, "grad_f_input", false, [
        [ramp ? back * (1 - slope) : NaN, say`that takes the slope of the wrong branch: ${into} = ${n("f_input")}.`],
        [back, say`that forgets the slope: it is ${from}.`],
        [back / slope, say`that divides by the slope. The gradient is multiplied by it.`],
        [back * Number(n.value("h")), say`that takes f(${into}) for its slope.`],
        [last ? -delta : NaN, say`that takes y − ŷ instead of ŷ − y: the sign is the other one.`],
        meanForgotten(subject, delta),
      ]),
    ],
    hints: [
      say`What came back, times the slope of the activation at ${into} = ${n("f_input")}.`,
      say`The slope there is ${n("slope")}.`,
    ],
    compute: times,
  });
}

/** With cross-entropy the whole Jacobian comes to ŷ − y. @param {Subject} subject @param {number} layer @param {number} unit */
function softmaxGate(subject, layer, unit) {
  const { trace, network, row } = subject;
  if (layer !== trace.layers.length || network.network.loss !== "categorical_cross_entropy") return null;
  const n = numbers(subject, layer, unit);
  const y = targetOf(trace, row)[unit];
  const rows = trace.x.length;
  const delta = Number(n.value("grad_f_input"));
  const [name, mean] = [deltaOf(subject, layer), rows > 1 ? ` / ${rows}` : ""];
  return lineOf({
    title: say`${name} of ${symbol(subject, layer, unit)}`,
    formula: `${name} = (ŷ − y)${rows > 1 ? " / N" : ""}`,
    parts: [
      `${name} = (`,
      n.given("ŷ", "a"),
      " − ",
      {
        name: "y",
        known: { value: y, key: target(y, subject, unit).key },
        slips: [[1 - Number(y), say`that is y of another class.`]],
      },
      `)${mean} = `,
      n.given(name, "grad_f_input", false, [
        [-delta, say`that takes y − ŷ instead of ŷ − y: the sign is the other one.`],
        [n.value("a"), say`that forgets y, which is ${target(y, subject, unit)}.`],
        meanForgotten(subject, delta),
      ]),
    ],
    hints: [
      say`Softmax with cross-entropy: the answer minus what is right${rows > 1 ? ", over the number of rows" : ""}.`,
    ],
    compute: ([a, right]) => (a - right) / rows,
  });
}

/** @type {Work} */
export function deposit(subject, layer) {
  if (subject.row === null) return wholeDeposit(subject, layer);
  const { unit, from } = focus(subject, layer, "share");
  const n = numbers(subject, layer, unit, from);
  const [x, w, delta, back, share] = ["x", "w", "grad_z", "grad_h", "share"].map((name) => Number(n.value(name)));
  const [into, source] = [symbol(subject, layer, unit), layer === 1 ? "x" : "a"];
  const part = subject.trace.x.length > 1;
  return lineOf({
    title: say`${part ? "This example’s part of ∂L/∂w" : "∂L/∂w"}, from ${symbol(subject, layer - 1, from)} to ${into}`,
    formula: `${part ? "its part of ∂L/∂w" : "∂L/∂w"} = δ · ${source}`,
    parts: [
      n.given("δ", "grad_z", false, [[back, say`that is ∂L/∂a, before the slope.`]]),
      " × ",
      n.given(source, "x", true, [[w, say`that is the weight. The deposit takes the value that came in.`]]),
      " = ",
      n.given("deposit", "share", false, [
        [
          w * delta,
          say`that takes w instead of ${source}: it is the message w·δ, which travels on. The deposit δ·${source} stays.`,
        ],
        [back * x, say`that forgets the slope: it takes ∂L/∂a, ${n("grad_h")}, instead of δ.`],
        meanForgotten(subject, share),
        [delta, say`that is the deposit on the bias, into which a constant 1 comes.`],
      ]),
    ],
    hints: [
      say`δ of the neuron the edge ends at, times the value that came in over it.`,
      say`δ of ${into} is ${n("grad_z")}, and ${n("x")} came in.`,
    ],
    compute: times,
  });
}

/** @type {Work} */
function wholeDeposit(subject, layer) {
  const { trace } = subject;
  const { unit, from } = focus(subject, layer, "share");
  const n = numbers(subject, layer, unit, from);
  if (trace.x.length > MOST_TERMS) return null;
  const place = { layer, unit, from };
  const terms = trace.x.map((_, row) => ({
    value: numberOf(trace, row, "share", place),
    key: numberKey("share", place, row),
  }));
  const whole = Number(n.value("grad_w"));
  return lineOf({
    title: say`∂L/∂w over the batch, from ${symbol(subject, layer - 1, from)} to ${symbol(subject, layer, unit)}`,
    formula: "∂L/∂w = Σ δ · a over the rows",
    parts: [
      ...terms.flatMap((known, row) => [...(row ? [" + "] : []), { name: `row ${row + 1}`, known, factor: row > 0 }]),
      " = ",
      n.given("∂L/∂w", "grad_w", false, [
        [whole / terms.length, say`that takes the mean once more. 1/N is in every δ already.`],
        ...leavingOut(terms, whole),
      ]),
    ],
    hints: [say`The deposits of all rows add up; 1/N is in them.`],
    compute: plus,
  });
}

/** @type {Work} */
export function send(subject, layer) {
  const { unit, from } = focus(subject, layer, "message");
  const n = numbers(subject, layer, unit, from);
  const [x, w, delta, back, message] = ["x", "w", "grad_z", "grad_h", "message"].map((name) => Number(n.value(name)));
  return lineOf({
    title: say`The message from ${symbol(subject, layer, unit)} to ${symbol(subject, layer - 1, from)}`,
    formula: "message = w · δ",
    parts: [
      n.given("w", "w", false, [[x, say`that is the value that came in. The message takes the weight.`]]),
      " × ",
      n.given("δ", "grad_z", true, [[back, say`that is ∂L/∂a, before the slope.`]]),
      " = ",
      n.given("message", "message", false, [
        [x * delta, say`that is the deposit δ·a, which stays on the edge. The message is w·δ.`],
        [w * back, say`that forgets the slope: it takes ∂L/∂a, ${n("grad_h")}, instead of δ.`],
        meanForgotten(subject, message),
      ]),
    ],
    hints: [say`The weight of the edge, times δ of the neuron that sends.`, say`δ is ${n("grad_z")}.`],
    compute: times,
  });
}

/** @type {Work} */
export function gather(subject, layer) {
  const { trace, row, part } = subject;
  const quantity = layer === 1 ? "grad_x" : "grad_a";
  const results = sourcesOf(subject, layer).map(
    (each) => numberOf(trace, row, quantity, { layer: layer - 1, unit: each }) ?? null,
  );
  const from = part?.unit ?? chosenPlace({ ...subject, part: null }, layer).from ?? largestIndex(results);
  const terms = gatherTerms(subject, layer, from);
  if (terms.length > MOST_TERMS || terms.length < 2) return null;
  const whole = Number(results[from]);
  const sizes = plus(terms.map(({ value }) => Math.abs(Number(value))));
  const symbolOf = neuronSymbol(subject.network, layer - 1, from);
  return lineOf({
    title: say`What comes back to ${symbol(subject, layer - 1, from)}`,
    formula: `∂L/∂${symbolOf} = Σ w · δ`,
    parts: [
      ...terms.flatMap((known, i) => [...(i ? [" + "] : []), { name: `message ${i + 1}`, known, factor: i > 0 }]),
      " = ",
      numbers(subject, layer - 1, from).given(`∂L/∂${symbolOf}`, quantity, false, [
        [sizes, say`that adds sizes. The messages carry signs, which count.`],
        ...leavingOut(terms, whole),
        [whole / terms.length, say`that takes the mean. Messages add up.`],
        meanForgotten(subject, whole),
      ]),
    ],
    hints: [say`Add the messages that arrive, each with its sign.`],
    compute: plus,
  });
}
