/** Everything a person can do. Each asks the server, then puts its answer into the store; nothing is computed in between. */

/** @import { State } from "./types" */
/** @import { Store } from "./store.js" */
import { compareActions } from "./actions/compare.js";
import { createCore } from "./actions/core.js";
import { dataActions } from "./actions/data.js";
import { editActions } from "./actions/edit.js";
import { figureActions } from "./actions/figures.js";
import { inspectActions } from "./actions/inspect.js";
import { lessonActions } from "./actions/lesson.js";
import { lookActions } from "./actions/look.js";
import { openActions } from "./actions/open.js";
import { pointActions } from "./actions/points.js";
import { predictActions } from "./actions/predict.js";
import { railActions } from "./actions/rail.js";
import { roomActions } from "./actions/room.js";
import { runActions } from "./actions/run.js";
import { runsActions } from "./actions/runs.js";
import { shareActions } from "./actions/share.js";
import { createSight } from "./actions/sight.js";
import { trainActions } from "./actions/train.js";
import { walkActions } from "./actions/walk.js";
import { follows } from "./share/shown.js";

/** @typedef {ReturnType<typeof createActions>} Actions */

/**
 * @param {Store} store
 * @param {import("./actions/core.js").Api} api
 * @param {ReturnType<typeof import("./player.js").createPlayer>} player
 * @param {import("./feed.js").Feed} feed
 * @param {import("./live.js").World & { openRoom: import("./line.js").LineWorld["open"], go: (address: string) => void, now: () => number }} world
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
  const points = pointActions(core);
  const open = openActions(core, player, { rail, inspect, points });
  const setView = (/** @type {State["view"]} */ view) => {
    store.set({ view });
    run.watchAgain();
    look.lookAgain();
  };
  const room = roomActions(
    core,
    { run, rail, points, open, setView },
    { open: world.openRoom, wait: world.wait, go: world.go },
  );
  const share = shareActions(core, open);
  const compare = compareActions(core, world);

  return {
    ...walk,
    ...inspect,
    ...predictActions(store, player, walk, inspect.select),
    ...edit,
    ...trainActions(core),
    ...rail,
    ...points,
    ...open,
    ...room,
    ...share,
    /** A copy that can be changed; whoever follows a class leaves it by that. */
    async makeCopy() {
      if (follows(store.get().room)) room.leaveRoom();
      await share.makeCopy();
    },
    ...runsActions(core, { now: () => Date.now() }),
    run: run.run,
    pause: run.pause,
    setPace: run.setPace,
    setView,
    /** Does what a hint proposes. @param {import("./build/advice.js").Fix} fix */
    follow(fix) {
      if (fix.training) this.setTraining(fix.label, fix.training);
      else edit.follow(fix);
    },
    /** A run goes on with it. @param {string} label @param {Record<string, unknown>} training */
    setTraining(label, training) {
      if (!run.configure(training)) edit.setTraining(label, training);
    },
    compare,
    data: dataActions(core),
    lesson: lessonActions(core, player, { open, compare, inspect }),
    textFont: () => api.font(),
    figures: figureActions(core, player),
    undo: () => core.walkHistory("undo"),
    redo: () => core.walkHistory("redo"),

    /** What belongs to the page alone. @param {Partial<Pick<State, "dialog" | "editing" | "settings" | "embed" | "letterKeys" | "problem" | "size" | "dock" | "charts" | "marked" | "notice" | "pointed" | "zoom" | "hints">>} patch */
    set: (patch) => store.set(patch),
  };
}
