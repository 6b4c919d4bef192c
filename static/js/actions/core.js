/** What every action is made of: one request at a time, what is shown after it, and the way back. */

/** @import { Example, NetworkRequest, NetworkSummary, Selection, State, Trace } from "../types" */
/** @import { Store } from "../store.js" */
import { ApiError } from "../api.js";
import { endOf, partCount } from "../parts.js";
import { stepBody } from "../requests.js";
import { unexplained } from "../store.js";

/** @typedef {ReturnType<typeof createCore>} Core */
/** @typedef {typeof import("../api.js").api} Api */
/** @typedef {{ label: string, undo: () => Promise<void>, redo: () => Promise<void> }} Change */
/** @typedef {{ example?: Example, training?: unknown, data?: unknown, name?: string, layers?: { index: number, frozen: boolean }[] }} Patch */

/**
 * @param {Store} store
 * @param {Api} api
 * @param {(path: string) => void} showAddress  puts the network's path into the address bar
 */
export function createCore(store, api, showAddress) {
  /** @type {Change[]} */
  const done = [];
  /** @type {Change[]} */
  const undone = [];

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
    const labels = (/** @type {Change[]} */ changes) => changes.map(({ label }) => ({ label }));
    store.set({ undo: labels(done), redo: labels(undone) });
  }

  /** Carries out a change and keeps the way back. It is made when its turn comes, from what is there then. @param {() => Change | Promise<Change>} make */
  function commit(make) {
    return busy(async () => {
      const change = await make();
      await change.redo();
      remember(change);
    });
  }

  /** Keeps the way back from a change that has been made. @param {Change} change */
  function remember(change) {
    done.push(change);
    undone.length = 0;
    showHistory();
  }

  /** Takes the last change of one pile and lays it on the other. @param {"undo" | "redo"} way */
  function walkHistory(way) {
    const [from, to] = way === "undo" ? [done, undone] : [undone, done];
    return busy(async () => {
      const change = from.at(-1);
      if (!change) return;
      await change[way]();
      from.pop();
      to.push(change);
      showHistory();
    });
  }

  function forgetHistory() {
    done.length = 0;
    undone.length = 0;
    showHistory();
  }

  /** @param {NetworkSummary} network @param {Trace} trace @param {boolean} taken @param {Partial<State>} [more] */
  function show(network, trace, taken, more = {}) {
    const { cursor, row, grain, zoom } = store.get();
    store.set({
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
    look();
  }

  /** Takes one training step, and shows it. */
  async function takeStep() {
    const network = current();
    const trace = await api.step(network.id, stepBody(network));
    // With data there is more to know than the step tells: the loss on all of it.
    const after = network.data ? await api.read(network.id) : { ...network, step: trace.step, epoch: trace.epoch };
    show(after, trace, true);
  }

  /** Where training goes on from, and the way back to there. */
  async function wayBack() {
    backToNewest();
    const from = current();
    // What was edited since the step before belongs to neither step, so it has to be put back.
    const edited = store.get().taken ? null : await api.parameters(from.id);
    return {
      from,
      undo: async () => {
        const restored = await api.restore(from.id, from.step);
        if (edited) await preview(await api.putParameters(from.id, edited));
        else await enter(restored);
      },
    };
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

  /** Shows what the next step would be. @param {NetworkSummary} network */
  async function preview(network) {
    show(network, await api.preview(network.id, stepBody(network)), false);
  }

  /** Goes to a network, its last step taken or else its first one foretold. @param {NetworkSummary} network */
  async function enter(network) {
    if (network.step > 0) show(network, await api.readStep(network.id, network.step), true);
    else await preview(network);
    showAddress(network.url);
  }

  /** A new network in place of the one shown. @param {string} label @param {() => NetworkRequest | Promise<NetworkRequest>} make */
  function replace(label, make) {
    return commit(async () => {
      const before = store.get().network;
      const request = await make();
      /** @type {NetworkSummary | null} */
      let made = null;
      return {
        label,
        undo: async () => {
          if (before) await enter(await api.read(before.id));
        },
        redo: async () => {
          made = made ? await api.read(made.id) : await api.create(request);
          await enter(made);
        },
      };
    });
  }

  /** A change that needs no new network. @param {string} label @param {() => { forward: Patch, back: Patch }} make */
  function patch(label, make) {
    return commit(() => {
      const { id } = current();
      const { forward, back } = make();
      const send = (/** @type {Patch} */ body) => async () => preview(await api.patch(id, body));
      return { label, undo: send(back), redo: send(forward) };
    });
  }

  return {
    store,
    api,
    current,
    busy,
    commit,
    remember,
    walkHistory,
    forgetHistory,
    show,
    takeStep,
    wayBack,
    backToNewest,
    putAside,
    preview,
    enter,
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
