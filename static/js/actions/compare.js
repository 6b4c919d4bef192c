/**
 * Two networks side by side, from the same seed and in lockstep: each round both take the same number of steps, and only
 * then both are shown. One that stops by itself stays where it is.
 */

/** @import { Side } from "../types" */
/** @import { Core } from "./core.js" */
import { emptyHistory, withFrame } from "../charts/history.js";
import { lookOf } from "../requests.js";
import { variantsOf } from "../variants.js";
import { around } from "./around.js";
import { problemAsAnswer } from "./core.js";
import { planesOf } from "./sight.js";

/** A round is to take about so long, in milliseconds: then the picture moves and the pause comes soon. */
const ROUND = 150;
const MOST = 500;
/** Of the curve of a network that has been trained before, at most so many points. */
const POINTS = 500;

/** @param {Core} core @param {{ now: () => number, wait: (callback: () => void, milliseconds: number) => unknown }} world */
export function compareActions({ store, api, current, busy, exchange }, { now, wait }) {
  let steps = 1;

  /** The side as it is, seen. @param {Side} side @returns {Promise<Side>} */
  async function seen(side) {
    const state = store.get();
    const own = side.around ?? (await surroundings(side.network));
    const known = { ...state.known, ...own };
    const { units, ...body } = lookOf({ ...state, network: side.network, known, view: "graph" });
    const frame = await api.look(side.network.id, body);
    const history = side.network.step ? withFrame(side.history, frame) : side.history;
    return { ...side, around: own, history, sight: { at: "", frame, planes: planesOf(frame, null) } };
  }

  /** What is known of the data already need not be asked for again. @param {Side["network"]} network */
  function surroundings(network) {
    const { network: shown, known, catalog } = store.get();
    const same = known.rows && JSON.stringify(shown?.data) === JSON.stringify(network.data);
    return same ? { rows: known.rows, extent: known.extent } : around(api, catalog, network);
  }

  /** @param {Side} side @param {number} count */
  async function advance(side, count) {
    if (side.stopped) return side;
    const { stopped, ...network } = await api.train(side.network.id, { steps: count });
    const whole = network.step === side.network.step + count;
    return seen({ ...side, network, stopped: whole ? "" : stopped });
  }

  /** @param {number} count */
  async function round(count) {
    const { compare } = store.get();
    if (!compare) return;
    const began = now();
    const sides = await Promise.all(compare.sides.map((side) => advance(side, count)));
    const { compare: still } = store.get();
    if (still?.of !== compare.of) return;
    const over = sides.every((side) => side.stopped);
    store.set({ compare: { ...still, sides, running: still.running && !over } });
    const took = now() - began;
    if (took < ROUND) steps = Math.min(MOST, steps * 2);
    else if (took > ROUND * 2) steps = Math.max(1, Math.floor(steps / 2));
  }

  async function onward() {
    if (!store.get().compare?.running) return;
    await busy(() => round(steps));
    if (store.get().problem) return pause();
    wait(onward, 0);
  }

  function pause() {
    const { compare } = store.get();
    if (compare) store.set({ compare: { ...compare, running: false } });
  }

  /** Networks that were made for the comparison alone go with it. @param {(side: Side, index: number) => boolean} goes */
  function forget(goes = () => true) {
    for (const side of store.get().compare?.sides.filter(goes) ?? []) problemAsAnswer(api.remove(side.network.id));
    store.set({ compare: null });
  }

  /** Puts networks side by side, in place of those that were. @param {{ label: string, network: Side["network"] }[]} networks @param {string} kind */
  async function show(networks, kind) {
    const bare = { sight: null, stopped: "" };
    const sides = await Promise.all(
      networks.map(async (side) => {
        const begun = side.network.step > side.network.start;
        const history = begun ? await api.history(side.network.id, POINTS) : emptyHistory();
        return seen({ ...side, ...bare, history });
      }),
    );
    steps = 1;
    forget();
    store.set({ compare: { of: sides.map(({ network }) => network.id).join(), kind, sides, running: false } });
  }

  return {
    show,
    forget,
    /** Makes the two anew. @param {string} [name] what they differ in */
    open(name) {
      return busy(async () => {
        const { catalog } = store.get();
        const variants = variantsOf(current(), catalog);
        const { name: kind, sides } = variants.find((variant) => variant.name === name) ?? variants[0];
        const made = await Promise.all(
          sides.map(async ({ label, request }) => ({
            label,
            network: await api.create({ ...request, name: `${current().name}, ${label}`.slice(0, 100) }),
          })),
        );
        await show(made, kind);
      });
    },
    run() {
      const { compare } = store.get();
      if (!compare) return;
      store.set({ compare: { ...compare, running: true } });
      return onward();
    },
    pause,
    step: () => busy(() => round(1)),
    /** All at once. @param {{ steps: number } | { epochs: number }} budget */
    async train(budget) {
      const { compare } = store.get();
      if (!compare) return;
      const after = async (/** @type {Side} */ side) => {
        const { stopped, ...network } = await api.train(side.network.id, budget);
        return seen({ ...side, network });
      };
      store.set({ compare: { ...compare, sides: await Promise.all(compare.sides.map(after)) } });
    },
    /** Once the round that is on its way has come to its end. */
    leave: () => busy(async () => forget()),
    /** Opens one of the two in place of the network they were made from. @param {number} index */
    keep(index) {
      const side = store.get().compare?.sides[index];
      if (!side) return;
      return exchange(side.label, () => {
        forget((_, i) => i !== index);
        return api.read(side.network.id);
      });
    },
  };
}
