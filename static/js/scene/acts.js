/** What is played above a neuron at each beat that is about one neuron at a time; sums and the gate have files of their own. */

/** @import { Moment } from "./moment.js" */
/** @import { Quantities } from "./quantities.js" */
/** @import { Act, Line } from "./stage.js" */
import { activationOf } from "../names.js";
import { hasSkip } from "../numbers.js";
import { say } from "../written.js";
import { curveMark, gauge, strip } from "./plots.js";
import { tone } from "../scales.js";

/** @param {import("../written.js").Text} text @param {number | null | undefined} [value] @returns {Line} the one that stands out */
const result = (text, value) => ({ text, strong: true, tone: tone(value, "value") });

/** @type {Record<string, (moment: Moment, n: Quantities, layer: number, unit: number) => Act | null>} */
export const ACTS = {
  batch_norm({ trace, row }, n, layer, unit) {
    const { batch_norm, z } = trace.layers[layer - 1];
    if (!batch_norm) return null;
    const [mean, variance] = [batch_norm.mean[unit], batch_norm.var[unit]];
    const sums = z.map((values) => Number(values[unit]));
    const plot = strip(sums, Number(mean), Math.sqrt(Number(variance)), row);
    const scaled = say`${n.write("gamma")} · ${n.factor("x_hat")} + ${n.factor("beta")}`;
    const y = result(say`y ${n.write("f_input")}`, n.value("f_input"));
    const one = result(say`${scaled} = ${n.write("f_input")}`, n.value("f_input"));
    return {
      plot: plot && { kind: "strip", ...plot },
      variants: [[{ text: say`z ${n.write("z")}` }, { text: say`x̂ ${n.write("x_hat")}` }, y], [{ text: say`x̂ ${n.write("x_hat")}` }, y], [one], [y]], // prettier-ignore
    };
  },
  activation({ catalog, network, trace, row }, n, layer) {
    const into = trace.layers[layer - 1].batch_norm ? "y" : "z";
    const activation = activationOf(catalog, network.network.layers[layer - 1].activation);
    const curve =
      row === null ? null : curveMark(activation, n.value("f_input"), { a: n.value("h"), slope: n.value("slope") });
    const [from, to] = [say`${into} ${n.write("f_input")}`, n.write("h")];
    return {
      plot: curve && { kind: "curve", ...curve },
      variants: [[{ text: from }, result(say`f(${into}) ${to}`, n.value("h"))], [result(say`${from} → ${to}`, n.value("h"))], [result(say`f(${into}) ${to}`, n.value("h"))]], // prettier-ignore
    };
  },
  skip(_, n) {
    const sum = say`${n.write("h")} + ${n.factor("x")}`;
    const value = n.value("bypassed");
    return {
      plot: null,
      variants: [[{ text: say`f(z) ${n.write("h")}` }, { text: say`+ x ${n.write("x")}` }, result(say`= ${n.write("bypassed")}`, value)], [result(say`${sum} = ${n.write("bypassed")}`, value)], [result(say`f + x ${n.write("bypassed")}`, value)]], // prettier-ignore
    };
  },
  dropout({ trace, row }, n, layer) {
    const before = n.write(hasSkip(trace, layer) ? "bypassed" : "h");
    if (row === null) return null;
    return { plot: null, variants: [[result(say`${before} × ${n.factor("mask")} = ${n.write("a")}`, n.value("a"))]] };
  },
  loss(_, n) {
    const plot = gauge(n.value("a"), n.value("y"));
    const [output, target] = [say`ŷ ${n.write("a")}`, say`y ${n.write("y")}`];
    return {
      plot: plot && { kind: "gauge", ...plot },
      variants: [[result(output, n.value("a")), { text: target }], [{ text: say`${output}, ${target}` }]],
    };
  },
  update({ trace }, n, layer) {
    if (!trace.layers[layer - 1].update.gamma) return null;
    const lines = [
      { text: say`γ ${n.write("gamma")} → ${n.write("gamma_after")}` },
      { text: say`β ${n.write("beta")} → ${n.write("beta_after")}` },
    ];
    return { plot: null, variants: [lines, [{ text: say`${lines[0].text} · ${lines[1].text}` }]] };
  },
};
