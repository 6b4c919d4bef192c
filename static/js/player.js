/** The one clock of the page. It runs only while something moves; at rest nothing ticks. */

/** @import { Store } from "./store.js" */

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

/** @type {Pace} */
const USUAL = { move: 800, rest: 1700 };
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
  /** @type {Pace} */
  let pace = USUAL;

  /** @returns {Pace} */
  const usual = () => ({ move: USUAL.move * clock.slowness(), rest: USUAL.rest * clock.slowness() });

  /** @param {number} now */
  function tick(now) {
    const { cursor, playing } = store.get();
    const elapsed = now - started;
    const time = clock.reducedMotion() ? 1 : Math.min(1, elapsed / pace.move);
    if (time !== cursor.time) store.set({ cursor: { ...cursor, time } });
    if (time < 1) frame = clock.requestFrame(tick);
    else if (playing) rest = clock.setTimer(advance, pace.rest);
  }

  function advance() {
    const { cursor, trace } = store.get();
    if (cursor.beat < (trace?.beats.length ?? 1) - 1) return begin(cursor.beat + 1);
    store.set({ playing: false });
    pace.then?.();
  }

  /** Shows a beat from its beginning. @param {number} beat */
  function begin(beat) {
    stop();
    store.set({ cursor: { beat, time: clock.reducedMotion() ? 1 : 0 } });
    started = clock.now();
    frame = clock.requestFrame(tick);
  }

  function stop() {
    clock.cancelFrame(frame);
    clock.clearTimer(rest);
  }

  return {
    /** Shows a beat moving, at the usual pace. @param {number} beat */
    begin(beat) {
      pace = usual();
      begin(beat);
    },
    /** Shows a beat at its end, still. @param {number} beat */
    show(beat) {
      stop();
      pace = USUAL;
      store.set({ cursor: { beat, time: 1 }, playing: false });
    },
    play() {
      const { cursor, trace } = store.get();
      const atEnd = cursor.beat >= (trace?.beats.length ?? 1) - 1;
      pace = usual();
      store.set({ playing: true });
      begin(atEnd ? 0 : cursor.beat);
    },
    /** Plays the whole step at a pace, so many milliseconds a beat. @param {number} period @param {() => void} then */
    playThrough(period, then) {
      pace = { move: period * MOVING, rest: period * (1 - MOVING), then };
      store.set({ playing: true });
      begin(0);
    },
    pause() {
      stop();
      pace = USUAL;
      store.set({ playing: false, cursor: { ...store.get().cursor, time: 1 } });
    },
  };
}
