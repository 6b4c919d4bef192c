/** Picking something out, opening its numbers, and having them proved. */

/** @import { Ref, Selection } from "../types" */
/** @import { Core } from "./core.js" */
import { parseSelection, selectionId } from "../names.js";
import { shownBody } from "../requests.js";
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
    /** Marks what a finding is about; of one neuron alone the numbers open. @param {string[]} marks */
    point(marks) {
      store.set({ marked: marks, view: "graph" });
      if (marks.length === 1) this.select(parseSelection(marks[0]));
    },
    /** Opens or closes the derivation of a number. @param {string} path @param {Ref} ref */
    unfold(path, ref) {
      const { unfolded } = store.get();
      store.set({ unfolded: { ...unfolded, [path]: !unfolded[path] } });
      explain(ref);
    },
    async prove() {
      const { network, trace } = store.get();
      if (!network || !trace) return;
      store.set({ check: "running" });
      const check = await problemAsAnswer(api.check(network.id, shownBody(store.get())));
      if (store.get().trace === trace) store.set({ check });
    },
    /** Tries something out beside the network, which it does not change. @param {string} name */
    async experiment(name) {
      const { network, known } = store.get();
      if (!network) return;
      const tell = (/** @type {import("../types").Knowledge["experiments"][string]} */ result) => {
        const now = store.get().known;
        if (now.of === known.of) store.set({ known: { ...now, experiments: { ...now.experiments, [name]: result } } });
      };
      tell("running");
      tell(await problemAsAnswer(api.experiment(network.id, name)));
    },
    /** The row of the batch that is drawn, null for all as one. @param {number | null} row */
    setRow(row) {
      store.set({ row });
      explainSelection();
    },
  };
}
