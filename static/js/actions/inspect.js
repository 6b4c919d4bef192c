/** Picking something out, opening its numbers, and having them proved. */

/** @import { Ref, Selection, State } from "../types" */
/** @import { Core } from "./core.js" */
import { parseSelection, selectionId } from "../names.js";
import { refKey, shownBody } from "../requests.js";
import { problemAsAnswer } from "./core.js";

/** So many of the strongest paths are drawn. */
const PATHS = 5;

/** @typedef {Pick<State, "explanations" | "checks" | "paths" | "jacobians">} Answers */

/** @param {Core} core */
export function inspectActions({ store, api }) {
  /** What has been asked about the trace that is shown, so that nothing is asked twice. @type {{ trace: unknown, keys: Set<string> }} */
  let asked = { trace: null, keys: new Set() };

  /**
   * Asks something about the trace that is shown, once, and keeps the answer as long as it is shown.
   * @template {keyof Answers} Kind @param {Kind} kind @param {string} key @param {(id: string) => Promise<any>} request
   */
  async function ask(kind, key, request) {
    const { network, trace } = store.get();
    if (!network || !trace) return;
    if (asked.trace !== trace) asked = { trace, keys: new Set() };
    if (asked.keys.has(`${kind} ${key}`)) return;
    asked.keys.add(`${kind} ${key}`);
    const answer = await problemAsAnswer(request(network.id));
    if (store.get().trace === trace) keep(kind, key, answer);
  }

  /** @template {keyof Answers} Kind @param {Kind} kind @param {string | number} key @param {Answers[Kind][string & number]} answer */
  const keep = (kind, key, answer) => store.set({ [kind]: { ...store.get()[kind], [key]: answer } });

  return {
    /** @param {Selection | null} selection */
    select(selection) {
      const before = store.get().selection;
      if (selection && before && selectionId(selection) === selectionId(before)) return;
      store.set({ selection, unfolded: {}, pointed: null });
    },
    /** Marks what a finding is about; of one neuron alone the numbers open. @param {string[]} marks */
    point(marks) {
      store.set({ marked: marks, view: "graph" });
      if (marks.length === 1) this.select(parseSelection(marks[0]));
    },
    /** Fetches the derivation of a number. @param {Ref} ref */
    explain: (ref) => ask("explanations", refKey(ref), (id) => api.explain(id, { ...ref, ...shownBody(store.get()) })),
    /** Fetches the ways from a number to the loss. @param {Ref} ref */
    findPaths: (ref) =>
      ask("paths", refKey(ref), (id) => api.paths(id, { ...startOf(ref), count: PATHS, ...shownBody(store.get()) })),
    /** @param {number} layer @param {number} example */
    fetchJacobian: (layer, example) =>
      ask("jacobians", `${layer}:${example}`, (id) => api.jacobian(id, shownBody(store.get()), layer, example)),
    /** Opens or closes what stands at a path. @param {string} path @param {boolean} open */
    unfold(path, open) {
      store.set({ unfolded: { ...store.get().unfolded, [path]: open } });
    },
    /** Leaves of all that was opened what the moment has open by itself. */
    foldAll: () => store.set({ unfolded: {} }),
    /** Measures the gradients of a layer, or of all. @param {number} layer 0 for all */
    prove(layer) {
      if (!store.get().checks[layer]) keep("checks", layer, "running");
      return ask("checks", String(layer), (id) =>
        api.check(id, { ...(layer > 0 && { layer }), ...shownBody(store.get()) }),
      );
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
    setRow: (row) => store.set({ row }),
  };
}

/** Where paths to the loss begin that add up to a gradient: at a weight, at a neuron, or at an input. @param {Ref} ref */
function startOf({ quantity, layer, unit, from, example }) {
  const row = { ...(typeof example === "number" && { example }) };
  if (quantity === "grad_w") return { layer, unit, from, ...row };
  return { layer: quantity === "grad_x" ? 0 : layer, unit, ...row };
}
