/** Which numbers the cursor has reached, by the names they have in a trace: one answer for matrices and tables. */

/** @import { Moment } from "../scene/moment.js" */
/** @import { Place } from "../numbers.js" */
import { knownAt, progressAt } from "../scene/moment.js";
import { lastOperation } from "../timeline.js";

/** @typedef {(quantity: string, place: Place) => boolean} There */

/** From which time within its beat what goes into a result is there, so that it comes before the result. */
const GOES_IN = 0.3;

/** Which beat makes a quantity, and of one unit. @type {Record<string, [phase: "forward" | "backward", op: string]>} */
const MADE_BY_UNIT = {
  z: ["forward", "sum"],
  x_hat: ["forward", "batch_norm"],
  h: ["forward", "activation"],
  bypassed: ["forward", "skip"],
  grad_f_input: ["backward", "gate"],
  grad_gamma: ["backward", "gate"],
  grad_beta: ["backward", "gate"],
  grad_z: ["backward", "gate"],
};

/** @param {Pick<Moment, "trace" | "cursor" | "grain">} moment @returns {There} */
export function thereAt(moment) {
  const { trace } = moment;
  const known = knownAt(moment);
  const progress = progressAt(moment);
  const last = trace.layers.length;
  /** @param {number} layer @param {number} unit */
  const handedOn = (layer, unit) => layer === 0 || known("forward", layer, lastOperation(trace.beats, layer), unit);

  return (quantity, { layer, unit, from }) => {
    if (quantity in MADE_BY_UNIT) {
      const [phase, op] = MADE_BY_UNIT[quantity];
      return known(phase, layer, op, unit);
    }
    switch (quantity) {
      case "a":
        return handedOn(layer, unit);
      case "x":
        return handedOn(layer - 1, from ?? unit);
      case "product":
        return known("forward", layer, "product", unit, from);
      case "f_input":
        return known("forward", layer, trace.layers[layer - 1].batch_norm ? "batch_norm" : "sum", unit);
      // The loss is told apart by the outputs at once, so its gradient there is one piece.
      case "grad_a":
        if (layer === last) return progress("backward", last, "gate", 0) >= GOES_IN;
        return known("backward", layer + 1, "gather", unit);
      case "grad_x":
        return known("backward", 1, "gather", unit);
      case "mean":
      case "var":
        return progress("forward", layer, "batch_norm", unit) >= GOES_IN;
      case "mask":
        return progress("forward", layer, "dropout", unit) >= GOES_IN;
      case "slope":
        return progress("backward", layer, "gate", unit) >= GOES_IN;
      case "grad_h":
        if (trace.layers[layer - 1].mask) return progress("backward", layer, "gate", unit) >= GOES_IN;
        return layer === last
          ? progress("backward", last, "gate", 0) >= GOES_IN
          : known("backward", layer + 1, "gather", unit);
      case "share":
      case "grad_w":
        return known("backward", layer, "deposit", unit, from);
      case "grad_b":
        return known("backward", layer, "deposit", unit, trace.layers[layer - 1].w.length);
      case "message":
        return known("backward", layer, "send", unit, from);
      case "penalty":
      case "clipped":
      case "change":
      case "w_after":
      case "b_after":
      case "gamma_after":
      case "beta_after":
        return known("update", layer, "update", unit, from ?? trace.layers[layer - 1].w.length);
      case "w":
      case "b":
      case "gamma":
      case "beta":
      case "y":
        return true;
    }
    throw new Error(`No quantity ${quantity} that a cursor could reach`);
  };
}

/** Which numbers of the whole step are there. @param {Pick<Moment, "trace" | "cursor" | "grain">} moment @returns {(quantity: "loss" | "loss_after" | "foretold" | "loss_change" | "learning_rate") => boolean} */
export function stepThereAt(moment) {
  const known = knownAt(moment);
  return (quantity) => {
    if (quantity === "loss") return known("loss", null, "loss");
    if (quantity === "learning_rate") return true;
    return known("update", null, "measure");
  };
}
