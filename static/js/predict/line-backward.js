/** Worked lines on the way back: deposit, send, gather. */

/** @import { Work } from "./line-forward.js" */
import { largestIndex } from "../captions/subject.js";
import { neuronSymbol } from "../names.js";
import { numberKey, numberOf } from "../numbers.js";
import { say } from "../written.js";
import { lineOf } from "./blank.js";
import { leavingOut } from "./line-forward.js";
import { meanForgotten } from "./line-gate.js";
import { product as times, sum as plus } from "./maths.js";
import { chosenPlace, focus, gatherTerms, MOST_TERMS, numbers, sourcesOf, symbol } from "./subject.js";

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
