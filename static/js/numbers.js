/** The numbers of a trace by name: one way to reach each, for the picture, the captions and the table. */

/** @import { Row, Trace } from "./types" */

import { once } from "./once.js";

/** @typedef {{ layer: number, unit: number, from?: number }} Place units and `from` count from 0, layers from 1 */

/** @param {number | null | undefined} a @param {number | null | undefined} b */
const times = (a, b) => (a === null || b === null || a === undefined || b === undefined ? null : a * b);

/** @param {number | null} a @param {number | null} b */
const plus = (a, b) => (a === null || b === null ? null : a + b);

/** A number of a parameter: of a weight, or without `from` of a bias. @param {Row | Row[] | undefined} values @param {number} unit @param {number} from @returns {number | null | undefined} */
const at = (values, unit, from) =>
  from === -1
    ? /** @type {Row | undefined} */ (values)?.[unit]
    : /** @type {Row[] | undefined} */ (values)?.[from][unit];

/** Numbers that the whole batch has in common. */
const SHARED = new Set([
  ...["w", "b", "gamma", "beta", "mean", "var", "grad_w", "grad_b", "grad_gamma", "grad_beta"],
  ...["penalty", "clipped", "change", "m", "v", "s"],
  ...["w_after", "b_after", "gamma_after", "beta_after"],
]);
/** Numbers of one row that tell how the loss changes: over the batch they add up, as its mean is in them already. */
const SUMMED = new Set(["message", "share", "grad_a", "grad_h", "grad_f_input", "grad_z"]);

/**
 * One number of the picture. `product` is w·x on an edge, `message` w·δ, `share` this row's part of ∂L/∂w. Over the whole
 * batch it is the mean on the way forward and the sum on the way back, so that what is shown still adds up.
 * @param {Trace} trace
 * @param {number | null} row  null for the whole batch
 * @param {string} quantity
 * @param {Place} place
 * @returns {number | null | undefined} null where it is not finite, undefined where there is none
 */
export function numberOf(trace, row, quantity, place) {
  if (row !== null) return ofRow(trace, row, quantity, place);
  if (SHARED.has(quantity)) return ofRow(trace, 0, quantity, place);
  const values = trace.x.map((_, each) => ofRow(trace, each, quantity, place));
  if (values.includes(undefined)) return undefined;
  const sum = values.reduce((/** @type {number | null} */ total, value) => plus(total, value ?? null), 0);
  const summed = SUMMED.has(quantity) || (place.layer === 0 && quantity !== "a");
  return summed ? sum : times(sum, 1 / values.length);
}

/** The name of a number on screen: what it is, where it stands, and of which row; the whole batch, or all of it in common, where none is said. @param {string} quantity @param {Partial<Place>} place @param {number | null} [row] */
export function numberKey(quantity, { layer, unit, from }, row) {
  return [quantity, layer ?? "", unit ?? "", from ?? "", SHARED.has(quantity) ? "" : (row ?? "")].join(":");
}

/** @param {Trace} trace @param {number} row @param {string} quantity @param {Place} place @returns {number | null | undefined} */
function ofRow(trace, row, quantity, place) {
  const { layer, unit, from = -1 } = place;
  // Of one example alone, without the 1/N of the batch's mean.
  if (quantity.startsWith("own_")) return times(trace.x.length, ofRow(trace, row, quantity.slice(4), place));
  if (layer === 0) return quantity === "a" ? trace.x[row][unit] : trace.layers[0].grad_x[row][unit];
  const values = trace.layers[layer - 1];
  switch (quantity) {
    case "w":
      return values.w[from][unit];
    case "b":
      return values.b[unit];
    case "x":
      return values.x[row][from];
    case "product":
      return times(values.x[row][from], values.w[from][unit]);
    case "message":
      return times(values.w[from][unit], values.grad_z[row][unit]);
    case "share":
      return times(values.x[row][from], values.grad_z[row][unit]);
    case "slope":
      return values.slope ? values.slope[row][unit] : undefined;
    case "h":
      return (values.h ?? values.a)[row][unit];
    // f's own output and what came in around it, before dropout.
    case "bypassed":
      return plus((values.h ?? values.a)[row][unit], values.x[row][unit]);
    case "mask":
      return values.mask?.[row][unit];
    case "x_hat":
      return values.batch_norm?.x_hat[row][unit];
    case "gamma":
    case "beta":
    case "mean":
    case "var":
    case "grad_gamma":
    case "grad_beta":
      return values.batch_norm?.[quantity][unit];
    // What f is applied to, and the gradient there: z, or with batch norm y.
    case "f_input":
      return (values.batch_norm?.y ?? values.z)[row][unit];
    case "grad_f_input":
      return (values.batch_norm?.grad_y ?? values.grad_z)[row][unit];
    case "grad_h":
      return (values.grad_h ?? values.grad_a)[row][unit];
    case "z":
    case "a":
    case "grad_a":
    case "grad_z":
      return values[quantity][row][unit];
    case "grad_w":
      return values.grad_w[from][unit];
    case "grad_b":
      return values.grad_b[unit];
    case "y":
      return targetOf(trace, row)[unit];
    // Of a weight, or where it comes from nowhere of the bias.
    case "penalty":
    case "clipped":
    case "change":
      return at(values.update[from === -1 ? "b" : "w"][quantity], unit, from);
    case "m":
    case "v":
    case "s":
      return at(values.update[from === -1 ? "b" : "w"].state?.[quantity], unit, from);
    case "w_after":
      return at(values.update.w.after, unit, from);
    case "b_after":
      return at(values.update.b.after, unit, -1);
    case "gamma_after":
    case "beta_after": {
      const update = values.update[quantity === "gamma_after" ? "gamma" : "beta"];
      return /** @type {Row | undefined} */ (update?.after)?.[unit];
    }
  }
  throw new Error(`No quantity ${quantity} in a trace`);
}

