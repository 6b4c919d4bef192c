/** What every action is made of: one request at a time, what is shown after it, and the way back. */

/** @import { Example, NetworkRequest, NetworkSummary, Selection, State, Trace } from "../types" */
/** @import { Store } from "../store.js" */
import { ApiError } from "../api.js";
import { endOf, partCount } from "../parts.js";
import { stepBody } from "../requests.js";
import { unexplained } from "../store.js";
import { createVisits } from "./visits.js";

/** @typedef {ReturnType<typeof createCore>} Core */
/** @typedef {typeof import("../api.js").api} Api */
/** @typedef {{ example?: Example, training?: unknown, name?: string, data?: unknown, layers?: { index: number, frozen: boolean }[] }} Patch */

/**
 * @param {Store} store
 * @param {Api} api
 * @param {(path: string) => void} showAddress  puts the network's path into the address bar
 */
export function createCore(store, api, showAddress) {
  const visits = createVisits();

  const current = () => /** @type {NetworkSummary} */ (store.get().network);

  /** @type {Promise<void>} */
  let queue = Promise.resolve();

  /** Ends what trains; settled once nothing does. @type {() => Promise<void>} */
  let halt = () => Promise.resolve();
  /** What to do whenever another network or step is shown. @type {() => void} */
  let look = () => {};

  /**
   * One after another, in the order in which they were asked for. A network that trains is paused first, unless it is the
   * training itself that asks.
   * @param {() => Promise<void>} work @param {boolean} [still]
   */
  function busy(work, still = true) {
    const enqueue = () => (queue = queue.then(() => run(work)));
    return still && store.get().phase !== "still" ? halt().then(enqueue) : enqueue();
  }

  /** A failure is shown and loses nothing. @param {() => Promise<void>} work */
  async function run(work) {
    store.set({ busy: true, problem: null });
    try {
      await work();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      store.set({ problem: error.problem, status: store.get().trace ? "ready" : "failed" });
    } finally {
      store.set({ busy: false });
    }
  }

  function showHistory() {
    const network = current();
    store.set({ undo: visits.label("undo", network), redo: visits.label("redo", network) });
  }

  /** Does something to the network and shows it; the server keeps the way back. @param {string} label @param {() => Promise<unknown>} act */
  function commit(label, act) {
    return busy(async () => {
      await act();
      remember(label);
    });
  }

  /** What was just done is called so. @param {string} label */
  function remember(label) {
    visits.changed(label, current());
    showHistory();
  }

  /** Undoes the last change, or does again what was undone last. @param {"undo" | "redo"} way */
  function walkHistory(way) {
    return busy(async () => {
      const network = current();
      const visit = network && visits.visitOn(way, network);
      if (visit) {
        await enter(await api.read(way === "undo" ? visit.from : visit.to));
        visits.turn(way);
        showHistory();
      } else if (network?.[way]) await enter(await api[way](network.id));
    });
  }

  /** @param {NetworkSummary} network @param {Trace} trace @param {boolean} taken @param {Partial<State>} [more] */
  function show(network, trace, taken, more = {}) {
    const { cursor, row, grain, zoom, known } = store.get();
    const sameData = JSON.stringify(network.data) === JSON.stringify(store.get().network?.data);
    store.set({
      known: sameData ? known : { ...known, rows: null, extent: null, sight: null },
      network,
      trace,
      taken,
      status: "ready",
      traced: null,
      looked: null,
      newest: null,
      ...unexplained(),
      pointed: null,
      zoom: network.id === store.get().network?.id ? zoom : null,
      row: row === null ? null : Math.min(row, trace.x.length - 1),
      selection: stillThere(store.get().selection, trace),
      cursor: { ...placeIn(trace, cursor, grain), time: cursor.time },
      ...more,
    });
    showHistory();
    look();
  }

  /** Takes one training step, and shows it. @param {boolean} [join] whether it is one change with the training before it */
  async function takeStep(join = false) {
    const network = current();
    const trace = await api.step(network.id, stepBody(network), join);
    show(await api.read(network.id), trace, true);
  }

  /** Leaves a past step, or a row sent through on its own. */
  function backToNewest() {
    const { newest } = store.get();
    if (!newest) return;
    const { trace, taken, sight } = newest;
    show(current(), trace, taken, { known: { ...store.get().known, sight } });
  }

  /** What is shown while nobody looks back, to be put aside. @returns {State["newest"]} */
  function putAside() {
    const { trace, taken, newest, known } = store.get();
    return newest ?? (trace ? { trace, taken, sight: known.sight } : null);
  }

  /** Shows a network: the last step that it took, or what the next would be where it was edited since. @param {NetworkSummary} network */
  async function enter(network) {
    const taken = network.step > network.start && !network.edited;
    const { id, step } = network;
    show(network, await (taken ? api.readStep(id, step) : api.preview(id, stepBody(network))), taken);
    showAddress(network.url);
  }

  /** A new network in place of the one shown. @param {string} label @param {() => NetworkRequest | Promise<NetworkRequest>} make */
  const replace = (label, make) => exchange(label, async () => api.create(await make()));

  /** Another network in place of the one shown, when its turn comes. @param {string} label @param {() => Promise<NetworkSummary>} find */
  const exchange = (label, find) => busy(async () => swap(label, await find()));

  /** @param {string} label @param {NetworkSummary} found */
  async function swap(label, found) {
    const before = store.get().network;
    await enter(found);
    if (before) visits.went(label, before, found);
    showHistory();
  }

  /** A change that needs no new network. @param {string} label @param {() => Patch} make */
  const patch = (label, make) => commit(label, async () => enter(await api.patch(current().id, make())));

  return {
    store,
    api,
    current,
    busy,
    commit,
    remember,
    walkHistory,
    show,
    takeStep,
    backToNewest,
    putAside,
    enter,
    exchange,
    swap,
    replace,
    patch,
    /** @param {() => Promise<void>} how */
    whenBusy: (how) => void (halt = how),
    /** @param {() => void} how */
    whenShown: (how) => void (look = how),
  };
}

/** An answer that stands where it was asked for, be it a refusal. @template T @param {Promise<T>} request */
export function problemAsAnswer(request) {
  return request.catch((error) => {
    if (error instanceof ApiError) return error.problem;
    throw error;
  });
}

/** What cannot be had is not there: the page says so in its place. @template T @param {Promise<T>} request @returns {Promise<T | null>} */
export function quietly(request) {
  return request.catch((error) => {
    if (error instanceof ApiError || error.name === "AbortError") return null;
    throw error;
  });
}

/** A selection that the new network has too. @param {Selection | null} selection @param {Trace} trace */
export function stillThere(selection, trace) {
  if (!selection || selection.kind === "loss") return selection;
  if (selection.layer > trace.layers.length) return null;
  const units = selection.layer === 0 ? trace.x[0].length : trace.layers[selection.layer - 1].b.length;
  const sources = selection.kind === "weight" ? trace.layers[selection.layer - 1].w.length : Infinity;
  return selection.unit < units && (selection.kind !== "weight" || selection.from < sources) ? selection : null;
}

/** The same place in a trace that may have fewer beats or parts. @param {Trace} trace @param {State["cursor"]} cursor @param {State["grain"]} grain */
function placeIn(trace, cursor, grain) {
  const beat = Math.min(cursor.beat, trace.beats.length - 1);
  const there = beat === cursor.beat && (cursor.part ?? 0) < Math.max(1, partCount(trace, trace.beats[beat], grain));
  return there ? cursor : endOf(trace, beat, grain);
}
