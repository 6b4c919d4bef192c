/**
 * The lens: what happens at a stop, seen up close at one neuron. Which neuron follows the part at work, the selection, or else
 * where the most happens; it is the one that the caption speaks of.
 */

/** @import { Instant } from "../scene/moment.js" */
/** @import { CurvePlot, StripPlot } from "../scene/plots.js" */
/** @import { Text } from "../written.js" */
/** @import { Terms } from "./terms.js" */
import { changed, gatheredAt } from "../captions/backward.js";
import { focus, numbers, symbol, target } from "../captions/subject.js";
import { hasSkip, targetOf } from "../numbers.js";
import { knownAt, partNow, progressAt } from "../scene/moment.js";
import { curveMark, strip } from "../scene/plots.js";
import { activationOf } from "../names.js";
import { say } from "../written.js";
import { addingUp, arriving, changing, compared, depositing, gathering, measured, sending } from "./terms.js";

/** @typedef {{ title: string, mark: string, formula: string, terms?: Terms, curve?: CurvePlot | null, strip?: StripPlot | null, lines: Text[], clipped?: { label: string, text: Text }[] }} Lens */

/** What is seen at a beat; null where there is nothing to look at closely. @param {Instant} moment @returns {Lens | null} */
export function lensAt(moment) {
  const { trace, cursor, row } = moment;
  const { op, phase, layer: beatLayer } = trace.beats[cursor.beat];
  const layer = beatLayer ?? 0;
  const known = knownAt(moment);
  const progress = progressAt(moment);
  const subject = { ...moment, part: partNow(moment) };
  const there = (/** @type {number} */ unit, /** @type {number} */ term) =>
    progress(phase, layer, op, unit, term) > 0.5;
  const done = (/** @type {number} */ unit) => known(phase, layer, op, unit);
  const name = (/** @type {number} */ unit, at = layer) => symbol(subject, at, unit);
  const at = (/** @type {string} */ quantity) => focus(subject, layer, quantity).unit;
  const input = layer === 1 ? "x" : "a";
  const own = (/** @type {number} */ unit) => `n-${layer}-${unit}`;
  switch (op) {
    case "product": {
      const unit = at("product");
      const formula = `w · ${input}`;
      return {
        title: `What arrives at ${name(unit)}`,
        mark: own(unit),
        formula,
        terms: arriving(subject, layer, unit, there),
        lines: [],
      };
    }
    case "sum": {
      const unit = at("z");
      const formula = `z = Σ w·${input} + b`;
      return {
        title: `${name(unit)} adds up`,
        mark: own(unit),
        formula,
        terms: addingUp(subject, layer, unit, there, done(unit)),
        lines: [],
      };
    }
    case "activation":
    case "batch_norm":
    case "gate": {
      const unit = at(op === "gate" ? "grad_h" : op === "activation" ? "h" : "z");
      return {
        ...TITLES[op](name(unit), trace.layers[layer - 1]),
        mark: own(unit),
        ...PLOTS[op](subject, layer, unit, done(unit)),
      };
    }
    case "skip":
    case "dropout": {
      const unit = op === "skip" ? at("h") : at("a");
      const n = numbers(subject, layer, unit, unit);
      const before = n(op === "dropout" && hasSkip(trace, layer) ? "bypassed" : "h");
      const after = done(unit) ? n(op === "skip" ? "bypassed" : "a") : "–";
      const line =
        op === "skip" ? say`${before} + ${n.factor("x")} = ${after}` : say`${before} × ${n.factor("mask")} = ${after}`;
      return {
        ...TITLES[op](name(unit), trace.layers[layer - 1]),
        mark: own(unit),
        lines: op === "dropout" && row === null ? [] : [line],
      };
    }
    case "loss":
      return {
        title: "The answer beside what is right",
        mark: "loss",
        formula: "",
        terms: compared(subject, /** @type {number[]} */ (targetOf(trace, row)), known("loss", null, "loss")),
        lines: [],
      };
    case "deposit": {
      const unit = at("share");
      const formula = row === null ? "∂L/∂w = Σ δ·" + input : `δ · ${input}`;
      return {
        title: `What stays on the edges into ${name(unit)}`,
        mark: own(unit),
        formula,
        terms: depositing(subject, layer, unit, there),
        lines: [],
      };
    }
    case "send": {
      const unit = at("message");
      return {
        title: `What ${name(unit)} sends back`,
        mark: own(unit),
        formula: "w · δ",
        terms: sending(subject, layer, unit, there),
        lines: [],
      };
    }
    case "gather": {
      const unit = gatheredAt(subject, layer);
      return {
        title: `${name(unit, layer - 1)} gathers`,
        mark: `n-${layer - 1}-${unit}`,
        formula: `∂L/∂${input} = Σ w·δ`,
        terms: gathering(subject, layer, unit, there, done(unit)),
        lines: [],
      };
    }
    case "update": {
      const place = changed(subject);
      const arrived = known(phase, place.layer, op, place.unit, place.from ?? undefined);
      return {
        ...updateTitle(subject, place),
        terms: changing(subject, place, arrived),
        lines: [],
        clipped: partsOf(subject, place),
      };
    }
    case "measure":
      return {
        title: "Did it help?",
        mark: "loss",
        formula: "L before, foretold by −η‖g‖², measured",
        terms: measured(subject, known(phase, null, op)),
        lines: [],
      };
  }
  return null;
}

