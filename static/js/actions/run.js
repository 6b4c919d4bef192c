/**
 * Letting it train: by the live socket where there are data, else one step after another over HTTP. At a step a second
 * each step is shown beat by beat. Whoever changes the network while it trains pauses it first.
 */

/** @import { State } from "../types" */
/** @import { Core } from "./core.js" */
/** @import { Feed } from "../feed.js" */
import { emptyHistory, withFrame } from "../charts/history.js";
import { runOf, WALK, watchOf } from "../requests.js";
import { createLive } from "../live.js";
import { planesOf } from "./sight.js";

const MILLISECONDS = 1000;
const FRAME = MILLISECONDS / 60;

/** Why a run ended, where that is not plain. @type {Record<string, string>} */
const REASONS = {
  diverged: "Stopped: a number was not finite any more.",
  early_stopping: "Stopped early: the validation loss got no better. The best weights are back.",
  loss: "Stopped: the loss is as low as asked for.",
  accuracy: "Stopped: the accuracy is as high as asked for.",
  plateau: "Stopped: the loss got no better.",
  time: "Paused: the time for one run is up.",
  taken_over: "Stopped: another server has taken it over. What was saved is here.",
  failed: "Stopped: the server could not go on with it. What was saved is here.",
  shutdown: "Paused: the server is stopping. What it learned is kept.",
};

/**
 * @param {Core} core
 * @param {ReturnType<typeof import("../player.js").createPlayer>} player
 * @param {Feed} feed
 * @param {import("../live.js").World & { now: () => number }} world
 */
export function runActions(core, player, feed, world) {
  const { store, api, busy, enter, remember } = core;
  /** The step that the run began from. @type {number | null} */
  let began = null;
  /** @type {(() => void)[]} */
  let waiting = [];

  const live = createLive(world, {
    frame(frame) {
      const before = feed.get();
      feed.put({
        frame,
        history: withFrame(before?.history ?? store.get().known.history ?? emptyHistory(), frame),
        planes: planesOf(frame, before),
      });
    },
    paused: ({ reason }) => end(REASONS[reason] ?? ""),
    problem: (problem) => store.set({ problem }),
    refused(problem) {
      store.set({ problem });
      end("");
    },
    cut: (attempt) =>
      store.set({
        notice: attempt > 1 ? "Still no connection; trying again…" : "The connection was cut; trying again…",
      }),
    back: () => end("The connection was cut and is back: the run was paused and kept."),
  });

  /** Shows where training has come to. @param {string} notice */
  function end(notice) {
    const start = began;
    began = null;
    const last = feed.get();
    return busy(async () => {
      const network = await api.read(core.current().id);
      if (last) store.set({ known: { ...store.get().known, history: last.history, sight: { ...last, at: "" } } }); // until it is looked at anew
      await enter(network);
      feed.put(null);
      store.set({ phase: "still", notice });
      if (start !== null && network.step > start) remember(`training from step ${start} to ${network.step}`);
      for (const go of waiting.splice(0)) go();
    }, false);
  }

  /** One step after another, each shown: beat by beat at a walk, else as it has left the network. */
  async function onward() {
    const { phase, speed } = store.get();
    if (phase !== "walking") return;
    const asked = world.now();
    await busy(() => core.takeStep(core.current().step !== began), false);
    const { trace, problem } = store.get();
    if (problem || trace?.diverged || store.get().phase !== "walking") return halt();
    const left = MILLISECONDS / (speed ?? Infinity) - (world.now() - asked);
    if (speed === WALK) player.playThrough(Math.max(0, left) / (trace?.beats.length ?? 1), onward);
    else world.wait(() => world.requestFrame(onward), Math.max(0, left - FRAME));
  }

  /** @returns {Promise<void>} once nothing trains any more */
  function halt() {
    const { phase } = store.get();
    if (phase === "still") return Promise.resolve();
    /** @type {Promise<void>} */
    const done = new Promise((resolve) => waiting.push(resolve));
    if (phase === "walking") {
      player.pause();
      store.set({ phase: "still" });
      end("");
    } else if (phase === "running") {
      store.set({ phase: "pausing" });
      live.pause();
    }
    return done;
  }
  core.whenBusy(halt);

  const self = {
    run() {
      return busy(async () => {
        const { network, speed, phase, compare } = store.get();
        // Asked for while two networks to compare were still being made: now these are what is on screen.
        if (!network || phase !== "still" || compare) return;
        core.backToNewest();
        began = network.step;
        const walks = !network.data || speed === WALK;
        store.set({ notice: "", phase: walks ? "walking" : "running" });
        if (walks) onward();
        else {
          live.watch(watchOf(store.get()));
          live.run(network.id, runOf(store.get()));
        }
      });
    },
    pause: halt,
    /** Watches a run that somebody else has begun, until it ends. @param {string} id */
    attend(id) {
      if (store.get().phase === "running") return;
      store.set({ notice: "", phase: "running" });
      live.watch(watchOf(store.get()));
      live.attend(id);
    },
    /** Watches it no longer. */
    leave() {
      live.close();
      return end("");
    },
    /** A changed pace, or end, is taken up at once. @param {Partial<Pick<State, "speed" | "until">>} change */
    async setPace(change) {
      const { phase, speed, network } = store.get();
      const walks = (change.speed ?? speed) === WALK || phase === "walking";
      if (phase !== "still" && walks) await halt();
      store.set(change);
      if (phase === "running" && !walks && network) live.run(network.id, runOf(store.get()));
      else if (phase !== "still") self.run();
    },
    /** Another view is looked at: frames have to hold other things. */
    watchAgain() {
      if (store.get().phase === "running") live.watch(watchOf(store.get()));
    },
    /** Changes how it learns without stopping it. @param {object} training @returns {boolean} whether it runs */
    configure(training) {
      if (store.get().phase !== "running") return false;
      live.configure(training);
      return true;
    },
  };
  return self;
}
