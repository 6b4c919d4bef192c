/** Taking training steps, and going back over them. */

/** @import { Core } from "./core.js" */

/** @param {Core} core */
export function trainActions(core) {
  const { api, current, busy, commit, forgetHistory, enter, takeStep, wayBack } = core;
  return {
    trainStep() {
      return commit(async () => {
        const { undo, from } = await wayBack();
        return { label: `training step ${from.step + 1}`, undo, redo: takeStep };
      });
    },
    trainEpoch() {
      return commit(async () => {
        const { undo, from } = await wayBack();
        const redo = async () => enter(await api.train(from.id, { epochs: 1 }));
        return { label: `training epoch ${from.epoch + 1}`, undo, redo };
      });
    },
    /** Back to the weights at the start. */
    reset() {
      return busy(async () => {
        await enter(await api.restore(current().id, current().start));
        forgetHistory();
      });
    },
  };
}
