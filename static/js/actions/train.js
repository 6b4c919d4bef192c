/** Taking training steps, and going back over them. */

/** @import { Core } from "./core.js" */
import { batchOf } from "../requests.js";

/** @param {Core} core */
export function trainActions({ store, api, current, busy, commit, forgetHistory, show, preview, enter }) {
  return {
    trainStep() {
      return commit(async () => {
        const { id, step } = current();
        // What was edited since the step before belongs to neither step, so undo has to put it back.
        const edited = store.get().taken ? null : await api.parameters(id);
        return {
          label: `training step ${step + 1}`,
          undo: async () => {
            const restored = await api.restore(id, step);
            if (edited) await preview(await api.putParameters(id, edited));
            else await enter(restored);
          },
          redo: async () => {
            const trace = await api.step(id, batchOf(current()));
            show({ ...current(), step: trace.step, epoch: trace.epoch }, trace, true);
          },
        };
      });
    },
    /** Back to the weights at the start. */
    reset() {
      return busy(async () => {
        await enter(await api.restore(current().id, 0));
        forgetHistory();
      });
    },
  };
}
