/** What a condition asks about, found in what is shown: a number of the step, the network, one that is compared, or a figure. Pure. */

/** @import { State } from "../types" */
import { numberOf } from "../numbers.js";

/** @param {Pick<State, "trace" | "row" | "network" | "compare">} state @param {Record<string, unknown>} said what another figure says of itself @returns {(of: string) => unknown} */
export function factsOf({ trace, row, network, compare }, said) {
  return (of) => {
    if (of.startsWith("number:")) return trace ? shownNumber(trace, row, of.slice("number:".length)) : null;
    const [root, ...path] = of.split(".");
    if (root === "network") return within(network, path);
    if (root === "side") return within(compare?.sides[Number(path[0])]?.network, path.slice(1));
    return root === "figure" ? within(said, path) : null;
  };
}

/** @param {NonNullable<State["trace"]>} trace @param {number | null} row  the one that is drawn @param {string} key as the page marks it: `z:1:0`, `w:1:1:2`, `z:1:0::3` of row 3, `loss` */
function shownNumber(trace, row, key) {
  const [quantity, layer, unit, from, own] = key.split(":");
  if (quantity === "loss" || quantity === "loss_after") return trace[quantity] ?? null;
  const place = { layer: Number(layer), unit: Number(unit), ...(from && { from: Number(from) }) };
  const there = place.layer === 0 ? trace.x[0].length : trace.layers[place.layer - 1]?.b.length;
  return place.unit < there ? (numberOf(trace, own ? Number(own) : row, quantity, place) ?? null) : null;
}

/** @param {any} value @param {string[]} path */
function within(value, path) {
  return path.reduce((node, key) => node?.[key], value) ?? null;
}
