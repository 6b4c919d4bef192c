/** What a link holds of the page: the network before the step that is shown, and how to come to the picture from there. Pure. */

/** @import { NetworkDocument, Shared, State } from "../types" */
import { writePlace } from "../place.js";
import { LinkError } from "./packed.js";

/** Larger networks are shared by a link to the server. */
export const MOST_PARAMETERS = 2000;

/** The newest step, be it put aside for another picture or not. @param {Pick<State, "newest" | "trace" | "taken" | "looked">} state */
const standingOf = ({ newest, trace, taken, looked }) => (looked === null && newest ? newest : { trace, taken });

/** The step before which the network is to be had, null where it is foretold from what it is now. @param {Pick<State, "newest" | "trace" | "taken" | "looked">} state */
export function stepOf(state) {
  const { trace, taken } = standingOf(state);
  return taken && trace ? trace.step : null;
}

/** Why what is shown fits into no link, empty where it does. @param {Pick<State, "network" | "newest" | "trace" | "taken" | "looked">} state */
export function refusalOf(state) {
  const { network } = state;
  const { trace, taken } = standingOf(state);
  if (!network || !trace) return "There is nothing to share yet.";
  const { total } = network.parameters;
  if (total > MOST_PARAMETERS)
    return `A link holds up to ${MOST_PARAMETERS.toLocaleString("en")} parameters, and this network has ${total.toLocaleString("en")}.`;
  if (taken && network.data && trace.batch === null)
    return "This step was taken on rows that are not of the data, and a link holds none of them.";
  return "";
}

/**
 * @param {Pick<State, "network" | "newest" | "trace" | "taken" | "looked" | "traced" | "cursor" | "grain" | "row" | "selection" | "view" | "zoom">} state
 * @param {NetworkDocument} network as it was before `stepOf`
 * @returns {Shared}
 */
export function sharedOf(state, network) {
  const refusal = refusalOf(state) || documentRefusal(network);
  if (refusal) throw new LinkError(refusal);
  const { trace, taken } = standingOf(state);
  const batch = /** @type {Shared["batch"]} */ (trace && { x: trace.x, y: trace.y });
  const given = taken && !network.data ? { batch } : {};
  const alone = state.traced ? { traced: state.traced } : {};
  return { network, taken, ...given, ...alone, place: writePlace(state) };
}

/** @param {NetworkDocument} network */
function documentRefusal(network) {
  if (network.data?.dataset_id) return "Rows of which values are missing stay on this server: a link holds none.";
  const odd = firstOdd(network.parameters, "parameters") ?? firstOdd(network.state?.optimizer ?? {}, "state");
  return odd ? `A link holds finite numbers alone, and ${odd} is none.` : "";
}

/** Where a number stands that is not finite. @param {unknown} value @param {string} path @returns {string | null} */
function firstOdd(value, path) {
  if (typeof value === "number" ? !Number.isFinite(value) : value === null) return path;
  if (typeof value !== "object" || value === null) return null;
  for (const [key, each] of Object.entries(value)) {
    const odd = firstOdd(each, Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`);
    if (odd) return odd;
  }
  return null;
}
