/**
 * The figures of lessons that are no network to look at, worked out by networks nevertheless: every number they show is the
 * engine's. Each function takes what a figure stands at and answers where it then stands.
 */

/** @import { NetworkSummary, Trace } from "../types" */
/** @import { Core } from "./core.js" */

/** @typedef {{ network: NetworkSummary, start: number, rate: number, taken: Trace[], next: Trace, moved: boolean }} Descent `taken`: the steps so far; `next`: the one that comes; `moved`: it came here by a step */

/** @typedef {{ z: number, a: number, slope: number }} Sample */
/** @typedef {{ name: string, label: string, network: NetworkSummary, samples: Sample[], table: Sample[], at: Sample }} Curve `at`: where it is looked at */

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

/** Where an activation is drawn, and the inputs of its table. */
const REACH = 6;
const SAMPLES = Array.from({ length: 40 * REACH + 1 }, (_, i) => (i - 20 * REACH) / 20);
const INPUTS = [-2, -1, 0, 1, 2];

/** A unit that hands its input to its activation as it is. @param {string} activation @returns {import("../types").NetworkRequest} */
const unit = (activation) => ({
  name: `${activation} alone`,
  network: { inputs: 1, loss: "mean_squared_error", layers: [{ units: 1, activation }] },
  parameters: [{ w: [[1]], b: [0] }],
});

/** @param {Pick<Core, "store" | "api">} core @param {{ reducedMotion: () => boolean }} player */
export function figureActions({ store, api }, { reducedMotion }) {
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

  /** What the activation makes of each z. @param {NetworkSummary} network @param {number[]} zs @returns {Promise<Sample[]>} */
  async function sampled(network, zs) {
    const { layers } = await api.forward(
      network.id,
      zs.map((z) => [z]),
    );
    const [{ z, a, slope }] = /** @type {{ z: number[][], a: number[][], slope: number[][] }[]} */ (layers);
    return zs.map((_, i) => ({ z: z[i][0], a: a[i][0], slope: slope[i][0] }));
  }

  return {
    reducedMotion,
    activation: {
      reach: REACH,
      /** @param {string[]} names @param {number} z @returns {Promise<Curve[]>} */
      async begin(names, z) {
        const { activations } = store.get().catalog ?? (await api.catalog());
        return Promise.all(
          names.map(async (name) => {
            const network = await api.create(unit(name));
            const all = await sampled(network, [...SAMPLES, ...INPUTS, z]);
            const label = activations.find((entry) => entry.name === name)?.label ?? name;
            const [from, to] = [SAMPLES.length, SAMPLES.length + INPUTS.length];
            return { name, label, network, samples: all.slice(0, from), table: all.slice(from, to), at: all[to] };
          }),
        );
      },
      /** @param {Curve[]} curves @param {number} z */
      at: (curves, z) =>
        Promise.all(curves.map(async (curve) => ({ ...curve, at: (await sampled(curve.network, [z]))[0] }))),
    },
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
