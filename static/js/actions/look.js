/**
 * Finding out what there is to know of the network beside a step's trace: its history, what ails it, its data, and what it
 * answers for them. Asked for whenever another network, step or view is shown, and never while it trains at speed.
 */

/** @import { Knowledge, NetworkSummary } from "../types" */
/** @import { Core } from "./core.js" */
/** @import { SightOf } from "./sight.js" */
import { unknown } from "../store.js";
import { around } from "./around.js";
import { quietly } from "./core.js";

const POINTS = 500;
/** Several changes in a row are looked at once. In milliseconds. */
const PAUSE = 120;
/** What is seen of a run that is shown step by step follows no faster than this. In milliseconds. */
const FOLLOW = 500;

/** @param {Core} core @param {SightOf} see @param {Pick<import("../live.js").World, "wait">} world */
export function lookActions({ store, api, whenShown }, see, { wait }) {
  let asked = 0;
  let following = false;

  async function look() {
    const { network, phase } = store.get();
    if (!network || phase !== "still") return;
    const of = [network.id, network.version].join(":");
    if (store.get().known.of !== of) learn(network, of);
    await explore(network);
    await watch();
  }

  /** What is true of the network whichever of its steps is shown. @param {NetworkSummary} network @param {string} of */
  function learn(network, of) {
    const { known } = store.get();
    const sameNetwork = known.of.split(":")[0] === network.id;
    store.set({ known: { ...(sameNetwork ? { ...known, experiments: {} } : unknown()), of } });
    const tell = (/** @type {Partial<Knowledge>} */ more) => {
      if (store.get().known.of === of) store.set({ known: { ...store.get().known, ...more } });
    };
    quietly(api.history(network.id, POINTS)).then((history) => tell({ history }));
    quietly(api.diagnosis(network.id)).then((diagnosis) => tell({ diagnosis }));
  }

  /** @param {NetworkSummary} network */
  async function explore(network) {
    if (!network.data || store.get().known.rows) return;
    const found = await around(api, store.get().catalog, network);
    if (store.get().network?.id === network.id) store.set({ known: { ...store.get().known, ...found } });
  }

  async function watch() {
    const { trace, looked } = store.get();
    const sight = await see(looked !== null && trace ? trace.step : null);
    if (sight) store.set({ known: { ...store.get().known, sight } });
  }

  /** How far it has come, while each step is shown. */
  async function follow() {
    following = true;
    const { network } = store.get();
    const [history] = await Promise.all([network && quietly(api.history(network.id, POINTS)), watch()]);
    if (history && store.get().network?.id === network?.id && store.get().phase === "walking")
      store.set({ known: { ...store.get().known, history } });
    wait(() => (following = false), FOLLOW);
  }

  whenShown(() => {
    if (store.get().phase === "walking" && !following) follow();
    const now = (asked += 1);
    wait(() => {
      if (now === asked) look();
    }, PAUSE);
  });

  return {
    /** What is seen depends on the view, too. */
    async lookAgain() {
      if (store.get().phase === "still") await watch();
    },
  };
}
