/** Picking something out, opening its numbers, and having them proved. */

/** @import { Ref, Selection } from "../types" */
/** @import { Core } from "./core.js" */
import { selectionId } from "../names.js";
import { stepBody } from "../requests.js";
import { problemAsAnswer } from "./core.js";

/** @param {Core} core */
export function inspectActions({ store, api, explain, explainSelection }) {
  return {
    /** @param {Selection | null} selection */
    select(selection) {
      const before = store.get().selection;
      if (selection && before && selectionId(selection) === selectionId(before)) return;
      store.set({ selection, unfolded: {} });
      explainSelection();
    },
    /** Opens or closes the derivation of a number. @param {string} path @param {Ref} ref */
    unfold(path, ref) {
      const { unfolded } = store.get();
      store.set({ unfolded: { ...unfolded, [path]: !unfolded[path] } });
      explain(ref);
    },
    async prove() {
      const { network, trace, taken } = store.get();
      if (!network || !trace) return;
      store.set({ check: "running" });
      const check = await problemAsAnswer(api.check(network.id, taken ? { step: trace.step } : stepBody(network)));
      if (store.get().trace === trace) store.set({ check });
    },
    /** The row of the batch that is drawn. @param {number} row */
    setRow(row) {
      store.set({ row });
      explainSelection();
    },
  };
}
