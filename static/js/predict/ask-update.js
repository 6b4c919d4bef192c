/** Questions about the step: where a weight goes, and what becomes of the loss. */

/** @import { Ask } from "./ask-forward.js" */
import { foretoldChange, numberKey } from "../numbers.js";
import { say, written } from "../written.js";
import { choose } from "./option.js";
import { isFinite } from "./sizes.js";
import { numbers, ofStep, symbol } from "./subject.js";

/** "Will this weight go up or down?" Of the steepest weight that goes against its own gradient. @type {Ask} */
export function update(subject) {
  const { trace } = subject;
  let best = { layer: 0, unit: 0, from: 0, size: 0 };
  trace.layers.forEach((values, index) =>
    values.grad_w.forEach((row, from) =>
      row.forEach((gradient, unit) => {
        const change = numbers(subject, index + 1, unit, from).value("change");
        // Momentum, or a penalty, may carry a weight along with its gradient: nobody foretells that from it.
        if (!isFinite(gradient) || !isFinite(change) || gradient * change >= 0) return;
        if (Math.abs(gradient) > best.size) best = { layer: index + 1, unit, from, size: Math.abs(gradient) };
      }),
    ),
  );
  if (best.layer === 0) return [];
  const n = numbers(subject, best.layer, best.unit, best.from);
  const { name } = subject.network.training.optimizer;
  const plain = name === "sgd" && n.value("clipped") === n.value("grad_w");
  const step = plain
    ? say`w − η·∂L/∂w = ${n("w")} − ${ofStep(subject, "learning_rate")} × ${n.factor("grad_w")}`
    : say`${n("w")} + ${n.factor("change")}`;
  const sign = say`that takes the sign of the gradient for the direction of the change, and forgets the minus. The gradient points to where the loss grows.`;
  return [
    {
      prompt: say`The gradient of the weight from ${symbol(subject, best.layer - 1, best.from)} to ${symbol(subject, best.layer, best.unit)} is ${n("grad_w")}. Will the weight go up or down?`,
      ...choose(Number(n.value("change")) > 0 ? 0 : 1, [
        { text: ["Up"], slip: sign },
        { text: ["Down"], slip: sign },
        { text: ["It stays"], slip: say`that takes a small step for none. It stays only where the gradient is 0.` },
      ]),
      because: say`${step} = ${n("w_after")}.`,
    },
  ];
}

/** How close to what was foretold counts as that, and how far off as something else; between them nothing is asked. */
const SAME = { within: 0.05, beyond: 0.06 };

/** "Will the loss go down by more or by less than foretold?" @type {Ask} */
export function measure({ trace }) {
  const expected = foretoldChange(trace);
  if (!isFinite(trace.loss) || !isFinite(trace.loss_after) || !(expected < 0)) return [];
  const ratio = (trace.loss_after - trace.loss) / expected;
  const off = Math.abs(ratio - 1);
  if ((off > SAME.within && off < SAME.beyond) || Math.abs(ratio) < 0.01) return [];
  const foretold = written(expected, "foretold::::");
  const right = ratio < 0 ? 3 : off <= SAME.within ? 1 : ratio > 1 ? 0 : 2;
  const straight = "The gradient is the slope at the old weights";
  /** @type {Record<number, string>} */
  const why = {
    0: "the loss bends downwards on the way, so it fell further",
    1: "over so short a step the loss is as good as straight",
    2: "the loss flattens on the way, so it fell less far",
    3: "the step was so long that it went over the bottom and up the other side",
  };
  return [
    {
      prompt: say`The gradient foretells a change of the loss by ${foretold}. Measured again, how far will it go down?`,
      ...choose(right, [
        { text: ["Further than foretold"], slip: say`that expects the slope to grow on the way.` },
        { text: ["About as foretold, within 5 %"], slip: say`that takes the loss for a straight line.` },
        { text: ["Less far"], slip: say`that expects the slope to fade on the way.` },
        { text: ["It will go up"], slip: say`that expects the step to overshoot.` },
      ]),
      because: say`${straight}; ${why[right]}: from ${written(trace.loss, numberKey("loss", {}))} to ${written(trace.loss_after, numberKey("loss_after", {}))}, a change of ${written(trace.loss_after - trace.loss, "loss_change::::")}.`,
    },
  ];
}
