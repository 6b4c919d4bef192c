/** Everything a person can do. Each asks the server, then puts its answer into the store; nothing is computed in between. */

/** @import { Example, LayerSpec, NetworkRequest, NetworkSummary, Ref, Selection, State, Trace } from "./types" */
/** @import { Store } from "./store.js" */
import { ApiError } from "./api.js";
import { selectionId } from "./names.js";
import { batchOf, derivationsOf, oneHot, refKey, requestOf, withInputs, withLayers } from "./requests.js";
import { beatId, nextPhase } from "./timeline.js";

/** @typedef {ReturnType<typeof createActions>} Actions */
/** @typedef {{ label: string, undo: () => Promise<void>, redo: () => Promise<void> }} Change */

/**
 * @param {Store} store
 * @param {typeof import("./api.js").api} api
 * @param {ReturnType<typeof import("./player.js").createPlayer>} player
 * @param {(path: string) => void} showAddress  puts the network's path into the address bar
 */
export function createActions(store, api, player, showAddress) {
  /** @type {Change[]} */
  const done = [];
  /** @type {Change[]} */
  const undone = [];

  const current = () => /** @type {NetworkSummary} */ (store.get().network);
  const historyLabels = () => ({ undo: done.map(({ label }) => ({ label })), redo: undone.map(({ label }) => ({ label })) });

  /** Runs one request at a time; a failure is shown and loses nothing. @param {() => Promise<void>} work */
  async function busy(work) {
    if (store.get().busy) return;
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

  /** Carries out a change and keeps the way back. @param {Change} change */
  function commit(change) {
    return busy(async () => {
      await change.redo();
      done.push(change);
      undone.length = 0;
      store.set(historyLabels());
    });
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
    show(network, await api.preview(network.id, batchOf(network)), false);
  }

  /** Goes to a network, its last step taken or else its first one foretold. @param {NetworkSummary} network */
  async function enter(network) {
    if (network.step > 0) show(network, await api.readStep(network.id, network.step), true);
    else await preview(network);
    showAddress(network.url);
  }

  /** A new network in place of the one shown. @param {string} label @param {NetworkRequest} request */
  function replace(label, request) {
    const before = store.get().network;
    /** @type {NetworkSummary | null} */
    let made = null;
    return commit({
      label,
      undo: async () => {
        if (before) await enter(await api.read(before.id));
      },
      redo: async () => {
        made = made ? await api.read(made.id) : await api.create(request);
        await enter(made);
      },
    });
  }

  /** @param {string} label @param {{ example?: Example, training?: unknown, name?: string }} forward @param {{ example?: Example, training?: unknown, name?: string }} back */
  function patch(label, forward, back) {
    const { id } = current();
    const send = (/** @type {typeof forward} */ body) => async () => preview(await api.patch(id, body));
    return commit({ label, undo: send(back), redo: send(forward) });
  }

  /** @param {Ref} ref */
  async function explain(ref) {
    const { network, trace, taken, explanations } = store.get();
    const key = refKey(ref);
    if (!network || !trace || explanations[key]) return;
    const where = taken ? { step: trace.step } : batchOf(network);
    const answer = await api.explain(network.id, { ...ref, ...where }).catch((error) => {
      if (error instanceof ApiError) return error.problem;
      throw error;
    });
    if (store.get().trace === trace) store.set({ explanations: { ...store.get().explanations, [key]: answer } });
  }

  function explainSelection() {
    const { selection, row } = store.get();
    for (const ref of derivationsOf(selection, row)) explain(ref);
  }

  /** @param {number} beat @param {boolean} moving */
  function goTo(beat, moving) {
    const count = store.get().trace?.beats.length ?? 0;
    if (count === 0) return;
    const target = Math.max(0, Math.min(count - 1, beat));
    if (moving && target !== store.get().cursor.beat) {
      store.set({ playing: false });
      player.begin(target);
    } else player.show(target);
  }

  return {
    /** Opens a network, or the spam filter. @param {string | null} id @param {string} [beat] @param {Selection | null} [selection] */
    open(id, beat, selection = null) {
      return busy(async () => {
        const catalog = await api.catalog();
        store.set({ catalog });
        const spam = catalog.presets.find((preset) => preset.name === "spam") ?? catalog.presets[0];
        await enter(id ? await api.read(id) : await api.create(spam.request));
        const index = store.get().trace?.beats.findIndex((entry) => beatId(entry) === beat) ?? -1;
        if (index > 0) player.show(index);
        if (selection) this.select(selection);
      });
    },
    /** @param {string} name */
    openPreset(name) {
      const preset = store.get().catalog?.presets.find((entry) => entry.name === name);
      if (!preset) return;
      player.show(0);
      store.set({ selection: null, row: 0 });
      return replace(`open ${preset.label}`, preset.request);
    },

    play: () => (store.get().playing ? player.pause() : player.play()),
    stepForward: () => goTo(store.get().cursor.beat + 1, true),
    stepBack: () => goTo(store.get().cursor.beat - 1, false),
    firstBeat: () => goTo(0, false),
    lastBeat: () => goTo(Infinity, false),
    /** @param {1 | -1} direction */
    phase(direction) {
      const { trace, cursor } = store.get();
      if (trace) goTo(nextPhase(trace.beats, cursor.beat, direction), direction > 0);
    },
    /** @param {number} beat */
    scrub: (beat) => goTo(beat, false),

    async trainStep() {
      const { id, step } = current();
      const { taken } = store.get();
      const before = await api.parameters(id);
      return commit({
        label: `training step ${step + 1}`,
        undo: async () => {
          let network = await api.restore(id, step);
          // Weights that were edited between two steps belong to neither.
          const edited = JSON.stringify((await api.parameters(id)).layers) !== JSON.stringify(before.layers);
          if (edited) network = await api.putParameters(id, before);
          await (taken ? enter(network) : preview(network));
        },
        redo: async () => {
          const trace = await api.step(id, batchOf(current()));
          show(await api.read(id), trace, true);
        },
      });
    },
    /** Back to the weights at the start. */
    reset() {
      const before = current();
      return busy(async () => {
        await enter(await api.restore(before.id, 0));
        done.length = 0;
        undone.length = 0;
        store.set(historyLabels());
      });
    },

    /** @param {Selection} selection @param {number} value */
    async setParameter(selection, value) {
      if (selection.kind !== "weight" && selection.kind !== "bias") return;
      const { id } = current();
      const { layer, unit } = selection;
      // Asked for, not taken from the picture, which may show a step that has been taken since.
      const { w, b } = (await api.parameters(id)).layers[layer - 1];
      const place = selection.kind === "weight" ? { layer, parameter: "w", index: [selection.from, unit] } : { layer, parameter: "b", index: [unit] };
      const put = (/** @type {number} */ number) => async () => preview(await api.edit(id, [{ ...place, value: number }]));
      const before = selection.kind === "weight" ? w[selection.from][unit] : b[unit];
      return commit({ label: selection.kind, redo: put(value), undo: put(before) });
    },
    /** @param {number} unit @param {number} value */
    setInput(unit, value) {
      const { row } = store.get();
      const { x, y } = batchOf(current());
      const changed = x.map((values, i) => (i === row ? values.map((old, j) => (j === unit ? value : old)) : values));
      return patch("input", { example: { x: changed, y, text: null } }, { example: { x, y, text: current().example?.text ?? null } });
    },
    /** @param {number} unit @param {number} value for classes, the class itself */
    setTarget(unit, value) {
      const { row } = store.get();
      const { x, y } = batchOf(current());
      const { layers, loss } = current().network;
      const units = layers[layers.length - 1].units;
      const target = (/** @type {number | number[]} */ old) =>
        loss === "categorical_cross_entropy" ? oneHot(value, units) : (Array.isArray(old) ? old : [old]).map((number, j) => (j === unit ? value : number));
      const changed = /** @type {number[][]} */ (y.map((old, i) => (i === row ? target(old) : loss === "categorical_cross_entropy" && !Array.isArray(old) ? oneHot(old, units) : old)));
      return patch("target", { example: { x, y: changed } }, { example: { x, y } });
    },
    /** @param {number} row */
    setRow(row) {
      store.set({ row });
      explainSelection();
    },
    /** @param {number} rate */
    setLearningRate(rate) {
      const { optimizer } = current().training;
      return patch("learning rate", { training: { optimizer: { ...optimizer, learning_rate: rate } } }, { training: { optimizer } });
    },
    /** @param {string} label @param {LayerSpec[]} layers @param {boolean} keepWeights */
    async setLayers(label, layers, keepWeights) {
      const { catalog } = store.get();
      if (!catalog) return;
      const request = withLayers(current(), layers, catalog);
      if (keepWeights) request.parameters = (await api.parameters(current().id)).layers;
      return replace(label, request);
    },
    /** @param {number} inputs */
    setInputs: (inputs) => replace("inputs", withInputs(current(), inputs)),
    /** @param {string} loss */
    async setLoss(loss) {
      const request = requestOf(current());
      const { layers } = await api.parameters(current().id);
      return replace("loss", { ...request, network: { ...request.network, loss }, parameters: layers });
    },
    newWeights: () => replace("new weights", { ...requestOf(current()), network: { ...current().network, seed: current().network.seed + 1 } }),

    undo() {
      return busy(async () => {
        const change = done.pop();
        if (!change) return;
        await change.undo();
        undone.push(change);
        store.set(historyLabels());
      });
    },
    redo() {
      return busy(async () => {
        const change = undone.pop();
        if (!change) return;
        await change.redo();
        done.push(change);
        store.set(historyLabels());
      });
    },

    /** @param {Selection | null} selection */
    select(selection) {
      const same = selection && store.get().selection && selectionId(selection) === selectionId(/** @type {Selection} */ (store.get().selection));
      if (same) return;
      store.set({ selection, unfolded: {}, check: null });
      explainSelection();
    },
    /** Opens or closes the derivation of a number. @param {string} path @param {Ref} ref */
    unfold(path, ref) {
      const { unfolded } = store.get();
      store.set({ unfolded: { ...unfolded, [path]: !unfolded[path] } });
      explain(ref);
    },
    async prove() {
      const { network, trace, taken } = store.get();
      if (!network || !trace) return;
      store.set({ check: "running" });
      const check = await api.check(network.id, taken ? { step: trace.step } : batchOf(network)).catch((error) => {
        if (error instanceof ApiError) return error.problem;
        throw error;
      });
      if (store.get().trace === trace) store.set({ check });
    },

    /** @param {Partial<Pick<State, "view" | "dialog" | "letterKeys" | "problem" | "size">>} patch */
    set: (patch) => store.set(patch),
  };
}

/** A selection that the new network has too. @param {Selection | null} selection @param {Trace} trace */
function stillThere(selection, trace) {
  if (!selection || selection.kind === "loss") return selection;
  const layers = trace.layers.length;
  if (selection.layer > layers) return null;
  const units = selection.layer === 0 ? trace.x[0].length : trace.layers[selection.layer - 1].b.length;
  const sources = selection.kind === "weight" ? trace.layers[selection.layer - 1].w.length : Infinity;
  return selection.unit < units && (selection.kind !== "weight" || selection.from < sources) ? selection : null;
}
