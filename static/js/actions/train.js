/** Taking training steps, and going back over them. */

/** @import { Core } from "./core.js" */

/** @param {Core} core */
export function trainActions({ api, current, commit, enter, takeStep, backToNewest }) {
  return {
    trainStep: () =>
      commit("training step", async () => {
        backToNewest();
        await takeStep();
      }),
    trainEpoch: () =>
      commit("training epoch", async () => {
        backToNewest();
        await enter(await api.train(current().id, { epochs: 1 }));
      }),
    /** Back to the weights at the start. */
    reset: () => commit("reset", async () => enter(await api.restore(current().id, current().start))),
  };
}
