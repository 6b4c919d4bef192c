/**
 * The figures of lessons that are no network to look at, worked out by networks nevertheless: every number they show is the
 * engine's. Each function takes what a figure stands at and answers where it then stands.
 */

/** @import { DataRows, Extent, NetworkSummary, Sight, Trace } from "../types" */
/** @import { Core } from "./core.js" */
import { around } from "./around.js";
import { planesOf } from "./sight.js";

/** @typedef {{ network: NetworkSummary, start: number, rate: number, taken: Trace[], next: Trace, moved: boolean }} Descent `taken`: the steps so far; `next`: the one that comes; `moved`: it came here by a step */

/** @typedef {{ z: number, a: number, slope: number }} Sample */
/** @typedef {{ name: string, label: string, network: NetworkSummary, samples: Sample[], table: Sample[], at: Sample }} Curve `at`: where it is looked at */

/** @typedef {{ network: NetworkSummary, sight: Sight }} Fitted */
/** @typedef {{ rows: DataRows, extent: Extent | null, binary: boolean, linear: Fitted, mlp: Fitted }} Regression `binary`: rows of two classes, which 0 and 1 stand for */
/** @typedef {{ data: Record<string, unknown>, hidden: number[], activation: string, learning_rate: number, seed: number }} RegressionSpec */

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

/** A network for some data, under squared error whatever they are: so its loss can stand beside that of a straight line. @param {RegressionSpec["data"]} data @param {import("../types").LayerSpec[]} layers @param {string} name @param {{ rate?: number, seed?: number }} [more] @returns {Omit<import("../types").NetworkRequest, "network"> & { network: any }} */
const squared = (data, layers, name, { rate = 0.01, seed = 0 } = {}) => ({
  name,
  network: { loss: "mean_squared_error", layers, seed },
  data,
  training: { optimizer: { name: "adam", learning_rate: rate } },
});

/** How finely the answers are looked at. */
const FINE = { curve: 200, surface: 50 };

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
  /** What has been made, by what was asked for: a figure that comes back finds its networks again. @type {Map<string, Promise<any>>} */
  const made = new Map();

  /** @template T @param {string} key @param {() => Promise<T>} make @returns {Promise<T>} */
  function once(key, make) {
    const known = made.get(key);
    if (known) return known;
    const fresh = make();
    made.set(key, fresh);
    fresh.catch(() => made.delete(key));
    return fresh;
  }

  /** @param {Omit<Descent, "next" | "moved">} descent @param {boolean} [moved] @returns {Promise<Descent>} */
  const ahead = async (descent, moved = false) => ({
    ...descent,
    moved,
    next: await api.preview(descent.network.id, PARABOLA),
  });

  /** From a start, at a rate. What came before the first step is not restored with it, so both are set. @param {Omit<Descent, "next" | "moved">} descent @param {number} start @param {number} rate */
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

  /** What it answers for all of its data. @param {NetworkSummary} network @param {number} columns @returns {Promise<Fitted>} */
  async function fitted(network, columns) {
    const plane = columns === 2 ? { surface: { resolution: FINE.surface } } : { curve: { resolution: FINE.curve } };
    const frame = await api.look(network.id, { ...plane, predictions: true, parameters: true });
    return { network, sight: { at: "", frame, planes: planesOf(frame, null) } };
  }

  /** The MLP trained on, if it is to be, and seen. @param {Regression} regression @param {number} steps @returns {Promise<Regression>} */
  async function onward(regression, steps) {
    const { network } = regression.mlp;
    const after = steps ? await api.train(network.id, { steps }) : network;
    return { ...regression, mlp: await fitted(after, regression.rows.columns.length) };
  }

  /** Solves the one, makes the other. @param {RegressionSpec} spec @returns {Promise<Regression>} */
  async function solveAndMake({ data, hidden, activation, learning_rate, seed }) {
    const catalog = store.get().catalog ?? (await api.catalog());
    const binary = catalog.datasets.find(({ name }) => name === data.name)?.task === "binary";
    const layers = hidden.map((units) => ({ units, activation }));
    const last = { units: 1, activation: binary ? "sigmoid" : "linear" };
    // In the units of the data, so that its numbers are slope and intercept as one would draw them.
    const plain = { ...data, standardize: false };
    const [linear, mlp] = await Promise.all([
      api
        .create(squared(plain, [{ units: 1, activation: "linear" }], "Linear regression"))
        .then(({ id }) => api.solve(id)),
      api.create(squared(data, [...layers, last], "MLP", { rate: learning_rate, seed })),
    ]);
    const { rows, extent } = await around(api, catalog, linear);
    if (!rows) throw new Error("The rows of the data cannot be had");
    const { length } = rows.columns;
    const [one, other] = await Promise.all([fitted(linear, length), fitted(mlp, length)]);
    return { rows, extent, binary, linear: one, mlp: other };
  }

  /** The MLP as it was made. @param {Regression} regression */
  async function asMade(regression) {
    const { id } = regression.mlp.network;
    return onward({ ...regression, mlp: { ...regression.mlp, network: await api.restore(id, 0) } }, 0);
  }

  /** An activation alone, along its curve. @param {string} name @returns {Promise<Omit<Curve, "at">>} */
  async function curveOf(name) {
    const { activations } = store.get().catalog ?? (await api.catalog());
    const network = await api.create(unit(name));
    const all = await sampled(network, [...SAMPLES, ...INPUTS]);
    const label = activations.find((entry) => entry.name === name)?.label ?? name;
    return { name, label, network, samples: all.slice(0, SAMPLES.length), table: all.slice(SAMPLES.length) };
  }

  /** @param {Omit<Curve, "at">[]} curves @param {number} z @returns {Promise<Curve[]>} */
  const curvesAt = (curves, z) =>
    Promise.all(curves.map(async (curve) => ({ ...curve, at: (await sampled(curve.network, [z]))[0] })));

  return {
    reducedMotion,
    regression: {
      /** As both were made, also where they are known from a visit before. @param {RegressionSpec} spec @returns {Promise<Regression>} */
      async begin(spec) {
        const known = made.has(JSON.stringify(spec));
        const both = await once(JSON.stringify(spec), () => solveAndMake(spec));
        return known ? asMade(both) : both;
      },
      again: asMade,
      onward,
    },
    activation: {
      reach: REACH,
      /** @param {string[]} names @param {number} z @returns {Promise<Curve[]>} */
      async begin(names, z) {
        return curvesAt(await Promise.all(names.map((name) => once(name, () => curveOf(name)))), z);
      },
      at: curvesAt,
    },
    descent: {
      /** @param {number} start @param {number} rate */
      async begin(start, rate) {
        const known = made.has("parabola");
        const network = await once("parabola", () => api.create(parabola(start, rate)));
        const bare = { network, start, rate, taken: [] };
        if (!known) return ahead(bare);
        await api.restore(network.id, 0);
        return again(bare, start, rate);
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
