import assert from "node:assert/strict";
import { test } from "node:test";
import { bodyOfDraft, corrected, draftOf, gapsOf, policiesOf, refusalOfDraft } from "../../static/js/data/draft.js";
import {
  added,
  bodyOfDrawing,
  cleared,
  emptyDrawing,
  moved,
  nearest,
  nudged,
  refusalOfDrawing,
  removed,
  undone,
  walked,
} from "../../static/js/data/drawing.js";
import { hiddenFor, requestFor, shapeFor } from "../../static/js/data/fit.js";
import { sampleOf } from "../../static/js/data/sample.js";
import { emptyOrder, headsOf, LINES, pagesOf, sortedBy } from "../../static/js/data/sheet.js";
import { tellingColumns } from "../../static/js/data/telling.js";
import { spamMoment } from "./fixtures.js";

/** @type {import("../../static/js/types").Dataset} */
const found = {
  id: "k",
  name: "a.csv",
  rows: 9,
  columns: [
    { name: "id", type: "number", missing: 0 },
    { name: "age", type: "text", missing: 1, distinct: 8 },
    { name: "port", type: "text", missing: 2, distinct: 3 },
    { name: "survived", type: "number", missing: 0 },
  ],
  preview: [],
  suggested: {
    target: "survived",
    columns: [
      { name: "id", use: false, type: "number", missing: "mean", reason: "it counts the rows", strays: 0 },
      { name: "age", use: true, type: "number", missing: "mean", reason: "1 value is no number", strays: 1 },
      { name: "port", use: true, type: "text", missing: "most_frequent", reason: null, strays: 0 },
      { name: "survived", use: true, type: "text", missing: "drop", reason: null, strays: 0 },
    ],
  },
};
const preparing = { validation_fraction: 0.3, standardize: true };

test("a file is used as suggested, and only what differs from it is said", () => {
  assert.deepEqual(bodyOfDraft(found, draftOf(found), preparing), {
    dataset_id: "k",
    target: "survived",
    features: ["age", "port"],
    treatments: {
      age: { type: "number", missing: "mean" },
      port: { missing: "most_frequent" },
      survived: { type: "text" },
    },
    ...preparing,
  });
});

test("strays count as missing where texts are read as numbers", () => {
  const age = draftOf(found)[1];
  assert.equal(gapsOf(found, age), 2);
  assert.equal(gapsOf(found, { ...age, type: "text" }), 1);
});

test("there is one target: another one takes its place", () => {
  const columns = corrected(draftOf(found), "port", { role: "target" });
  assert.deepEqual(
    columns.map(({ role }) => role),
    ["left out", "feature", "target", "feature"],
  );
  assert.equal(columns[2].missing, "drop");
  assert.equal(bodyOfDraft(found, columns, preparing).target, "port");
});

test("a policy goes when the kind of the column has no use for it", () => {
  const columns = corrected(draftOf(found), "age", { type: "text" });
  assert.equal(columns[1].missing, "most_frequent");
  assert.ok(!policiesOf("text", "feature").includes("mean"));
});

test("a value of one's own has to be of the column's kind", () => {
  const open = corrected(draftOf(found), "age", { missing: "constant" });
  assert.match(refusalOfDraft(open), /a number to stand for what age lacks/);
  assert.match(refusalOfDraft(corrected(open, "age", { constant: "x" })), /a number/);
  const typed = corrected(open, "age", { constant: "30" });
  assert.equal(refusalOfDraft(typed), "");
  assert.deepEqual(bodyOfDraft(found, typed, preparing).treatments?.age, {
    type: "number",
    missing: "constant",
    constant: 30,
  });
});

test("without a target or a feature there is nothing to learn", () => {
  const none = draftOf(found).map((column) => ({ ...column, role: /** @type {const} */ ("left out") }));
  assert.match(refusalOfDraft(none), /to predict/);
  assert.match(refusalOfDraft(corrected(none, "age", { role: "target" })), /to learn from/);
});

