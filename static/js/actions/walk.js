/** Walking through the beats of a step. */

/** @import { Store } from "../store.js" */
import { nextPhase, stepsGoBy } from "../timeline.js";

/** @param {Store} store @param {ReturnType<typeof import("../player.js").createPlayer>} player @param {() => void} pauseTraining */
export function walkActions(store, player, pauseTraining) {
  /** @param {number} beat @param {boolean} moving */
  function goTo(beat, moving) {
    const { trace, cursor, phase } = store.get();
    if (!trace || stepsGoBy(phase)) return;
    if (phase === "walking") pauseTraining();
    const target = Math.max(0, Math.min(trace.beats.length - 1, beat));
    if (!moving || target === cursor.beat) return player.show(target);
    store.set({ playing: false });
    player.begin(target);
  }

  return {
    play() {
      const { playing, phase } = store.get();
      if (stepsGoBy(phase)) return;
      if (phase === "walking") pauseTraining();
      else if (playing) player.pause();
      else player.play();
    },
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
  };
}
