/** Looking back at steps that were taken, and going on from one of them. */

/** @import { Core } from "./core.js" */
/** @import { SightOf } from "./sight.js" */
import { ApiError } from "../api.js";

/** Dragging passes many steps; only where the pointer lingers is one asked for. In milliseconds. */
const LINGER = 40;

/** @param {Core} core @param {SightOf} see @param {Pick<import("../live.js").World, "wait">} world */
export function railActions(core, see, { wait }) {
  const { store, api, current, commit, enter, show, putAside, backToNewest } = core;
  let asked = 0;
  let under = new AbortController();

  /** Its trace and what is seen after it, at once. @param {number} step @param {AbortSignal} signal */
  async function fetchStep(step, signal) {
    const { network } = store.get();
    if (!network) return;
    try {
      const [past, sight] = await Promise.all([api.readStep(network.id, step, signal), see(step)]);
      if (signal.aborted || store.get().network !== network) return;
      const { known } = store.get();
      const newest = putAside();
      show(network, past, true, { looked: step, newest, known: { ...known, sight: sight ?? known.sight } });
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      store.set({ problem: error.problem, looked: null });
    }
  }

  return {
    /** Shows a step of the past at once. @param {number} step */
    show: (step) => fetchStep(step, new AbortController().signal),
    /** Shows a step that was taken, as it was. @param {number} step */
    lookAt(step) {
      const { network, phase } = store.get();
      if (!network || network.step <= network.start || phase !== "still") return;
      const wanted = Math.max(network.start + 1, Math.min(network.step, Math.round(step)));
      const mine = (asked += 1);
      under.abort();
      under = new AbortController();
      const { signal } = under;
      store.set({ looked: wanted });
      wait(() => {
        if (mine !== asked) return;
        if (wanted === network.step && store.get().newest?.taken) backToNewest();
        else fetchStep(wanted, signal);
      }, LINGER);
    },
    lookAtNewest() {
      asked += 1;
      under.abort();
      store.set({ looked: null });
      backToNewest();
    },
    /** Goes on from the step that is shown; the later ones are forgotten. */
    resume() {
      const { looked } = store.get();
      if (looked === null) return;
      return commit(`going back to step ${looked}`, async () => enter(await api.restore(current().id, looked)));
    },
  };
}
