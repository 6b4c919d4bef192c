/** The picture of a network while it trains: its weights as they stand, and no other number, for none is of this moment. */

/** @import { Frame, NetworkSummary } from "../types" */
/** @import { Layout } from "../layout.js" */
import { curvePath, edgeCurve } from "../layout.js";
import { neuronName, neuronSymbol } from "../names.js";
import { largest } from "../scales.js";
import { weightLook } from "./edge.js";

/** @typedef {ReturnType<typeof weightLook>} Look */

/** @param {NetworkSummary} network @param {Layout} layout */
export function runningScene(network, layout) {
  const nodes = layout.nodes.flatMap((units, layer) =>
    units.map((at, unit) => ({
      id: `n-${layer}-${unit}`,
      ...at,
      layer,
      unit,
      name: `${neuronName(network, layer, unit)}: training`,
      symbol:
        layer === 0 ? neuronName(network, 0, unit).split(", ").slice(1).join(", ") : neuronSymbol(network, layer, unit),
    })),
  );
  const edges = layout.nodes
    .slice(1)
    .flatMap((units, i) => layout.nodes[i].flatMap((start) => units.map((end) => edgeCurve(layout, start, end))));
  const { loss } = layout;
  const outputs = layout.nodes[layout.nodes.length - 1].map((at, unit) => ({
    id: `o-${unit}`,
    path: curvePath(edgeCurve(layout, at, loss, (layout.upright ? loss.height : loss.width) / 2)),
  }));
  return { nodes, edges, outputs, loss };
}

/** How all weights look, in the order of the edges. @param {Frame["parameters"]} parameters */
export function weightLooks(parameters) {
  const layers = parameters?.layers ?? [];
  const most = largest(layers.map(({ w }) => w));
  return layers.flatMap(({ w }) => w.flatMap((row) => row.map((value) => weightLook(value, most))));
}
