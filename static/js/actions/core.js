/** What every action is made of: one request at a time, what is shown after it, and the way back. */

/** @import { Example, NetworkRequest, NetworkSummary, Ref, Selection, Trace } from "../types" */
/** @import { Store } from "../store.js" */
import { ApiError } from "../api.js";
import { derivationsOf, normDerivationsOf, refKey, stepBody } from "../requests.js";

/** @typedef {ReturnType<typeof createCore>} Core */
/** @typedef {typeof import("../api.js").api} Api */
/** @typedef {{ label: string, undo: () => Promise<void>, redo: () => Promise<void> }} Change */
/** @typedef {{ example?: Example, training?: unknown, name?: string, layers?: { index: number, frozen: boolean }[] }} Patch */

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

  /** One after another, in the order in which they were asked for. @param {() => Promise<void>} work */
  function busy(work) {
    queue = queue.then(() => run(work));
    return queue;
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
      done.push(change);
      undone.length = 0;
      showHistory();
    });
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

  /** @param {NetworkSummary} network @param {Trace} trace @param {boolean} taken */
  function show(network, trace, taken) {
    const { cursor, row } = store.get();
    store.set({
      network,
      trace,
      taken,
      status: "ready",
      explanations: {},
      check: null,
      row: Math.min(row, trace.x.length - 1),
      selection: stillThere(store.get().selection, trace),
      cursor: { beat: Math.min(cursor.beat, trace.beats.length - 1), time: cursor.time },
    });
    explainSelection();
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

  /** Fetches the derivation of a number, once for each trace. @param {Ref} ref */
  async function explain(ref) {
    const { network, trace, taken, explanations } = store.get();
    const key = refKey(ref);
    if (!network || !trace || explanations[key]) return;
    const where = taken ? { step: trace.step } : stepBody(network);
    const answer = await problemAsAnswer(api.explain(network.id, { ...ref, ...where }));
    if (store.get().trace === trace) store.set({ explanations: { ...store.get().explanations, [key]: answer } });
  }

  function explainSelection() {
    const { selection, row, trace } = store.get();
    if (!trace) return;
    for (const ref of [...derivationsOf(selection, row, trace), ...normDerivationsOf(selection, trace)]) explain(ref);
  }

  return {
    store,
    api,
    current,
    busy,
    commit,
    walkHistory,
    forgetHistory,
    show,
    preview,
    enter,
    replace,
    patch,
    explain,
    explainSelection,
  };
}

/** An answer that stands where it was asked for, be it a refusal. @template T @param {Promise<T>} request */
export function problemAsAnswer(request) {
  return request.catch((error) => {
    if (error instanceof ApiError) return error.problem;
    throw error;
  });
}

/** A selection that the new network has too. @param {Selection | null} selection @param {Trace} trace */
function stillThere(selection, trace) {
  if (!selection || selection.kind === "loss") return selection;
  if (selection.layer > trace.layers.length) return null;
  const units = selection.layer === 0 ? trace.x[0].length : trace.layers[selection.layer - 1].b.length;
  const sources = selection.kind === "weight" ? trace.layers[selection.layer - 1].w.length : Infinity;
  return selection.unit < units && (selection.kind !== "weight" || selection.from < sources) ? selection : null;
}
