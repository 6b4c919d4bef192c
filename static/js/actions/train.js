/** Taking training steps, and going back over them. */

/** @import { Core } from "./core.js" */
import { batchOf } from "../requests.js";

/** @param {Core} core */
export function trainActions({ store, api, current, busy, commit, forgetHistory, show, preview, enter }) {
  return {
    async trainStep() {
      const { id, step } = current();
      const { taken } = store.get();
      const before = await api.parameters(id);
      return commit({
        label: `training step ${step + 1}`,
        undo: async () => {
          let network = await api.restore(id, step);
          // Weights that were edited between two steps belong to neither.
          const edited = JSON.stringify((await api.parameters(id)).layers) !== JSON.stringify(before.layers);
          if (edited) network = await api.putParameters(id, before);
          await (taken ? enter(network) : preview(network));
        },
        redo: async () => {
          const trace = await api.step(id, batchOf(current()));
          show(await api.read(id), trace, true);
        },
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
