/** Changing the network and its example. What can change without a reset does; the rest makes a network anew. */

/** @import { LayerSpec, Selection } from "../types" */
/** @import { Core } from "./core.js" */
import { batchOf, oneHot, requestOf, withInputs, withLayers } from "../requests.js";

/** @param {Core} core */
export function editActions({ store, api, current, commit, preview, replace, patch }) {
  return {
    /** @param {Selection} selection @param {number} value */
    async setParameter(selection, value) {
      if (selection.kind !== "weight" && selection.kind !== "bias") return;
      const { id } = current();
      const { layer, unit } = selection;
      // Asked for, not taken from the picture, which may show a step that has been taken since.
      const { w, b } = (await api.parameters(id)).layers[layer - 1];
      const place =
        selection.kind === "weight"
          ? { layer, parameter: "w", index: [selection.from, unit] }
          : { layer, parameter: "b", index: [unit] };
      const put = (/** @type {number} */ number) => async () =>
        preview(await api.edit(id, [{ ...place, value: number }]));
      const before = selection.kind === "weight" ? w[selection.from][unit] : b[unit];
      return commit({ label: selection.kind, redo: put(value), undo: put(before) });
    },
    /** @param {number} unit @param {number} value */
    setInput(unit, value) {
      const { row } = store.get();
      const { x, y } = batchOf(current());
      const changed = x.map((values, i) => (i === row ? values.map((old, j) => (j === unit ? value : old)) : values));
      const text = current().example?.text ?? null;
      return patch("input", { example: { x: changed, y, text: null } }, { example: { x, y, text } });
    },
    /** @param {number} unit @param {number} value for classes, the class itself */
    setTarget(unit, value) {
      const { row } = store.get();
      const { x, y } = batchOf(current());
      const { layers, loss } = current().network;
      const classes = loss === "categorical_cross_entropy" ? layers[layers.length - 1].units : 0;
      const rows = y.map((old) => (Array.isArray(old) ? old : classes ? oneHot(old, classes) : [old]));
      const target = classes ? oneHot(value, classes) : rows[row].map((old, j) => (j === unit ? value : old));
      const changed = rows.map((old, i) => (i === row ? target : old));
      return patch("target", { example: { x, y: changed } }, { example: { x, y } });
    },
    /** @param {number} rate */
    setLearningRate(rate) {
      const { optimizer } = current().training;
      const after = { ...optimizer, learning_rate: rate };
      return patch("learning rate", { training: { optimizer: after } }, { training: { optimizer } });
    },
    /** @param {string} label @param {LayerSpec[]} layers @param {boolean} keepWeights */
    async setLayers(label, layers, keepWeights) {
      const { catalog } = store.get();
      if (!catalog) return;
      const request = withLayers(current(), layers, catalog);
      if (keepWeights) request.parameters = (await api.parameters(current().id)).layers;
      return replace(label, request);
    },
    /** @param {number} inputs */
    setInputs: (inputs) => replace("inputs", withInputs(current(), inputs)),
    /** @param {string} loss */
    async setLoss(loss) {
      const request = requestOf(current());
      const { layers } = await api.parameters(current().id);
      return replace("loss", { ...request, network: { ...request.network, loss }, parameters: layers });
    },
    newWeights() {
      const { network } = current();
      const request = { ...requestOf(current()), network: { ...network, seed: network.seed + 1 } };
      return replace("new weights", request);
    },
  };
}
