/** A network that fits some data: its ends follow from them, what lies between stays. Pure. */

/** @import { DataPreview, LayerSpec, NetworkRequest, NetworkSummary } from "../types" */
/** Fewer hidden units than this bend too little to learn much. */
const FEWEST = 4;
const WIDTH = 8;

/** The hidden layers of the network as it is; one of tanh units where there are none to speak of. @param {NetworkSummary | null} network @returns {LayerSpec[]} */
export function hiddenFor(network) {
  const hidden = network?.network.layers.slice(0, -1) ?? [];
  if (hidden.reduce((sum, { units }) => sum + units, 0) >= FEWEST)
    return hidden.map((layer) => ({ ...layer, skip: false, frozen: false }));
  return [{ units: WIDTH, activation: "tanh" }];
}

/** @param {NetworkSummary | null} network @param {DataPreview} preview @param {Record<string, unknown>} data @param {string} name @returns {NetworkRequest} */
export function requestFor(network, { inputs, output, loss, features, outputs }, data, name) {
  return {
    name,
    network: {
      inputs,
      layers: [...hiddenFor(network), output],
      loss,
      ...(network ? { seed: network.network.seed, dtype: network.network.dtype } : {}),
    },
    ...(network ? { training: network.training } : {}),
    data,
    // So that the picture calls inputs and outputs as the data do.
    example: { features: features.map(short), outputs: outputs.map(short) },
  };
}

/** Names have their limits; a category may be longer than that. @param {string} name */
const short = (name) => name.slice(0, 200);

/** As people write it: 4 → 8 → 3. @param {NetworkSummary | null} network @param {DataPreview} preview */
export function shapeFor(network, { inputs, output }) {
  return [inputs, ...hiddenFor(network).map(({ units }) => units), output.units].join(" → ");
}
