/** Which examples there are to open, by what they are for and by what is typed. Pure. */

/** @import { Preset } from "../types" */

/**
 * Those in which every word that is typed occurs, under their headings, in the order of the catalog.
 * @param {Preset[]} presets @param {string} text @returns {{ group: string, presets: Preset[] }[]}
 */
export function foundPresets(presets, text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = presets.filter((preset) => words.every((word) => textOf(preset).includes(word)));
  return [...new Set(found.map(({ group }) => group))].map((group) => ({
    group,
    presets: found.filter((preset) => preset.group === group),
  }));
}

/** All that a preset can be found by. @param {Preset} preset */
function textOf({ name, label, summary, group, request }) {
  const { layers, loss } = request.network;
  const activations = layers.map(({ activation }) => (typeof activation === "string" ? activation : activation.name));
  const words = [name, label, summary, group, widths(request), loss, request.training?.optimizer.name, ...activations];
  return words.join(" ").replaceAll("_", " ").toLowerCase();
}

/** @param {Preset["request"]} request */
export const widths = ({ network }) => [network.inputs, ...network.layers.map(({ units }) => units)].join(" → ");