test("every step of a drawing is undone, one by one, down to nothing", () => {
  let drawing = added(emptyDrawing(), 1, 2);
  drawing = added({ ...drawing, label: 1 }, 99, -99);
  assert.deepEqual(drawing.marks[1], { x: 5, y: -5, value: 1 });
  drawing = moved(drawing, 0, 1.234, 0);
  assert.equal(drawing.marks[0].x, 1.23);
  drawing = removed(drawing, 1);
  drawing = cleared(drawing);
  const counts = [drawing.marks.length];
  while (drawing.past.length) counts.push((drawing = undone(drawing)).marks.length);
  assert.deepEqual(counts, [0, 1, 2, 2, 1, 0]);
  assert.equal(undone(drawing), drawing);
});

test("a drag is one step, however long it is", () => {
  const drawing = added(emptyDrawing(), 0, 0);
  const dragged = moved(moved(drawing, 0, 1, 1), 0, 2, 2, true);
  assert.equal(dragged.marks[0].x, 2);
  assert.deepEqual(undone(dragged).marks, drawing.marks);
});

test("the keyboard moves the cross, or the point that is picked out", () => {
  const drawing = { ...added(added(emptyDrawing(), 0, 0), 3, 3), chosen: null };
  assert.deepEqual(nudged(drawing, 0.25, 0).at, [3.25, 3]);
  assert.deepEqual(nudged(drawing, 0.25, 0).marks, drawing.marks);
  const picked = walked(drawing, 1);
  assert.deepEqual([picked.chosen, picked.at], [0, [0, 0]]);
  assert.equal(nudged(picked, 0, -0.25).marks[0].y, -0.25);
  assert.equal(walked(drawing, -1).chosen, 1);
  assert.equal(nearest(drawing.marks, 2.9, 3, 0.2), 1);
  assert.equal(nearest(drawing.marks, 2, 2, 0.2), null);
});

test("a drawing is used once it has points of two classes", () => {
  let drawing = emptyDrawing();
  assert.match(refusalOfDrawing(drawing), /4 more points/);
  for (const x of [1, 2, 3, 4]) drawing = added(drawing, x, 0);
  assert.match(refusalOfDrawing(drawing), /second class/);
  drawing = added({ ...drawing, label: 1 }, 0, 0);
  assert.equal(refusalOfDrawing(drawing), "");
  const { rows } = bodyOfDrawing(drawing, preparing);
  assert.deepEqual([rows.columns, rows.target], [["x1", "x2", "class"], "class"]);
  assert.deepEqual(rows.values.at(-1), [0, 0, "B"]);
  assert.deepEqual(bodyOfDrawing({ ...drawing, kind: "numbers" }, preparing).rows.values.at(-1), [0, 0, 1]);
});

test("the ends of the network follow from the data, what lies between stays if it is wide enough", () => {
  const { network } = spamMoment(0);
  const preview = /** @type {any} */ ({
    inputs: 4,
    output: { units: 3, activation: "softmax" },
    loss: "categorical_cross_entropy",
    features: ["a", "b", "c", "d"],
    outputs: ["u", "v", "w"],
  });
  assert.equal(shapeFor(network, preview), "4 → 8 → 3");
  const layers = [
    { units: 5, activation: "relu", skip: true, frozen: true },
    { units: 1, activation: "sigmoid" },
  ];
  const wide = { ...network, network: { ...network.network, layers } };
  assert.deepEqual(hiddenFor(wide), [{ units: 5, activation: "relu", skip: false, frozen: false }]);
  const request = requestFor(wide, preview, { name: "iris" }, "Iris");
  assert.deepEqual(request.network.layers.at(-1), preview.output);
  assert.equal(request.network.inputs, 4);
  assert.deepEqual(request.example, { features: preview.features, outputs: preview.outputs });
});

