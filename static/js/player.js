/** The one clock of the page. It runs only while something moves; at rest nothing ticks. */

/** @import { Cursor } from "./types" */
/** @import { Store } from "./store.js" */
import { outerStop, stopBeside } from "./parts.js";

/**
 * @typedef {object} Clock what time is measured with
 * @property {() => boolean} reducedMotion
 * @property {() => number} slowness how many times as long a beat takes
 * @property {() => number} now in milliseconds, as frames are stamped
 * @property {(callback: (now: number) => void) => number} requestFrame
 * @property {(id: number) => void} cancelFrame
 * @property {(callback: () => void, milliseconds: number) => number} setTimer
 * @property {(id: number) => void} clearTimer
 */

/** How long a beat moves, how long it then stands still while playing, in milliseconds, and what comes after the last. @typedef {{ move: number, rest: number, then?: () => void }} Pace */

/** The finer the grain, the shorter each stop. @type {Record<import("./types").Grain, Pace>} */
const USUAL = {
  phase: { move: 3200, rest: 2600 },
  layer: { move: 800, rest: 1700 },
  neuron: { move: 600, rest: 900 },
  term: { move: 400, rest: 500 },
};
/** The part of a beat that moves, at any other pace. */
const MOVING = 0.7;

/**
 * @param {Store} store
 * @param {Clock} clock
 */
export function createPlayer(store, clock) {
  let frame = 0;
  let rest = 0;
  let started = 0;
  /** @type {Pace | null} null for the usual one */
  let pace = null;

  /** @returns {Pace} */
  function paceNow() {
    const { move, rest } = USUAL[store.get().grain];
    return pace ?? { move: move * clock.slowness(), rest: rest * clock.slowness() };
  }

  /** @param {number} now */
  function tick(now) {
    const { cursor, playing } = store.get();
    const time = clock.reducedMotion() ? 1 : Math.min(1, (now - started) / paceNow().move);
    if (time !== cursor.time) store.set({ cursor: { ...cursor, time } });
    if (time < 1) frame = clock.requestFrame(tick);
    else if (playing) rest = clock.setTimer(advance, paceNow().rest);
  }

  function advance() {
    const { cursor, trace, grain } = store.get();
    // A walk through many steps goes beat by beat, however finely one step is looked at.
    const next = trace && stopBeside(trace, cursor, pace ? "layer" : grain, 1);
    if (next) return begin(next);
    const then = pace?.then;
    store.set({ playing: false });
    then?.();
  }

  /** Shows a stop from its beginning. @param {Cursor} stop */
  function begin(stop) {
    halt();
    store.set({ cursor: { ...stop, time: clock.reducedMotion() ? 1 : 0 } });
    started = clock.now();
    frame = clock.requestFrame(tick);
  }

  function halt() {
    clock.cancelFrame(frame);
    clock.clearTimer(rest);
  }

  return {
    reducedMotion: () => clock.reducedMotion(),
    /** Shows a stop moving, at the usual pace. @param {Cursor} stop */
    begin(stop) {
      pace = null;
      begin(stop);
    },
    /** Shows a stop at its end, still. @param {Cursor} stop */
    show(stop) {
      halt();
      pace = null;
      store.set({ cursor: { ...stop, time: 1 }, playing: false });
    },
    play() {
      const { cursor, trace, grain } = store.get();
      if (!trace) return;
      pace = null;
      store.set({ playing: true });
      begin(stopBeside(trace, cursor, grain, 1) ? cursor : outerStop(trace, grain, "first"));
    },
    /** Plays the whole step at a pace, so many milliseconds a beat. @param {number} period @param {() => void} then */
    playThrough(period, then) {
      pace = { move: period * MOVING, rest: period * (1 - MOVING), then };
      store.set({ playing: true });
      begin({ beat: 0, part: null, time: 0 });
    },
    pause() {
      halt();
      pace = null;
      store.set({ playing: false, cursor: { ...store.get().cursor, time: 1 } });
    },
  };
}
