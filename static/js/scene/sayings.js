/** What each kind of label on an edge says, with its working above the result, and without it where there is no room. */

/** @import { NetworkSummary, Trace } from "../types" */
/** @import { Quantities } from "./quantities.js" */
/** @import { Text } from "../written.js" */
import { bracketed, say, written } from "../written.js";

/** @typedef {"weight" | "product" | "deposit" | "message" | "update"} Kind */
/** @typedef {{ now: string, row: number | null, network: NetworkSummary, trace: Trace }} About `now`: the weight as it stands */
/** @typedef {(n: Quantities, now: string) => number | null | undefined} Value */

/** Where along an edge a label may stand, best place first. */
const MIDDLE = [0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73];
const LATE = [0.7, 0.62, 0.78, 0.54, 0.46, 0.38, 0.3];
const EARLY = [0.2, 0.27, 0.14, 0.34, 0.41, 0.48, 0.55];

/**
 * Whose hue a label has, where it stands, what makes one matter more than another, and the ways to say it, the fullest first.
 * @type {Record<Kind, { family: "value" | "gradient", stops: number[], value: Value, weighs?: Value, ways: (n: Quantities, about: About) => Text[][] }>}
 */
export const KINDS = {
  weight: { family: "value", stops: MIDDLE, value: (n, now) => n.value(now), ways: (n, { now }) => [[[n.write(now)]]] },
  product: {
    family: "value",
    stops: MIDDLE,
    value: (n) => n.value("product"),
    ways: (n) => withWorking(say`${n.write("w")} · ${n.factor("x")}`, [n.write("product")]),
  },
  deposit: {
    family: "gradient",
    stops: LATE,
    value: (n) => n.value("share"),
    // Over a batch the deposits of its rows add up: no product of two sums.
    ways: (n, { row }) => withWorking(row === null ? [] : say`${n.write("grad_z")} · ${n.factor("x")}`, say`∂w ${n.write("share")}`).concat([[[n.write("share")]]]), // prettier-ignore
  },
  message: {
    family: "gradient",
    stops: EARLY,
    value: (n) => n.value("message"),
    ways: (n) => withWorking(say`${n.write("w")} · ${n.factor("grad_z")}`, say`← ${n.write("message")}`),
  },
  update: {
    family: "value",
    stops: MIDDLE,
    value: (n) => (n.value("w_after") === n.value("w") ? 0 : n.value("w_after")),
    weighs: (n) => (n.value("w_after") ?? 0) - (n.value("w") ?? 0),
    ways(n, about) {
      const result = say`${n.write("w")} → ${n.write("w_after")}`;
      const short = [say`→ ${n.write("w_after")}`];
      return [[stepOf(n, about), result], [result], short];
    },
  },
};

/** @param {Text} working @param {Text} result @returns {Text[][]} */
const withWorking = (working, result) => (working.length ? [[working, result], [result]] : [[result]]);

/** w − η·g where that is all there is to it, else w and what the optimizer made of it. @param {Quantities} n @param {About} about @returns {Text} */
function stepOf(n, { network, trace }) {
  const [g, seen, change] = [n.value("grad_w"), n.value("clipped"), n.value("change")];
  const descends = network.training.optimizer.name === "sgd" && g === seen && (change !== 0 || g === 0);
  if (!descends) return say`${n.write("w")} + ${n.factor("change")}`;
  const rate = written(trace.learning_rate, "learning_rate::::");
  return say`${n.write("w")} − ${rate} · ${bracketed(n.write("grad_w"))}`;
}
