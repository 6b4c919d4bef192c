import assert from "node:assert/strict";
import { test } from "node:test";
import { foundPresets } from "../../static/js/build/presets.js";

/** @param {string} name @param {string} group @param {string} summary @param {number[]} units */
const preset = (name, group, summary, units) => ({
  name,
  label: name,
  group,
  summary,
  epochs: null,
  request: {
    network: { inputs: 2, layers: units.map((units) => ({ units, activation: "leaky_relu" })), loss: "huber" },
    training: { optimizer: { name: "adam" } },
  },
});
const all = [
  preset("xor", "by hand", "one or the other", [4, 1]),
  preset("spiral", "data", "winds twice", [16, 1]),
  preset("moons", "by hand", "two bends", [8, 1]),
];
const names = (/** @type {string} */ text) =>
  foundPresets(all, text).map(({ group, presets }) => [group, ...presets.map(({ name }) => name)]);

test("nothing typed finds all, each under its heading", () => {
  assert.deepEqual(names(" "), [
    ["by hand", "xor", "moons"],
    ["data", "spiral"],
  ]);
});

test("every word has to occur: in name, summary, heading, widths, activation or optimizer", () => {
  assert.deepEqual(names("TWO hand"), [["by hand", "moons"]]);
  assert.deepEqual(names("leaky relu adam 16"), [["data", "spiral"]]);
  assert.deepEqual(names("xor winds"), []);
});
