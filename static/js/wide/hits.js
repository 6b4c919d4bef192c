/** What stands at a point of the picture, and which mark an arrow leads to. Pure geometry. */

/** @import { Layout, Point } from "../layout.js" */
/** @import { Trace } from "../types" */
/** @import { Unit, Weight } from "./fans.js" */
/** @import { WideLayout } from "./layout.js" */
import { edgeCurve } from "../layout.js";
import { magnitude } from "../scales.js";
import { once } from "../once.js";

/** The unit whose cell or circle is there, null where none is. @param {WideLayout} layout @param {Point} at @returns {{ layer: number, unit: number } | null} */
export function unitAt({ strips, nodes, upright }, at) {
  const layer = strips.findIndex(
    ({ box }) => Math.abs(at.x - box.x) <= box.width / 2 && Math.abs(at.y - box.y) <= box.height / 2,
  );
  if (layer === -1) return null;
  const { box, cell, lanes } = strips[layer];
  const right = Math.floor((at.x - box.x + box.width / 2) / cell.width);
  const down = Math.floor((at.y - box.y + box.height / 2) / cell.height);
  const unit = upright ? right * lanes + Math.min(lanes - 1, down) : down * lanes + Math.min(lanes - 1, right);
  return unit < nodes[layer].length ? { layer, unit } : null;
}

/** The weight whose place in its matrix is there, null where none is. @param {WideLayout} layout @param {Point} at @returns {{ layer: number, from: number, unit: number } | null} */
export function weightAt({ matrices, nodes, upright }, at) {
  const index = matrices.findIndex(
    (box) => Math.abs(at.x - box.x) < box.width / 2 && Math.abs(at.y - box.y) < box.height / 2,
  );
  if (index === -1) return null;
  const box = matrices[index];
  const [across, along] = [(at.x - box.x) / box.width + 0.5, (at.y - box.y) / box.height + 0.5];
  const [source, target] = upright ? [across, along] : [along, across];
  return {
    layer: index + 1,
    from: Math.floor(source * nodes[index].length),
    unit: Math.floor(target * nodes[index + 1].length),
  };
}

/** The cell that an arrow leads to: the next unit, and past the edge of a strip the nearest one of the layer beside it. @param {WideLayout} layout @param {{ layer: number, unit: number }} here @param {string} key */
export function stepFrom(layout, { layer, unit }, key) {
  const { strips, nodes, upright } = layout;
  const turned = { ArrowLeft: "ArrowUp", ArrowRight: "ArrowDown", ArrowUp: "ArrowLeft", ArrowDown: "ArrowRight" };
  const way = upright ? turned[/** @type {keyof typeof turned} */ (key)] : key;
  const { lanes } = strips[layer];
  const across = { ArrowUp: -lanes, ArrowDown: lanes }[way];
  if (across !== undefined)
    return unit + across >= 0 && unit + across < nodes[layer].length ? { layer, unit: unit + across } : null;
  const along = way === "ArrowRight" ? 1 : -1;
  const inside = Math.floor((unit + along) / lanes) === Math.floor(unit / lanes) && unit + along >= 0;
  if (inside && unit + along < nodes[layer].length) return { layer, unit: unit + along };
  const next = nodes[layer + along];
  if (!next) return null;
  const side = (/** @type {Point} */ at) => (upright ? at.x : at.y);
  const far = next.map((at) => Math.abs(side(at) - side(nodes[layer][unit])));
  const nearest = Math.min(...far);
  // Of a row that is level, the cell at the near edge.
  const level = far.flatMap((distance, i) => (distance < nearest + 0.5 ? [i] : []));
  return { layer: layer + along, unit: along > 0 ? level[0] : level[level.length - 1] };
}

/** Where the curves of edges run in tier 2, and how near one comes. @param {Layout} layout @param {Point} at @param {number} within @returns {{ layer: number, from: number, unit: number } | null} */
export function edgeAt(layout, at, within) {
  const main = layout.upright ? "y" : "x";
  const side = layout.upright ? "x" : "y";
  for (let layer = 1; layer < layout.nodes.length; layer += 1) {
    const [sources, targets] = [layout.nodes[layer - 1], layout.nodes[layer]];
    const [start, , , end] = edgeCurve(layout, sources[0], targets[0]);
    if (at[main] < start[main] || at[main] > end[main]) continue;
    const t = alongCurve((at[main] - start[main]) / (end[main] - start[main]));
    const bend = 3 * t * t - 2 * t ** 3;
    const steep = (6 * t * (1 - t)) / ((end[main] - start[main]) * (1.35 - 2.1 * t * (1 - t)) || 1);
    let best = null;
    let nearest = within;
    for (const [from, a] of sources.entries())
      for (const [unit, b] of targets.entries()) {
        const rise = b[side] - a[side];
        const distance = Math.abs(at[side] - a[side] - rise * bend) / Math.hypot(1, rise * steep);
        if (distance <= nearest) [best, nearest] = [{ layer, from, unit }, distance];
      }
    return best;
  }
  return null;
}

/** The parameter at which an edge's curve has come so far along the layers, 0 to 1; its control points stand at 0, 0.45, 0.55 and 1. @param {number} part */
function alongCurve(part) {
  let [low, high] = [0, 1];
  for (let i = 0; i < 30; i += 1) {
    const t = (low + high) / 2;
    const s = 1 - t;
    if (3 * s * s * t * 0.45 + 3 * s * t * t * 0.55 + t ** 3 < part) low = t;
    else high = t;
  }
  return low;
}

/** How many edges of a neuron a walk leads along. */
const WALKED = 16;

/** The edges into and out of a unit, those of the largest weights first. @param {Trace} trace @param {Unit} unit @returns {Weight[]} */
export function strongestEdges(trace, { layer, unit }) {
  return once(trace, `strongest ${layer} ${unit}`, () => {
    const into = layer > 0 ? trace.layers[layer - 1].w.map((row, from) => ({ layer, from, unit, w: row[unit] })) : [];
    const out = (trace.layers[layer]?.w[unit] ?? []).map((w, to) => ({ layer: layer + 1, from: unit, unit: to, w }));
    const all = [...into, ...out].sort((a, b) => magnitude(b.w) - magnitude(a.w) || 0);
    return all.slice(0, WALKED).map(({ layer: own, from, unit: to }) => ({ layer: own, from, unit: to }));
  });
}