/** @type {Record<string, (name: string, layer: import("../types").LayerTrace) => { title: string, formula: string }>} */
const TITLES = {
  activation: (name, { batch_norm }) => ({
    title: `${name} through its activation`,
    formula: batch_norm ? "f(y)" : "f(z)",
  }),
  batch_norm: (name) => ({ title: `${name} within the batch`, formula: "x̂ = (z − mean) ÷ deviation" }),
  gate: (name, { batch_norm, slope }) => ({
    title: `The gate of ${name}`,
    formula: slope ? `∂L/∂a · f′(${batch_norm ? "y" : "z"})` : "all outputs at once",
  }),
  skip: (name) => ({ title: `${name} and its bypass`, formula: "f(z) + x" }),
  dropout: (name) => ({ title: `${name} and its mask`, formula: "f(z) × mask" }),
};

/** @typedef {import("../captions/subject.js").Subject} Subject */
/** @typedef {Pick<Lens, "curve" | "strip" | "lines">} Plotted */

/** @type {Record<string, (subject: Subject, layer: number, unit: number, done: boolean) => Plotted>} */
const PLOTS = {
  activation(subject, layer, unit, done) {
    const n = numbers(subject, layer, unit);
    return { curve: curveAt(subject, layer, unit), lines: [say`f(${n("f_input")}) = ${done ? n("h") : "–"}`] };
  },
  batch_norm(subject, layer, unit, done) {
    const { trace, row } = subject;
    const n = numbers(subject, layer, unit);
    const norm = trace.layers[layer - 1].batch_norm;
    const sums = trace.layers[layer - 1].z.map((values) => Number(values[unit]));
    return {
      strip: norm && strip(sums, Number(norm.mean[unit]), Math.sqrt(Number(norm.var[unit])), row),
      lines: [
        say`x̂ = (${n("z")} − ${n.factor("mean")}) ÷ √${n("var")} = ${done ? n("x_hat") : "–"}`,
        say`y = ${n("gamma")} × ${n.factor("x_hat")} + ${n.factor("beta")} = ${done ? n("f_input") : "–"}`,
      ],
    };
  },
  gate(subject, layer, unit, done) {
    const { trace, row } = subject;
    const n = numbers(subject, layer, unit);
    const { batch_norm } = trace.layers[layer - 1];
    const through = say`${batch_norm ? "∂L/∂y" : "δ"} = ${done ? n("grad_f_input") : "–"}`;
    const behind = batch_norm ? [say`δ = ∂L/∂z = ${done ? n("grad_z") : "–"}`] : [];
    if (n.value("slope") === undefined) return { lines: [...tied(subject, layer, unit), through, ...behind] };
    // Over a batch each example passes by its own slope, so there is no one product.
    const chain = row === null ? say`∂L/∂a = ${n("grad_h")}` : say`${n("grad_h")} × ${n.factor("slope")}`;
    return { curve: curveAt(subject, layer, unit), lines: [chain, through, ...behind] };
  },
};

/** The activation at a neuron; on the mean of a batch neither point nor slope lies on the curve. @param {Subject} subject @param {number} layer @param {number} unit */
function curveAt(subject, layer, unit) {
  const { network, catalog, row } = subject;
  const n = numbers(subject, layer, unit);
  const entry = activationOf(catalog, network.network.layers[layer - 1].activation);
  return row === null ? null : curveMark(entry, n.value("f_input"), { a: n.value("h"), slope: n.value("slope") });
}

/** Softmax with its own loss: what is left of the whole Jacobian is ŷ − y. @param {Subject} subject @param {number} layer @param {number} unit @returns {Text[]} */
function tied(subject, layer, unit) {
  const { trace, network, row } = subject;
  if (network.network.loss !== "categorical_cross_entropy" || layer < trace.layers.length)
    return [["through the whole Jacobian"]];
  const n = numbers(subject, layer, unit);
  const difference = say`${n("a")} − ${target(targetOf(trace, row)[unit], subject, unit)}`;
  return [
    row === null || trace.x.length === 1
      ? say`ŷ − y = ${difference}`
      : say`(ŷ − y) ÷ N = (${difference}) ÷ ${String(trace.x.length)}`,
  ];
}

/** @param {import("../captions/subject.js").Subject} subject @param {{ layer: number, unit: number, from: number | null }} place */
function updateTitle(subject, { layer, unit, from }) {
  const to = symbol(subject, layer, unit);
  const rule = subject.network.training.optimizer.name;
  const title =
    from === null ? `The bias of ${to} moves` : `The weight from ${symbol(subject, layer - 1, from)} to ${to} moves`;
  const mark = from === null ? `b-${layer}-${unit}` : `w-${layer}-${from}-${unit}`;
  return { title, mark, formula: rule === "sgd" ? "w′ = w − η·∂L/∂w" : `w′ = w + Δ, by ${rule}` };
}

/** What the optimizer made its change of, where that is more than the gradient. @param {import("../captions/subject.js").Subject} subject @param {{ layer: number, unit: number, from: number | null }} place */
function partsOf(subject, { layer, unit, from }) {
  const n = numbers(subject, layer, unit, from ?? undefined);
  const part = (/** @type {string} */ label, /** @type {string} */ quantity) => ({ label, text: [n(quantity)] });
  const gradient = from === null ? "grad_b" : "grad_w";
  const seen = n.value("clipped") !== n.value(gradient);
  const state = Object.keys(subject.trace.layers[layer - 1].update[from === null ? "b" : "w"].state ?? {});
  return [
    ...(seen || state.length ? [part("gradient", gradient)] : []),
    ...(n.value("penalty") ? [part("penalty", "penalty")] : []),
    ...(seen ? [part("seen by the optimizer", "clipped")] : []),
    ...state.map((name) => part(`its memory ${name}`, name)),
  ];
}
