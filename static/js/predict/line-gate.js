/** Worked lines of the gate: what came back times the slope, and what softmax makes of it. */

/** @import { Work } from "./line-forward.js" */
/** @import { Subject } from "./subject.js" */
import { targetOf } from "../numbers.js";
import { say } from "../written.js";
import { lineOf, wrong } from "./blank.js";
import { product as times } from "./maths.js";
import { backOf, deltaOf, focus, intoOf, numbers, symbol, target } from "./subject.js";

/** The loss is a mean over the rows, so 1/N is in every gradient from the first. @param {Subject} subject @param {number} value */
export const meanForgotten = ({ trace, row }, value) =>
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
