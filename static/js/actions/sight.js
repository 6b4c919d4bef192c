/**
 * What is to be seen of the network at the moment that is shown: one frame of it, as a run would send it, so that a step of
 * the past, the newest one and a running one are drawn in the same way.
 */

/** @import { Planes, Seen, Sight } from "../types" */
/** @import { Core } from "./core.js" */
import { planeOfCells } from "../charts/plane.js";
import { lookOf } from "../requests.js";
import { quietly } from "./core.js";

/** @typedef {ReturnType<typeof createSight>} SightOf */

/** @param {Pick<Core, "store" | "api">} core */
export function createSight({ store, api }) {
  let under = new AbortController();

  /**
   * Asks for it, unless it is there already; an older question that is still open is dropped.
   * @param {number | null} step  after it; null is now
   * @returns {Promise<Sight | null>} null where there is nothing to see, or something else has been asked for since
   */
  return async function see(step) {
    const state = store.get();
    const { network, known } = state;
    if (!network?.data) return null;
    const body = { ...lookOf(state), ...(step !== null && { step }) };
    const at = [network.id, network.version, JSON.stringify(body)].join(" ");
    if (known.sight?.at === at) return known.sight;
    under.abort();
    under = new AbortController();
    const { signal } = under;
    const frame = await quietly(api.look(network.id, body, signal));
    return frame && { at, frame, planes: planesOf(frame, null) };
  };
}

/** @param {Seen} frame @param {{ planes: Planes | null } | null} before @returns {Planes | null} */
export function planesOf({ step, surface, units }, before) {
  if (!surface && !units) return before?.planes ?? null;
  return {
    step,
    outputs: surface ? planeOfCells(surface) : null,
    units: Object.fromEntries((units ?? []).map((unit) => [`${unit.layer}.${unit.unit}`, planeOfCells(unit)])),
  };
}
