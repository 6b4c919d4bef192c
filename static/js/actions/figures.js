/**
 * The figures of lessons that are no network to look at, worked out by networks nevertheless: every number they show is the
 * engine's. Each function takes what a figure stands at and answers where it then stands.
 */

/** @import { NetworkSummary, Trace } from "../types" */
/** @import { Core } from "./core.js" */

/** @typedef {{ network: NetworkSummary, start: number, rate: number, taken: Trace[], next: Trace, moved: boolean }} Descent `taken`: the steps so far; `next`: the one that comes; `moved`: it came here by a step */

/** Squared error of w·1 beside the target 0 is w², and its gradient 2w: the weight plays x. */
const PARABOLA = { x: [[1]], y: [[0]] };

/** @param {number} start @param {number} rate @returns {import("../types").NetworkRequest} */
const parabola = (start, rate) => ({
  name: "f(x) = x²",
  network: { inputs: 1, loss: "mean_squared_error", layers: [{ units: 1, activation: "linear" }] },
  parameters: [{ w: [[start]], b: [0], frozen: { b: [0] } }],
  training: { optimizer: { name: "sgd", learning_rate: rate } },
  example: { ...PARABOLA, features: ["one"], outputs: ["x"] },
});

/** @param {Pick<Core, "api">} core @param {{ reducedMotion: () => boolean }} player */
export function figureActions({ api }, { reducedMotion }) {
  /** @param {Omit<Descent, "next" | "moved">} descent @param {boolean} [moved] @returns {Promise<Descent>} */
  const ahead = async (descent, moved = false) => ({
    ...descent,
    moved,
    next: await api.preview(descent.network.id, PARABOLA),
  });

  /** From a start, at a rate. What came before the first step is not restored with it, so both are set. @param {Descent} descent @param {number} start @param {number} rate */
  async function again(descent, start, rate) {
    const { id } = descent.network;
    if (descent.taken.length) await api.restore(id, 0);
    await api.patch(id, { training: { optimizer: { learning_rate: rate } } });
    await api.edit(id, [{ layer: 1, parameter: "w", index: [0, 0], value: start }]);
    return ahead({ ...descent, start, rate, taken: [] });
  }

  return {
    reducedMotion,
    descent: {
      /** @param {number} start @param {number} rate */
      async begin(start, rate) {
        return ahead({ network: await api.create(parabola(start, rate)), start, rate, taken: [] });
      },
      again,
      /** @param {Descent} descent */
      async step(descent) {
        const taken = [...descent.taken, await api.step(descent.network.id, PARABOLA)];
        return ahead({ ...descent, taken }, true);
      },
      /** @param {Descent} descent */
      async back(descent) {
        const { network, start, rate, taken } = descent;
        if (taken.length < 2) return again(descent, start, rate);
        await api.restore(network.id, taken.length - 1);
        return ahead({ ...descent, taken: taken.slice(0, -1) });
      },
    },
  };
}
