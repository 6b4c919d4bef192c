/** Walking through a step, as finely as one likes. */

/** @import { Cursor, Grain, State } from "../types" */
/** @import { Store } from "../store.js" */
import { atGrain, endOf, GRAINS, outerStop, startOf, stopBeside } from "../parts.js";
import { nextPhase, stepsGoBy } from "../timeline.js";

/** @param {Store} store @param {ReturnType<typeof import("../player.js").createPlayer>} player @param {() => void} pauseTraining */
export function walkActions(store, player, pauseTraining) {
  /** @param {(state: State & { trace: NonNullable<State["trace"]> }) => Cursor | null} where null where there is nothing that way @param {boolean} moving */
  function go(where, moving) {
    const state = store.get();
    const { trace, phase } = state;
    if (!trace || stepsGoBy(phase)) return;
    if (phase === "walking") pauseTraining();
    const stop = where({ ...state, trace });
    if (!stop || !moving) return player.show(stop ?? state.cursor);
    store.set({ playing: false });
    player.begin(stop);
  }

  return {
    play() {
      const { playing, phase } = store.get();
      if (stepsGoBy(phase)) return;
      if (phase === "walking") pauseTraining();
      else if (playing) player.pause();
      else player.play();
    },
    stepForward: () => go(({ trace, cursor, grain }) => stopBeside(trace, cursor, grain, 1), true),
    stepBack: () => go(({ trace, cursor, grain }) => stopBeside(trace, cursor, grain, -1), false),
    firstBeat: () => go(({ trace, grain }) => outerStop(trace, grain, "first"), false),
    lastBeat: () => go(({ trace, grain }) => outerStop(trace, grain, "last"), false),
    /** @param {1 | -1} direction */
    phase: (direction) =>
      go(({ trace, cursor, grain }) => {
        if (grain === "phase") return stopBeside(trace, cursor, grain, direction);
        return startOf(trace, nextPhase(trace.beats, cursor.beat, direction), grain);
      }, direction > 0),
    /** @param {number} beat */
    scrub: (beat) => go(({ trace, grain }) => atGrain(trace, endOf(trace, beat, "layer"), "layer", grain), false),
    /** How finely the step is cut; the place stays. @param {Grain} grain */
    setGrain(grain) {
      const { trace, cursor, grain: before } = store.get();
      store.set({ grain });
      if (trace) player.show(atGrain(trace, cursor, before, grain));
    },
    /** One grain finer or coarser. @param {1 | -1} direction */
    finer(direction) {
      const grain = GRAINS[GRAINS.indexOf(store.get().grain) + direction];
      if (grain) this.setGrain(grain);
    },
  };
}
