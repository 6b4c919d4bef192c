/** The lens where something is multiplied and added up: a row a term, with its factors, its bar and its number. Pure. */

/** @import { Subject } from "../captions/subject.js" */
/** @import { Text, Written } from "../written.js" */
import { numbers, ofStep, symbol } from "../captions/subject.js";
import { inputLabel, neuronSymbol } from "../names.js";
import { foretoldChange, hasSkip, messageKeys, messagesTo, numberKey, termKeys, termsOf } from "../numbers.js";
import { tone } from "../scales.js";
import { say, written } from "../written.js";

/** @typedef {import("../scales.js").Family} Family */
/** @typedef {{ id: string, label: string, factors: Text, number: Written | null, value: number | null | undefined, mark: string | null }} Term `number` is null while it has not come */
/** @typedef {{ start: number, end: number, tone: string }} Bar from 0 to 1 across the plot */
/** @typedef {{ rows: (Term & { bar: Bar | null })[], sum: { label: string, number: Written | null, bar: Bar | null } | null, zero: number, more: number }} Terms `more` is how many the last row adds up */
/** @typedef {(unit: number, term: number) => boolean} There whether a term has come */

/** So many rows are read at ease; what is left is added up in the last one. */
const MOST = 9;

/** @param {number[]} values */
const total = (values) => values.reduce((sum, value) => sum + value, 0);

/**
 * Rows with their bars: each from zero, or end to end where they add up.
 * @param {object} given
 * @param {Term[]} given.terms
 * @param {Family} given.family
 * @param {boolean} given.stacked
 * @param {{ label: string, number: Written | null, value: number | null | undefined } | null} [given.sum]
 * @param {(from: number) => string} given.rest the name of what the terms from there on add up to
 * @returns {Terms}
 */
export function laidOut({ terms, family, stacked, sum = null, rest }) {
  const cut = terms.length > MOST ? MOST - 1 : terms.length;
  const left = terms.slice(cut);
  const shown = terms.slice(0, cut);
  if (left.length) {
    const value = total(left.map((term) => term.value ?? NaN));
    const number = left.every((term) => term.number) ? written(value, rest(cut)) : null;
    shown.push({ id: "rest", label: `${left.length} more`, factors: [], number, value, mark: null });
  }
  const values = shown.map(({ value }) => (Number.isFinite(value) ? /** @type {number} */ (value) : 0));
  const ends = values.reduce((sums, value) => [...sums, sums[sums.length - 1] + value], [0]);
  const reach = stacked ? ends : [0, ...values];
  const [low, high] = [Math.min(...reach), Math.max(...reach)];
  const fit = (/** @type {number} */ value) => (value - low) / (high - low || 1);
  const bar = (/** @type {number} */ from, /** @type {number} */ to) => ({
    start: fit(Math.min(from, to)),
    end: fit(Math.max(from, to)),
    tone: tone(to - from, family),
  });
  return {
    rows: shown.map((term, i) => ({
      ...term,
      bar: term.number && (stacked ? bar(ends[i], ends[i + 1]) : bar(0, values[i])),
    })),
    sum: sum && { label: sum.label, number: sum.number, bar: sum.number && bar(0, ends[ends.length - 1]) },
    zero: fit(0),
    more: left.length,
  };
}

/** What arrives at a neuron, w·x an edge. @param {Subject} subject @param {number} layer @param {number} unit @param {There} there */
export function arriving(subject, layer, unit, there) {
  const { trace } = subject;
  const terms = trace.layers[layer - 1].w.map((_, from) => {
    const n = numbers(subject, layer, unit, from);
    return {
      ...edge(layer, unit, from),
      label: short(subject, layer - 1, from),
      factors: say`${n("w")} × ${n.factor("x")}`,
      value: n.value("product"),
      number: there(unit, from) ? n("product") : null,
    };
  });
  return laidOut({
    terms,
    family: "value",
    stacked: false,
    rest: (from) => restKey(subject, "sum", layer, unit, from),
  });
}