/**
 * The names of what adds up to z, in the same order as `termsOf`.
 * @param {Trace} trace @param {number | null} row @param {number} layer @param {number} unit
 */
export function termKeys(trace, row, layer, unit) {
  const products = trace.layers[layer - 1].w.map((_, from) => numberKey("product", { layer, unit, from }, row));
  return [...products, numberKey("b", { layer, unit })];
}

/** The names of what adds up to ∂L/∂x, in the same order as `messagesTo`. @param {Trace} trace @param {number | null} row @param {number} layer @param {number} from */
export function messageKeys(trace, row, layer, from) {
  const messages = trace.layers[layer - 1].b.map((_, unit) => numberKey("message", { layer, unit, from }, row));
  return hasSkip(trace, layer) ? [...messages, numberKey("grad_h", { layer, unit: from }, row)] : messages;
}

/** What adds up to z: the products that arrive, then the bias. @param {Trace} trace @param {number | null} row @param {number} layer @param {number} unit */
export function termsOf(trace, row, layer, unit) {
  const { w, b } = trace.layers[layer - 1];
  return [...w.map((_, from) => numberOf(trace, row, "product", { layer, unit, from })), b[unit]];
}

/**
 * What adds up to ∂L/∂x: the messages that a layer sends back, and past a bypass what went around it.
 * @param {Trace} trace @param {number | null} row @param {number} layer the layer that sends @param {number} from the unit that gets
 */
export function messagesTo(trace, row, layer, from) {
  const { b } = trace.layers[layer - 1];
  const messages = b.map((_, unit) => numberOf(trace, row, "message", { layer, unit, from }));
  return hasSkip(trace, layer) ? [...messages, numberOf(trace, row, "grad_h", { layer, unit: from })] : messages;
}

/** Whether what comes into a layer also goes around it. @param {Trace} trace @param {number} layer */
export function hasSkip(trace, layer) {
  return trace.beats.some((beat) => beat.layer === layer && beat.op === "skip");
}

/** Counts of units, the input first. @param {Trace} trace */
export function widthsOf(trace) {
  return [trace.x[0].length, ...trace.layers.map((layer) => layer.b.length)];
}

/** How the loss changes to first order: Σ ∂L/∂w·Δw over all parameters; with plain descent that is −η‖g‖². @param {Trace} trace */
export function foretoldChange(trace) {
  return once(trace, "foretold", () => {
    let sum = 0;
    for (const { gradient, change } of trace.layers.flatMap(({ update }) => Object.values(update))) {
      const changes = change.flat();
      gradient.flat().forEach((value, i) => (sum += Number(value) * Number(changes[i])));
    }
    return sum;
  });
}

/** What is right for one row, or on the whole batch's mean: a number for each output; a class label becomes one-hot. @param {Trace} trace @param {number | null} row @returns {(number | null)[]} */
export function targetOf(trace, row) {
  if (row === null) {
    const all = trace.y.map((_, each) => targetOf(trace, each));
    return all[0].map((_, unit) => times(all.map((own) => own[unit]).reduce(plus, 0), 1 / all.length));
  }
  const target = trace.y[row];
  if (Array.isArray(target)) return target;
  return trace.layers[trace.layers.length - 1].b.map((_, unit) => (unit === target ? 1 : 0));
}

/**
 * JSON has no word for ∞ and NaN: the server sends null and says beside it what stood there. Puts it back, as far as it is said;
 * what is left is null, "not finite".
 * @param {Trace} trace  fresh from the server; it is filled in place
 * @returns {Trace}
 */
export function withNonFinite(trace) {
  for (const { layer, quantity, index, value } of trace.non_finite?.first ?? []) {
    const path = [...quantity.split("."), ...index];
    const last = /** @type {string | number} */ (path.pop());
    /** @type {any} */
    const owner = layer === null ? trace : trace.layers.find((entry) => entry.index === layer);
    const place = path.reduce((/** @type {any} */ node, key) => node?.[key], owner);
    if (place && place[last] === null) place[last] = Number(value);
  }
  return trace;
}
