/** What a gradient check says of one number: the gradient, the slope that was measured, and whether they are the same. Pure. */

/** @import { GradientCheck, Problem, Ref, Selection, State, Trace } from "../types" */

/** @typedef {{ analytic: number | null, numeric: number | null, relative: number | null, outcome: "agrees" | "differs" | "kink" }} Finding */

/** @type {Record<string, "w" | "b" | "gamma" | "beta">} */
const PARAMETERS = { grad_w: "w", grad_b: "b", grad_gamma: "gamma", grad_beta: "beta" };

/** The check of a layer that there is, be it of that layer alone or of all. @param {State["checks"]} checks @param {number} layer 0 for all @returns {GradientCheck | Problem | "running" | null} */
export function checkOf(checks, layer) {
  return checks[layer] ?? checks[0] ?? null;
}

/** @param {State["checks"]} checks @param {Ref} ref @returns {Finding | null} null where it has not been checked, or is no gradient of a parameter */
export function findingOf(checks, { quantity, layer, unit, from }) {
  const parameter = PARAMETERS[quantity];
  const check = checkOf(checks, layer);
  if (!parameter || !check || check === "running" || "detail" in check) return null;
  const own = check.layers.find((entry) => entry.index === layer)?.[parameter];
  if (!own) return null;
  const pick = (/** @type {any} */ values) => (parameter === "w" ? values[from ?? 0][unit ?? 0] : values[unit ?? 0]);
  const relative = pick(own.relative_error);
  const agrees = relative !== null && relative <= check.tolerance;
  return {
    analytic: pick(own.analytic),
    numeric: pick(own.numeric),
    relative,
    outcome: pick(own.kink) ? "kink" : agrees ? "agrees" : "differs",
  };
}

/** The gradients that are proven of what was picked out: of a neuron that of its bias, and of its batch norm. @param {Selection | null} selection @param {Trace | null} trace @returns {Ref[]} */
export function gradientsOf(selection, trace) {
  if (!selection || selection.kind === "loss" || selection.layer === 0) return [];
  const { layer, unit } = selection;
  if (selection.kind === "weight") return [{ quantity: "grad_w", layer, unit, from: selection.from }];
  const norm = selection.kind === "neuron" && trace?.layers[layer - 1].batch_norm;
  return ["grad_b", ...(norm ? ["grad_gamma", "grad_beta"] : [])].map((quantity) => ({ quantity, layer, unit }));
}

/** How often the loss is measured for a check: at four places for each parameter. @param {Trace} trace @param {number} layer 0 for all */
export function measurementsOf(trace, layer) {
  const layers = layer === 0 ? trace.layers : [trace.layers[layer - 1]];
  const parameters = layers.map(({ w, b, batch_norm }) => (w.length + (batch_norm ? 3 : 1)) * b.length);
  return 4 * parameters.reduce((sum, count) => sum + count, 0);
}