/** The same and the bias, end to end, down to z. @param {Subject} subject @param {number} layer @param {number} unit @param {There} there @param {boolean} done */
export function addingUp(subject, layer, unit, there, done) {
  const { trace, row } = subject;
  const values = termsOf(trace, row, layer, unit);
  const keys = termKeys(trace, row, layer, unit);
  const bias = values.length - 1;
  const terms = values.map((value, i) => {
    const n = numbers(subject, layer, unit, i);
    return {
      ...(i < bias ? edge(layer, unit, i) : { id: "bias", mark: `b-${layer}-${unit}` }),
      label: i < bias ? short(subject, layer - 1, i) : "bias",
      factors: i < bias ? say`${n("w")} × ${n.factor("x")}` : [],
      value,
      number: there(unit, i) ? written(value, keys[i]) : null,
    };
  });
  const z = numbers(subject, layer, unit);
  const sum = { label: "z", value: z.value("z"), number: done ? z("z") : null };
  return laidOut({
    terms,
    family: "value",
    stacked: true,
    sum,
    rest: (from) => restKey(subject, "sum", layer, unit, from),
  });
}

/** What stays on the edges into a neuron. @param {Subject} subject @param {number} layer @param {number} unit @param {There} there */
export function depositing(subject, layer, unit, there) {
  const { trace, row } = subject;
  const sources = trace.layers[layer - 1].w.length;
  const terms = Array.from({ length: sources + 1 }, (_, from) => {
    const n = numbers(subject, layer, unit, from < sources ? from : undefined);
    const quantity = from === sources ? (row === null ? "grad_b" : "grad_z") : row === null ? "grad_w" : "share";
    return {
      ...(from < sources ? edge(layer, unit, from) : { id: "bias", mark: `b-${layer}-${unit}` }),
      label: from < sources ? short(subject, layer - 1, from) : "bias",
      factors: from === sources || row === null ? [] : say`${n("grad_z")} × ${n.factor("x")}`,
      value: n.value(quantity),
      number: there(unit, from) ? n(quantity) : null,
    };
  });
  return laidOut({
    terms,
    family: "gradient",
    stacked: false,
    rest: (from) => restKey(subject, "deposit", layer, unit, from),
  });
}

/** What a neuron sends back along its edges. @param {Subject} subject @param {number} layer @param {number} unit @param {There} there */
export function sending(subject, layer, unit, there) {
  const terms = subject.trace.layers[layer - 1].w.map((_, from) => {
    const n = numbers(subject, layer, unit, from);
    return {
      ...edge(layer, unit, from),
      label: short(subject, layer - 1, from),
      factors: say`${n("w")} × ${n.factor("grad_z")}`,
      value: n.value("message"),
      number: there(unit, from) ? n("message") : null,
    };
  });
  return laidOut({
    terms,
    family: "gradient",
    stacked: false,
    rest: (from) => restKey(subject, "send", layer, unit, from),
  });
}

/** What arrives from behind, end to end, down to the gradient of what a neuron hands on. @param {Subject} subject @param {number} layer the layer that sends @param {number} unit @param {There} there @param {boolean} done */
export function gathering(subject, layer, unit, there, done) {
  const { trace, row } = subject;
  const values = messagesTo(trace, row, layer, unit);
  const keys = messageKeys(trace, row, layer, unit);
  const past = hasSkip(trace, layer) ? values.length - 1 : -1;
  const terms = values.map((value, i) => {
    const n = numbers(subject, layer, i, unit);
    return {
      ...(i === past ? { id: "bypass", mark: null } : edge(layer, i, unit)),
      label: i === past ? "around the layer" : `from ${short(subject, layer, i)}`,
      factors: i === past ? [] : say`${n("w")} × ${n.factor("grad_z")}`,
      value,
      number: there(unit, i) ? written(value, keys[i]) : null,
    };
  });
  const quantity = layer === 1 ? "grad_x" : "grad_a";
  const own = numbers(subject, layer - 1, unit);
  const sum = {
    label: layer === 1 ? "∂L/∂x" : "∂L/∂a",
    value: own.value(quantity),
    number: done ? own(quantity) : null,
  };
  return laidOut({
    terms,
    family: "gradient",
    stacked: true,
    sum,
    rest: (from) => restKey(subject, "gather", layer, unit, from),
  });
}