test("the columns that are drawn are those that tell classes, or numbers, apart", () => {
  const x = Array.from({ length: 20 }, (_, i) => [i % 3, (i % 2) * 10 + (i % 5), i % 7, (i % 2) * 5]);
  const y = x.map((_, i) => i % 2);
  assert.deepEqual(tellingColumns(x, y, false), [1, 3]);
  const numbers = x.map((row) => 2 * row[2] - row[0]);
  assert.deepEqual(tellingColumns(x, numbers, true), [0, 2]);
  assert.deepEqual(tellingColumns([[1], [2]], [1, 2], true), [0, 0]);
});

test("a sample is points within the unit square, a curve over one column, or images", () => {
  const columns = ["a", "b"].map((name) => ({ name, label: name }));
  const plane = sampleOf({ task: "binary", columns, targets: ["u", "v"] }, [[0, 5], [2, 5], [1, 5]], [0, 1, 1]); // prettier-ignore
  assert.ok(plane.kind === "points");
  assert.deepEqual(
    plane.spots.map(({ u, v, label }) => [u, v, label]),
    [
      [0, 0.5, 0],
      [1, 0.5, 1],
      [0.5, 0.5, 1],
    ],
  );
  const curve = sampleOf({ task: "regression", columns: columns.slice(1), targets: ["y"] }, [[0], [4]], [3, 1]);
  assert.ok(curve.kind === "points");
  assert.deepEqual(
    [curve.names, curve.spots.map(({ v }) => v)],
    [
      ["b", "y"],
      [1, 0],
    ],
  );
  const pixels = [0, 1, 2, 3].map((i) => ({ name: `p_${i >> 1}_${i & 1}`, label: "" }));
  const images = sampleOf({ task: "classes", columns: pixels, targets: ["0", "1"] }, [[1, 2, 3, 4], [1, 1, 1, 1], [0, 0, 0, 0]], [0, 0, 1]); // prettier-ignore
  assert.deepEqual(images, { kind: "images", side: 2, images: [[1, 2, 3, 4], [0, 0, 0, 0], [1, 1, 1, 1]] }); // prettier-ignore
});

/** @type {import("../../static/js/types").JudgedRows} */
const answer = {
  step: 3,
  columns: ["a", "b"],
  outputs: ["v"],
  classes: ["u", "v"],
  total: 120,
  offset: 50,
  rows: Array.from({ length: 50 }, (_, i) => ({
    part: /** @type {const} */ ("validation"),
    index: i,
    row: 2 * i,
    raw: [i, -i],
    y: [1],
    a: [0.25],
    target: "v",
    answer: "u",
    right: false,
    loss: null,
  })),
};

test("the sheet says of a row where it stands, what is right, what is answered, and what it holds", () => {
  const heads = headsOf(answer);
  assert.deepEqual(
    heads.map(({ sort }) => sort),
    ["row", "part", "loss", "target", "answer", "output:v", "column:a", "column:b"],
  );
  assert.deepEqual(
    heads.map(({ cell }) => cell(answer.rows[1])),
    [3, "kept aside 2", null, "v", "u", 0.25, 1, -1],
  );
  const numbers = headsOf({ ...answer, classes: null });
  assert.deepEqual([numbers[3].label, numbers[3].cell(answer.rows[1])], ["v", 1]);
});

test("a column sorts upward first, a loss downward, and the other way round when asked again", () => {
  const once = sortedBy({ ...emptyOrder(), offset: 50 }, "column:a");
  assert.deepEqual([once.sort, once.descending, once.offset], ["column:a", false, 0]);
  assert.equal(sortedBy(once, "column:a").descending, true);
  assert.equal(sortedBy(once, "loss").descending, true);
});

test("pages follow one another and end where the rows do", () => {
  assert.deepEqual(pagesOf(answer), { first: 51, last: 100, before: 0, after: 100, end: 100 });
  assert.deepEqual(pagesOf({ offset: 100, total: 120, rows: answer.rows.slice(0, 20) }), { first: 101, last: 120, before: 50, after: null, end: 100 }); // prettier-ignore
  assert.equal(pagesOf({ offset: 0, total: LINES, rows: answer.rows }).after, null);
  assert.equal(pagesOf({ offset: 0, total: 2 * LINES, rows: answer.rows }).end, LINES);
});
