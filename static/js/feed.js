/**
 * What a run sends, up to sixty times a second, beside the store: those who draw it listen here, so that a frame moves
 * a few lines and faces and not the whole page. Empty while nothing runs.
 */

/** @import { Live } from "./types" */

/** @typedef {ReturnType<typeof createFeed>} Feed */

export function createFeed() {
  /** @type {Live | null} */
  let live = null;
  /** @type {Set<(live: Live | null) => void>} */
  const listeners = new Set();
  return {
    get: () => live,
    /** @param {Live | null} next */
    put(next) {
      live = next;
      for (const listener of listeners) listener(next);
    },
    /** @param {(live: Live | null) => void} listener @returns {() => void} the way to stop listening */
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