/** A parameter before, its change, and after. @param {Subject} subject @param {{ layer: number, unit: number, from: number | null }} place @param {boolean} done */
export function changing(subject, { layer, unit, from }, done) {
  const own = from === null ? "b" : "w";
  const n = numbers(subject, layer, unit, from ?? undefined);
  const descent = subject.network.training.optimizer.name === "sgd" && n.value("clipped") === n.value(`grad_${own}`);
  const step = descent ? say`−${ofStep(subject, "learning_rate")} × ${n.factor(`grad_${own}`)}` : [];
  const mark = from === null ? `b-${layer}-${unit}` : `w-${layer}-${from}-${unit}`;
  const terms = [
    { id: "before", label: `${own} before`, factors: [], value: n.value(own), number: n(own), mark },
    { id: "change", label: "change", factors: step, value: n.value("change"), number: done ? n("change") : null, mark },
  ];
  const sum = { label: `${own} after`, value: n.value(`${own}_after`), number: done ? n(`${own}_after`) : null };
  return laidOut({ terms, family: "value", stacked: true, sum, rest: () => "" });
}

/** The loss before, as the gradient foretold it, and after. @param {Subject} subject @param {boolean} done */
export function measured(subject, done) {
  const { trace } = subject;
  const foretold = Number(trace.loss) + foretoldChange(trace);
  const row = (
    /** @type {string} */ id,
    /** @type {string} */ label,
    /** @type {Written} */ number,
    /** @type {number | null} */ value,
  ) => ({
    id,
    label,
    factors: [],
    value,
    number: done || id === "before" ? number : null,
    mark: "loss",
  });
  const terms = [
    row("before", "before", ofStep(subject, "loss"), trace.loss),
    row("foretold", "foretold", written(foretold, numberKey("loss_foretold", {})), foretold),
    row("after", "measured", ofStep(subject, "loss_after"), trace.loss_after),
  ];
  return laidOut({ terms, family: "value", stacked: false, rest: () => "" });
}

/** Each output beside what it should be. @param {Subject} subject @param {number[]} targets @param {boolean} done */
export function compared(subject, targets, done) {
  const { trace, row } = subject;
  const layer = trace.layers.length;
  const terms = targets.flatMap((y, unit) => {
    const n = numbers(subject, layer, unit);
    const name = symbol(subject, layer, unit);
    const mark = `n-${layer}-${unit}`;
    return [
      { id: `a${unit}`, label: name, factors: [], value: n.value("a"), number: n("a"), mark },
      {
        id: `y${unit}`,
        label: `y for ${name}`,
        factors: [],
        value: y,
        number: written(y, numberKey("y", { layer, unit }, row)),
        mark: "loss",
      },
    ];
  });
  const shown = laidOut({ terms: terms.slice(0, MOST), family: "value", stacked: false, rest: () => "" });
  const sum = {
    label: trace.x.length > 1 ? "mean loss" : "loss",
    number: done ? ofStep(subject, "loss") : null,
    bar: null,
  };
  return { ...shown, more: Math.ceil((terms.length - shown.rows.length) / 2), sum };
}

/** What a neuron is called where its layer is plain. @param {Subject} subject @param {number} layer @param {number} unit */
const short = ({ network }, layer, unit) =>
  layer === 0 ? category(inputLabel(network, unit)) : neuronSymbol(network, layer, unit);

/** Of a column that became several, one a category, what tells them apart: "island=Dream" is Dream. @param {string} label */
const category = (label) => label.slice(label.indexOf("=") + 1) || label;

/** @param {number} layer @param {number} unit @param {number} from */
const edge = (layer, unit, from) => ({ id: `${from}-${unit}`, mark: `w-${layer}-${from}-${unit}` });

/** @param {Subject} subject @param {string} adding @param {number} layer @param {number} unit @param {number} from */
const restKey = ({ row }, adding, layer, unit, from) => numberKey(`${adding}_rest`, { layer, unit, from }, row);
