/** From the network on screen to what the API is asked: batches, and the same network with one thing changed. Pure. */

/** @import { Draft } from "./build/drafts.js" */
/** @import { Catalog, Example, LayerSpec, NetworkRequest, NetworkSummary, Ref, State } from "./types" */
import { draftsOf, isDrawn, keptLayers } from "./build/drafts.js";
import { columnsOf, taskOf } from "./charts/points.js";
import { choiceName } from "./names.js";

/** @typedef {{ inputs: number, layers: LayerSpec[], loss: string }} Shape */

/**
 * What a step of this network is taken on: nothing said where it has data, whose next mini-batch it then is.
 * @param {NetworkSummary} network
 * @returns {import("./api.js").Batch | {}}
 */
export function stepBody(network) {
  return network.data ? {} : batchOf(network);
}

/**
 * What the picture shows, as the API is asked to explain or prove it: a step that was taken, a row on its own, or the next step.
 * @param {Pick<State, "network" | "trace" | "taken" | "traced">} state
 */
export function shownBody({ network, trace, taken, traced }) {
  if (!network || !trace) return {};
  if (taken) return { step: trace.step };
  return traced ? { x: traced.x, y: traced.y } : stepBody(network);
}

/** What a network without data is shown on: its own example, or ones; batch norm needs two rows, so zeros follow. @param {NetworkSummary} network @returns {import("./api.js").Batch} */
export function batchOf(network) {
  const { inputs, layers, loss } = network.network;
  const outputs = layers[layers.length - 1].units;
  const x = network.example?.x ?? [Array(inputs).fill(1)];
  const y =
    network.example?.y ??
    x.map(() => (loss === "categorical_cross_entropy" ? oneHot(0, outputs) : Array(outputs).fill(1)));
  if (x.length > 1 || !layers.some((layer) => layer.batch_norm)) return { x, y };
  const target = loss === "categorical_cross_entropy" ? oneHot(0, outputs) : Array(outputs).fill(0);
  const rows = y.map((row) => (Array.isArray(row) ? row : oneHot(row, outputs)));
  return { x: [...x, Array(inputs).fill(0)], y: [...rows, target] };
}

/** @param {number} label @param {number} classes @returns {number[]} */
export function oneHot(label, classes) {
  return Array.from({ length: classes }, (_, unit) => (unit === label ? 1 : 0));
}

/** The request that would make this network anew, its weights left to the initializers. @param {NetworkSummary} network @returns {NetworkRequest} */
export function requestOf(network) {
  const { name, training, example, data } = network;
  return { name, network: network.network, training, example, ...(data ? { data } : {}) };
}

/**
 * The same network with other layers: the loss follows the output where it must, targets the number of outputs, and the weights
 * their layers.
 * @param {NetworkSummary} network
 * @param {Draft[]} drafts
 * @param {Catalog | null} catalog
 * @param {string} [wanted]  the loss, where it may be
 * @returns {NetworkRequest}
 */
export function withLayers(network, drafts, catalog, wanted = network.network.loss) {
  const request = requestOf(network);
  const layers = drafts.map(({ layer }) => layer);
  const last = layers[layers.length - 1];
  const loss = matchingLoss(wanted, choiceName(last.activation), catalog);
  const example = withOutputs(request.example ?? null, last.units, loss);
  const shape = withFittingOptions({ ...network.network, layers, loss }, catalog);
  return goingOn(network, drafts, { ...request, network: shape, example });
}

/**
 * What fits goes on from the network before. What is new is drawn with the next seed: with the same one a layer in the place of
 * another would be its copy.
 * @template {NetworkRequest & { network: { inputs: number, seed: number } }} T
 * @param {NetworkSummary} before @param {Draft[]} drafts @param {T} request @returns {T}
 */
function goingOn({ id, network: before }, drafts, request) {
  const { network } = request;
  const layers = keptLayers(before, network.inputs, drafts);
  const seed = network.seed + (isDrawn(layers) ? 1 : 0);
  return { ...request, network: { ...network, seed }, keep: { network: id, layers } };
}

/**
 * Why a layer takes no skip or no dropout; empty where it may.
 * @param {Shape} network
 * @param {number} index
 * @param {Catalog | null} catalog
 * @returns {{ skip: string, dropout: string }}
 */
export function refusalOf({ inputs, layers, loss }, index, catalog) {
  const entry = catalog?.losses.find(({ name }) => name === loss);
  if (index === layers.length - 1 && entry?.activation) {
    const why = `No skip and no dropout here: ${entry.label} is computed from what goes into the ${entry.activation}.`;
    return { skip: why, dropout: why };
  }
  const [before, units] = [index === 0 ? inputs : layers[index - 1].units, layers[index].units];
  const skip = before === units ? "" : `Needs as many units as inputs; here they are ${units} and ${before}.`;
  return { skip, dropout: "" };
}

/** The same network with the same weights, some of its own settings changed. @param {NetworkSummary} network @param {{ loss?: string, dtype?: string }} change @param {Catalog | null} catalog @returns {NetworkRequest} */
export function withSettings(network, change, catalog) {
  const shape = withFittingOptions({ ...network.network, ...change }, catalog);
  return goingOn(network, draftsOf(shape.layers), { ...requestOf(network), network: shape });
}

