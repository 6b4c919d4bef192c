/** Everything a person can do. Each asks the server, then puts its answer into the store; nothing is computed in between. */

/** @import { State } from "./types" */
/** @import { Store } from "./store.js" */
import { compareActions } from "./actions/compare.js";
import { createCore, stillThere } from "./actions/core.js";
import { editActions } from "./actions/edit.js";
import { inspectActions } from "./actions/inspect.js";
import { lookActions } from "./actions/look.js";
import { pointActions } from "./actions/points.js";
import { predictActions } from "./actions/predict.js";
import { railActions } from "./actions/rail.js";
import { runActions } from "./actions/run.js";
import { createSight } from "./actions/sight.js";
import { parseStop } from "./place.js";
import { outerStop } from "./parts.js";
import { trainActions } from "./actions/train.js";
import { walkActions } from "./actions/walk.js";

/** @typedef {ReturnType<typeof createActions>} Actions */

/**
 * @param {Store} store
 * @param {import("./actions/core.js").Api} api
 * @param {ReturnType<typeof import("./player.js").createPlayer>} player
 * @param {import("./feed.js").Feed} feed
 * @param {import("./live.js").World & { now: () => number }} world
 * @param {(path: string) => void} showAddress  puts the network's path into the address bar
 */
export function createActions(store, api, player, feed, world, showAddress) {
  const core = createCore(store, api, showAddress);
  const inspect = inspectActions(core);
  const edit = editActions(core);
  const run = runActions(core, player, feed, world);
  const see = createSight(core);
  const look = lookActions(core, see, world);
  const rail = railActions(core, see, world);
  const walk = walkActions(store, player, run.pause);

  return {
    ...walk,
    ...inspect,
    ...predictActions(store, player, walk, inspect.select),
    ...edit,
    ...trainActions(core),
    ...rail,
    ...pointActions(core),
    run: run.run,
    pause: run.pause,
    setPace: run.setPace,
    /** @param {State["view"]} view */
    setView(view) {
      store.set({ view });
      run.watchAgain();
      look.lookAgain();
    },
    /** Does what a hint proposes. @param {import("./build/advice.js").Fix} fix */
    follow(fix) {
      if (fix.training) this.setTraining(fix.label, fix.training);
      else edit.follow(fix);
    },
    /** A run goes on with it. @param {string} label @param {Record<string, unknown>} training */
    setTraining(label, training) {
      if (!run.configure(training)) edit.setTraining(label, training);
    },
    compare: compareActions(core, world),
    textFont: () => api.font(),
    undo: () => core.walkHistory("undo"),
    redo: () => core.walkHistory("redo"),

    /** Opens a network, or the spam filter, at a place of it. @param {string | null} id @param {import("./place.js").Place} place */
    open(id, place) {
      return core.busy(async () => {
        const catalog = await api.catalog();
        store.set({ catalog });
        const spam = catalog.presets.find((preset) => preset.name === "spam") ?? catalog.presets[0];
        await core.enter(id ? await api.read(id) : await api.create(spam.request));
        const { network } = store.get();
        if (network && place.step && place.step < network.step) await rail.show(place.step);
        const { trace } = store.get();
        if (!trace) return;
        const { grain, view, row, zoom } = place;
        store.set({
          grain,
          zoom,
          ...(view && { view }),
          ...(row !== undefined && { row: row && Math.min(row, trace.x.length - 1) }),
        });
        player.show((place.beat && parseStop(trace, place.beat, grain)) || outerStop(trace, grain, "first"));
        inspect.select(stillThere(place.selection, trace));
      });
    },
    /** @param {string} name */
    openPreset(name) {
      const preset = store.get().catalog?.presets.find((entry) => entry.name === name);
      if (!preset) return;
      player.show({ beat: 0, part: null, time: 1 });
      store.set({ grain: "layer", selection: null, row: 0, until: preset.epochs ? String(preset.epochs) : "paused" });
      return core.replace(`open ${preset.label}`, () => preset.request);
    },
    /** What belongs to the page alone. @param {Partial<Pick<State, "dialog" | "settings" | "letterKeys" | "problem" | "size" | "dock" | "charts" | "marked" | "notice" | "pointed" | "zoom" | "hints">>} patch */
    set: (patch) => store.set(patch),
  };
}
