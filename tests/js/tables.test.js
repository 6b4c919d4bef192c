import assert from "node:assert/strict";
import { test } from "node:test";
import { MOST_ROWS, ofWhom, tablesOf } from "../../static/js/tables.js";
import { beatAt, richMoment, richTrace, spamMoment, spamTrace } from "./fixtures.js";

const rich = richTrace();
/** @param {any} moment */
const tables = (moment) => tablesOf({ pointed: null, ...moment });
/** @param {ReturnType<typeof tablesOf>[0]} table @param {string} quantity */
const column = ({ columns, lines }, quantity) => {
  const at = columns.findIndex((entry) => entry.quantity === quantity);
  return lines.map(({ entries }) => entries[at]?.value);
};

test("there is a table of the inputs, two of each layer, one of the answers and one of the loss", () => {
  const begins = [
    "The inputs",
    "Layer 1, neurons",
    "Layer 1, weights",
    "Layer 2, neurons",
    "Layer 2, weights",
    "The answers",
    "The loss",
  ];
  const captions = tables(spamMoment(0)).map(({ caption }) => caption);
  assert.equal(captions.length, begins.length);
  captions.forEach((caption, i) => assert.ok(caption.startsWith(begins[i]), caption));
});

test("at the first beat all but what is given is a dash, at the last nothing is", () => {
  const known = (/** @type {number} */ beat) =>
    tables({ ...richMoment(beat), row: null }).flatMap(({ columns, lines }) =>
      lines.flatMap(({ entries }) => entries.map((entry, i) => [columns[i].quantity, entry?.value !== undefined])),
    );
  const given = new Set(known(0).flatMap(([quantity, there]) => (there ? [quantity] : [])));
  assert.deepEqual([...given].sort(), ["a", "b", "beta", "gamma", "learning_rate", "product", "w", "x", "y"]);
  assert.ok(known(rich.beats.length - 1).every(([, there]) => there));
});

test("the shown products and the bias make z, the messages what comes back, over one example and over all", () => {
  for (const row of [0, 2, null]) {
    const all = tables({ ...richMoment(rich.beats.length - 1), row });
    const [neurons, weights] = [all[3], all[4]];
    const products = column(weights, "product");
    const messages = column(weights, "message");
    column(neurons, "z").forEach((z, unit) => {
      const sum = [0, 1, 2].reduce(
        (total, from) => total + Number(products[from * 3 + unit]),
        Number(column(neurons, "b")[unit]),
      );
      assert.ok(Math.abs(sum - Number(z)) < 1e-12);
    });
    column(all[1], "grad_a").forEach((gradA, from) => {
      const around = Number(column(neurons, "grad_h")[from]);
      const sum = [0, 1, 2].reduce((total, unit) => total + Number(messages[from * 3 + unit]), around);
      assert.ok(Math.abs(sum - Number(gradA)) < 1e-12);
    });
  }
});

test("what the beat makes and the part at work stand out", () => {
  const beat = beatAt("backward", 2, "gather");
  const all = tables(spamMoment(beat, 1, { grain: "term", cursor: { beat, part: 1, time: 1 } }));
  const made = all.map(({ columns }) => columns.filter((each) => each.made).map(({ quantity }) => quantity));
  assert.deepEqual(made, [[], ["grad_a"], [], [], [], [], []]);
  assert.deepEqual(all.map(({ lines }) => lines.map(({ now }) => now)).slice(1, 5), [[false, true], [false, false, false, false, false, false], [false], [false, true]]); // prettier-ignore
  const [, hidden] = tables(spamMoment(beatAt("forward", 1, "activation")));
  assert.deepEqual(hidden.columns.filter((each) => each.made).map(({ label }) => label), ["a"]); // prettier-ignore
});

test("a long table adds up what it leaves out", () => {
  const trace = spamTrace();
  const [first] = trace.layers;
  const wide = { ...first, x: [Array.from({ length: 150 }, (_, k) => Math.cos(k))] };
  wide.w = Array.from({ length: 150 }, (_, k) => [Math.sin(k), Math.sin(2 * k)]);
  for (const part of /** @type {const} */ (["gradient", "penalty", "clipped", "change", "after"]))
    wide.update = { ...wide.update, w: { ...wide.update.w, [part]: wide.w } };
  wide.grad_w = wide.w;
  const moment = spamMoment(16, 1, { trace: { ...trace, layers: [wide, trace.layers[1]] } });
  const table = tables(moment)[2];
  assert.equal(table.lines.length, MOST_ROWS);
  assert.equal(table.rest?.count, 300 - MOST_ROWS);
  const at = table.columns.findIndex(({ quantity }) => quantity === "product");
  const expected = [0, 1].map((unit) =>
    wide.x[0].reduce((sum, x, k) => sum + (k < 100 ? 0 : x * Number(wide.w[k][unit])), 0),
  );
  assert.ok(Math.abs(Number(table.rest?.entries[at]?.value) - expected[0] - expected[1]) < 1e-12);
  assert.equal(table.rest?.entries[0], null, "weights themselves add up to nothing");
});

test("of which examples the numbers are is said before them", () => {
  assert.equal(ofWhom({ trace: spamTrace(), row: 0 }), "");
  assert.match(ofWhom({ trace: rich, row: 1 }), /example 2 of 3/);
  assert.match(ofWhom({ trace: rich, row: null }), /all 3 examples: the mean .* the sum/);
});
