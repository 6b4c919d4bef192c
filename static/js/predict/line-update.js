/** Worked lines of the step: the new weight, and how the loss has changed. */

/** @import { Work } from "./line-forward.js" */
/** @import { Subject } from "./subject.js" */
import { foretoldChange, numberKey, numberOf } from "../numbers.js";
import { magnitude } from "../scales.js";
import { say } from "../written.js";
import { lineOf } from "./blank.js";
import { numbers, ofStep, symbol } from "./subject.js";

/** @type {Work} */
export function update(subject) {
  const { layer, unit, from } = changed(subject);
  const n = numbers(subject, layer, unit, from);
  const [w, gradient, change] = ["w", "clipped", "change"].map((name) => Number(n.value(name)));
  const rate = subject.trace.learning_rate;
  const title = say`The new weight from ${symbol(subject, layer - 1, from)} to ${symbol(subject, layer, unit)}`;
  const plain = Math.abs(change + rate * gradient) <= 1e-9 * Math.abs(change);
  if (!plain)
    return lineOf({
      title,
      formula: "w′ = w + Δw",
      parts: [
        n.given("w", "w"),
        " + ",
        n.given("change", "change", true),
        " = ",
        n.given("new weight", "w_after", false, [
          [w - change, say`that takes the change away. Its minus is in it already.`],
          [change, say`that is the change alone.`],
        ]),
      ],
      hints: [say`The optimizer has made a change of the gradient. It is added to the weight.`],
      compute: ([old, made]) => old + made,
    });
  const seen = n.value("clipped") === n.value("grad_w") ? "grad_w" : "clipped";
  return lineOf({
    title,
    formula: "w′ = w − η · ∂L/∂w",
    parts: [
      n.given("w", "w"),
      " − ",
      { name: "learning rate η", known: { value: rate, key: numberKey("learning_rate", {}) } },
      " × ",
      n.given("gradient ∂L/∂w", seen, true, [[change, say`that is the change −η·∂L/∂w, and not the gradient.`]]),
      " = ",
      n.given("new weight", "w_after", false, [
        [w + rate * gradient, say`that is plus instead of minus. The weight goes against its gradient.`],
        [w - gradient, say`that forgets η, the learning rate ${ofStep(subject, "learning_rate")}.`],
        [w + gradient, say`that forgets η and the minus.`],
        [change, say`that is the change alone, without the old weight.`],
        [rate * gradient, say`that is η·∂L/∂w alone, without the old weight.`],
      ]),
    ],
    hints: [
      say`The old weight, less the learning rate times the gradient.`,
      say`η·∂L/∂w is ${ofStep(subject, "learning_rate")} × ${n.factor(seen)}. Mind its sign: minus a negative adds.`,
    ],
    compute: ([old, eta, slope]) => old - eta * slope,
  });
}

/** The weight that comes next or is selected, else the steepest. @param {Subject} subject */
function changed({ trace, selection, part, row }) {
  if (part && part.term !== null && part.term < trace.layers[part.layer - 1].w.length)
    return { layer: part.layer, unit: part.unit, from: part.term };
  if (!part && selection?.kind === "weight") return selection;
  let best = { layer: 1, unit: 0, from: 0, size: -1 };
  trace.layers.forEach((values, index) => {
    if (part && part.layer !== index + 1) return;
    values.grad_w.forEach((weights, from) =>
      weights.forEach((_, unit) => {
        const size = magnitude(numberOf(trace, row, "grad_w", { layer: index + 1, unit, from }));
        if (size > best.size && (!part || part.unit === unit)) best = { layer: index + 1, unit, from, size };
      }),
    );
  });
  return best;
}

/** @type {Work} */
export function measure({ trace }) {
  const { loss, loss_after } = trace;
  const change = Number(loss_after) - Number(loss);
  return lineOf({
    title: say`By how much the loss has changed`,
    formula: "L after − L before",
    parts: [
      {
        name: "loss after",
        known: { value: loss_after, key: numberKey("loss_after", {}) },
        slips: [[loss, say`that is the loss before the step.`]],
      },
      " − ",
      {
        name: "loss before",
        known: { value: loss, key: numberKey("loss", {}) },
        slips: [[loss_after, say`that is the loss after the step.`]],
      },
      " = ",
      {
        name: "change",
        known: { value: change, key: "loss_change::::" },
        slips: [
          [-change, say`that is before minus after. A loss that fell has changed by less than 0.`],
          [foretoldChange(trace), say`that is what the gradient foretold, and not what was measured.`],
        ],
      },
    ],
    hints: [say`After minus before: below 0 where the loss fell.`],
    compute: ([after, before]) => after - before,
  });
}
