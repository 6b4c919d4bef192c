/** What a page that shows networks stands on: the state, the clock, the frames of a run, and all that can be done. */
import { createActions } from "./actions.js";
import { api } from "./api.js";
import { createFeed } from "./feed.js";
import { openSocket } from "./live.js";
import { createPlayer } from "./player.js";
import { openRoomSocket } from "./room.js";
import { SLOWNESS } from "./settings.js";
import { createStore, initialState } from "./store.js";

/** @typedef {ReturnType<typeof createPlayground>} Playground */

/** @param {(path: string, name: string) => void} showAddress  hears of the path and name of a network that has been opened */
export function createPlayground(showAddress) {
  const store = createStore(initialState());
  const player = createPlayer(store, {
    reducedMotion: () => {
      const { motion } = store.get().settings;
      return motion === "system" ? matchMedia("(prefers-reduced-motion: reduce)").matches : motion === "off";
    },
    slowness: () => SLOWNESS[store.get().settings.tempo],
    now: () => performance.now(),
    requestFrame: (callback) => requestAnimationFrame(callback),
    cancelFrame: (id) => cancelAnimationFrame(id),
    setTimer: (callback, milliseconds) => window.setTimeout(callback, milliseconds),
    clearTimer: (id) => clearTimeout(id),
  });
  const feed = createFeed();
  const world = {
    open: openSocket,
    openRoom: openRoomSocket,
    go: (/** @type {string} */ address) => location.assign(address),
    now: () => performance.now(),
    requestFrame: (/** @type {() => void} */ callback) => requestAnimationFrame(callback),
    cancelFrame: (/** @type {number} */ id) => cancelAnimationFrame(id),
    wait: (/** @type {() => void} */ callback, /** @type {number} */ milliseconds) =>
      window.setTimeout(callback, milliseconds),
  };
  const actions = createActions(store, api, player, feed, world, (path) =>
    showAddress(path, store.get().network?.name ?? "mlpscope"),
  );
  return { store, feed, actions };
}