/** The same network without the options that no longer fit. @template {Shape} T @param {T} network @param {Catalog | null} catalog @returns {T} */
function withFittingOptions(network, catalog) {
  const layers = network.layers.map((layer, index) => {
    const { skip, dropout } = refusalOf(network, index, catalog);
    return {
      ...layer,
      ...(skip && layer.skip ? { skip: false } : {}),
      ...(dropout && layer.dropout ? { dropout: 0 } : {}),
    };
  });
  return { ...network, layers };
}

/** @param {NetworkSummary} network @param {number} inputs @param {Catalog | null} catalog @returns {NetworkRequest} */
export function withInputs(network, inputs, catalog) {
  const request = requestOf(network);
  const { x, y } = batchOf(network);
  const features = request.example?.features;
  const shape = withFittingOptions({ ...network.network, inputs }, catalog);
  return goingOn(network, draftsOf(shape.layers), {
    ...request,
    network: shape,
    example: {
      ...request.example,
      x: x.map((row) => resized(row, inputs, 1)),
      y,
      features: features ? resized(features, inputs, "new input") : null,
      text: null,
    },
  });
}

/** The loss that goes with an output: kept where it may stay. @param {string} loss @param {string} activation @param {Catalog | null} catalog */
export function matchingLoss(loss, activation, catalog) {
  const needs = catalog?.losses.find((entry) => entry.name === loss)?.activation;
  if (!needs) {
    return activation === "softmax" ? "categorical_cross_entropy" : loss;
  }
  if (needs === activation) return loss;
  return catalog?.losses.find((entry) => entry.activation === activation)?.name ?? "mean_squared_error";
}

/** @param {Example | null} example @param {number} units @param {string} loss @returns {Example | null} */
function withOutputs(example, units, loss) {
  if (!example?.y) return example;
  const classes = loss === "categorical_cross_entropy";
  const bounded = loss === "binary_cross_entropy";
  const y = example.y.map((target) => {
    if (classes)
      return oneHot(
        Math.min(units - 1, Array.isArray(target) ? Math.max(0, target.indexOf(Math.max(...target))) : target),
        units,
      );
    const row = resized(Array.isArray(target) ? target : [target], units, 0);
    return bounded ? row.map((value) => Math.min(1, Math.max(0, value))) : row;
  });
  return { ...example, y, outputs: example.outputs?.length === units ? example.outputs : null };
}

/** @template T @param {T[]} values @param {number} length @param {T} filler @returns {T[]} */
function resized(values, length, filler) {
  return Array.from({ length }, (_, i) => (i < values.length ? values[i] : filler));
}

/** The name under which a derivation is kept. @param {Ref} ref */
export function refKey(ref) {
  return [ref.quantity, ref.layer, ref.unit ?? "", ref.from ?? "", ref.example ?? ""].join(":");
}

/** Steps a second at which each is shown as a whole. */
export const WALK = 1;

/** How finely a run is watched: points of the plane along each axis, of a curve, bars of a histogram. */
const FINE = { surface: 50, unit: 20, curve: 200, bins: 32 };

/** What the frames of a run have to hold for what is on screen; the rest is not computed. @param {State} state @returns {import("./types").Watch} */
export function watchOf({ catalog, network, known, view }) {
  const columns = columnsOf(catalog, network, known);
  const answers = view === "plane";
  const drawn = view === "graph" || view === "matrices";
  return {
    ...(columns === 2 && { surface: { resolution: FINE.surface } }),
    ...(columns === 2 && (answers || drawn) && { units: { resolution: FINE.unit } }),
    ...(columns === 1 && answers && { curve: { resolution: FINE.curve } }),
    ...((drawn || (answers && columns > 2)) && { parameters: true }),
    ...(view === "histograms" && { histograms: { bins: FINE.bins } }),
    ...(network && answers && columns !== 2 && taskOf(network) !== "numbers" && { confusion: true }),
  };
}

/** How finely it is looked at where it stands still: there is time for it. */
const STILL = { unit: 32 };

/** What is seen of a network that stands still. @param {State} state @returns {import("./types").Look} */
export function lookOf({ catalog, network, known, view }) {
  const columns = columnsOf(catalog, network, known);
  return {
    predictions: true,
    ...(columns === 2 && { surface: { resolution: FINE.surface }, units: { resolution: STILL.unit } }),
    ...(columns === 1 && { curve: { resolution: FINE.curve } }),
    ...(view === "histograms" && { histograms: { bins: FINE.bins } }),
    ...(network && columns !== 2 && taskOf(network) !== "numbers" && { confusion: true }),
  };
}

/** When a run ends by itself: after so many epochs, or when so many bring no better loss. @param {import("./types").Until} until @returns {import("./types").Stop} */
const stopOf = (until) => (until === "plateau" ? { plateau: 20 } : { epochs: Number(until) });

/** How a run is to go. @param {Pick<State, "speed" | "until">} state */
export function runOf({ speed, until }) {
  return { ...(speed !== null && { max_steps_per_second: speed }), ...(until !== "paused" && { stop: stopOf(until) }) };
}
