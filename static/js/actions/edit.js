/** Changing the network and its example. What can change without a reset does; the rest makes a network anew. */

/** @import { LayerSpec, Selection } from "../types" */
/** @import { Core } from "./core.js" */
import { batchOf, oneHot, requestOf, withInputs, withLayers } from "../requests.js";

/** @param {Core} core */
export function editActions({ store, api, current, commit, preview, replace, patch }) {
  return {
    /** @param {Selection} selection @param {number} value */
    setParameter(selection, value) {
      if (selection.kind !== "weight" && selection.kind !== "bias") return;
      const { kind, layer, unit } = selection;
      return commit(async () => {
        const { id } = current();
        // Asked for, not taken from the picture, which may show a step that has been taken since.
        const { w, b } = (await api.parameters(id)).layers[layer - 1];
        const index = kind === "weight" ? [selection.from, unit] : [unit];
        const before = kind === "weight" ? w[selection.from][unit] : b[unit];
        const parameter = kind === "weight" ? "w" : "b";
        const put = (/** @type {number} */ number) => async () =>
          preview(await api.edit(id, [{ layer, parameter, index, value: number }]));
        return { label: kind, redo: put(value), undo: put(before) };
      });
    },
    /** @param {number} unit @param {number} value */
    setInput(unit, value) {
      const { row } = store.get();
      return patch("input", () => {
        const { x, y } = batchOf(current());
        const changed = x.map((values, i) => (i === row ? values.map((old, j) => (j === unit ? value : old)) : values));
        const text = current().example?.text ?? null;
        return { forward: { example: { x: changed, y, text: null } }, back: { example: { x, y, text } } };
      });
    },
    /** @param {number} unit @param {number} value for classes, the class itself */
    setTarget(unit, value) {
      const { row } = store.get();
      return patch("target", () => {
        const { x, y } = batchOf(current());
        const { layers, loss } = current().network;
        const classes = loss === "categorical_cross_entropy" ? layers[layers.length - 1].units : 0;
        const rows = y.map((old) => (Array.isArray(old) ? old : classes ? oneHot(old, classes) : [old]));
        const target = classes ? oneHot(value, classes) : rows[row].map((old, j) => (j === unit ? value : old));
        const changed = rows.map((old, i) => (i === row ? target : old));
        return { forward: { example: { x, y: changed } }, back: { example: { x, y } } };
      });
    },
    /** @param {number} rate */
    setLearningRate(rate) {
      return patch("learning rate", () => {
        const { optimizer } = current().training;
        const after = { ...optimizer, learning_rate: rate };
        return { forward: { training: { optimizer: after } }, back: { training: { optimizer } } };
      });
    },
    /**
     * @param {string} label
     * @param {(layers: LayerSpec[]) => LayerSpec[]} change
     * @param {boolean} keepWeights
     */
    setLayers(label, change, keepWeights) {
      return replace(label, async () => {
        const { catalog } = store.get();
        const request = withLayers(current(), change(current().network.layers), catalog);
        if (keepWeights) request.parameters = (await api.parameters(current().id)).layers;
        return request;
      });
    },
    /** @param {(inputs: number) => number} change */
    setInputs: (change) => replace("inputs", () => withInputs(current(), change(current().network.inputs))),
    /** @param {string} loss */
    setLoss(loss) {
      return replace("loss", async () => {
        const request = requestOf(current());
        const { layers } = await api.parameters(current().id);
        return { ...request, network: { ...request.network, loss }, parameters: layers };
      });
    },
    newWeights() {
      return replace("new weights", () => {
        const { network } = current();
        return { ...requestOf(current()), network: { ...network, seed: network.seed + 1 } };
      });
    },
  };
}
