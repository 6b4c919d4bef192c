/** Changing the network and its example. What can change without a reset does; the rest makes a network anew. */

/** @import { Draft } from "../build/drafts.js" */
/** @import { Edit, Selection, Trace } from "../types" */
/** @import { Core } from "./core.js" */
import { changed, draftsOf } from "../build/drafts.js";
import { partsOf } from "../holds.js";
import { batchOf, oneHot, requestOf, withInputs, withLayers, withSettings } from "../requests.js";

/** @param {Core} core */
export function editActions({ store, api, current, commit, enter, replace, patch }) {
  /** @param {string} label @param {number} layer @param {"w" | "b" | "gamma" | "beta"} parameter @param {number[]} index @param {number} value */
  const setNumber = (label, layer, parameter, index, value) => edit(label, [{ layer, parameter, index, value }]);

  /** @param {string} label @param {Edit[]} edits */
  const edit = (label, edits) => commit(label, async () => enter(await api.edit(current().id, edits)));

  return {
    /** Keeps what was picked out from being changed by training, as it is or as 0; or lets it go. @param {Selection} selection @param {"frozen" | "off"} hold @param {boolean} on */
    hold(selection, hold, on) {
      const label = hold === "off" ? (on ? "switching off" : "switching on") : on ? "freezing" : "unfreezing";
      const edits = partsOf(/** @type {Trace} */ (store.get().trace), selection, hold);
      return edit(
        label,
        edits.map((each) => ({ ...each, [hold]: on })),
      );
    },
    /** @param {Selection} selection @param {number} value */
    setParameter(selection, value) {
      if (selection.kind !== "weight" && selection.kind !== "bias") return;
      const { kind, layer, unit } = selection;
      if (kind === "weight") setNumber(kind, layer, "w", [selection.from, unit], value);
      else setNumber(kind, layer, "b", [unit], value);
    },
    /** @param {number} layer @param {"gamma" | "beta"} parameter @param {number} unit @param {number} value */
    setNorm: (layer, parameter, unit, value) =>
      setNumber(parameter === "gamma" ? "γ" : "β", layer, parameter, [unit], value),
    /** @param {number} unit @param {number} value */
    setInput(unit, value) {
      const row = store.get().row ?? 0;
      return patch("input", () => {
        const { x, y } = batchOf(current());
        const changed = x.map((values, i) => (i === row ? values.map((old, j) => (j === unit ? value : old)) : values));
        return { example: { x: changed, y, text: null } };
      });
    },
    /** @param {number} unit @param {number} value for classes, the class itself */
    setTarget(unit, value) {
      const row = store.get().row ?? 0;
      return patch("target", () => {
        const { x, y } = batchOf(current());
        const { layers, loss } = current().network;
        const classes = loss === "categorical_cross_entropy" ? layers[layers.length - 1].units : 0;
        const rows = y.map((old) => (Array.isArray(old) ? old : classes ? oneHot(old, classes) : [old]));
        const target = classes ? oneHot(value, classes) : rows[row].map((old, j) => (j === unit ? value : old));
        const changed = rows.map((old, i) => (i === row ? target : old));
        return { example: { x, y: changed } };
      });
    },
    /** Changes how it learns; this needs no new network. @param {string} label @param {Record<string, unknown>} training */
    setTraining(label, training) {
      return patch(label, () => ({ training }));
    },
    /** Does what a hint proposes. @param {import("../build/advice.js").Fix} fix */
    follow({ label, layers = {}, loss, data }) {
      if (data) return patch(label, () => ({ data }));
      return replace(label, () => {
        const drafts = Object.entries(layers).reduce(
          (all, [at, change]) => changed(all, Number(at), change),
          draftsOf(current().network.layers),
        );
        return withLayers(current(), drafts, store.get().catalog, loss);
      });
    },
    /** What still fits keeps its numbers. @param {string} label @param {(drafts: Draft[]) => Draft[]} change */
    setLayers(label, change) {
      return replace(label, () =>
        withLayers(current(), change(draftsOf(current().network.layers)), store.get().catalog),
      );
    },
    /** Whether training leaves a layer as it is; this needs no new network. @param {number} layer @param {boolean} frozen */
    setFrozen(layer, frozen) {
      return patch(`${frozen ? "freezing" : "thawing"} layer ${layer}`, () => ({ layers: [{ index: layer, frozen }] }));
    },
    /** @param {(inputs: number) => number} change */
    setInputs: (change) =>
      replace("inputs", () => withInputs(current(), change(current().network.inputs), store.get().catalog)),
    /** @param {string} loss */
    setLoss: (loss) => replace("loss", () => withSettings(current(), { loss }, store.get().catalog)),
    /** Where numbers are rounded to; the weights stay. @param {string} dtype */
    setPrecision: (dtype) => replace("precision", () => withSettings(current(), { dtype }, store.get().catalog)),
    /** All weights are drawn anew. @param {(seed: number) => number} change */
    setSeed(change) {
      return replace("new weights", () => {
        const { network } = current();
        return { ...requestOf(current()), network: { ...network, seed: change(network.seed) } };
      });
    },
  };
}
