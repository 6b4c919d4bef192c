import assert from "node:assert/strict";
import { test } from "node:test";
import { barsOf } from "../../static/js/charts/bars.js";
import {
  coloursOf,
  contour,
  paint,
  paintClasses,
  planeOfCells,
  planeOfValues,
  rampOf,
  scaleOfUnit,
} from "../../static/js/charts/plane.js";
import { cellEdges, classOf, pointsOf, shapeOf } from "../../static/js/charts/points.js";

/** @type {import("../../static/js/charts/plane.js").Hues} */
const HUES = { minus: [255, 0, 0], middle: [255, 255, 255], plus: [0, 0, 255] };
const red = (/** @type {number} */ pixel) => pixel & 255;
const blue = (/** @type {number} */ pixel) => (pixel >> 16) & 255;

test("bytes of a frame and numbers of an answer make the same plane", () => {
  const values = [
    [0, 1],
    [0.5, 0.25],
  ];
  const bytes = Uint8Array.from([0, 255, 128, 64]);
  const data = Buffer.from(bytes).toString("base64");
  assert.deepEqual(planeOfCells({ resolution: 2, min: 0, max: 1, data }), planeOfValues(values));
});

test("a flat plane has one colour and no contour", () => {
  const plane = planeOfValues([
    [2, 2],
    [2, 2],
  ]);
  assert.equal(new Set(plane.cells).size, 1);
  assert.equal(contour(plane, 0, Number, Number), "");
});

test("colours diverge from the centre: the sign is the hue, the size its strength", () => {
  const plane = { resolution: 2, outputs: 1, min: -1, max: 1, cells: new Uint8Array(4) };
  const colours = coloursOf(plane, rampOf(HUES), { centre: 0, reach: 1 });
  assert.ok(red(colours[0]) > blue(colours[0]) && blue(colours[255]) > red(colours[255]));
  assert.ok(red(colours[128]) > 240 && blue(colours[127]) > 240);
  for (let byte = 129; byte < 255; byte += 1) assert.ok(red(colours[byte]) >= red(colours[byte + 1]));
  assert.ok(
    colours.every((colour) => colour >>> 24 === 255),
    "opaque",
  );
});

test("the top row of the picture is the one with the largest y", () => {
  const plane = planeOfValues([
    [0, 0],
    [1, 1],
  ]);
  const pixels = new Uint32Array(4);
  paint(
    plane,
    Uint32Array.from({ length: 256 }, (_, byte) => byte),
    pixels,
  );
  assert.deepEqual([...pixels], [255, 255, 0, 0]);
});

test("of several outputs the largest gives the hue, paler where another comes close", () => {
  const plane = planeOfValues([
    [
      [0.9, 0.1],
      [0.2, 0.8],
    ],
    [
      [0.5, 0.5],
      [1, 0],
    ],
  ]);
  assert.equal(plane.outputs, 2);
  const pixels = new Uint32Array(4);
  paintClasses(plane, [HUES.minus, HUES.plus], HUES.middle, pixels);
  const [lower, upper] = [pixels.slice(2), pixels.slice(0, 2)];
  assert.ok(red(lower[0]) > blue(lower[0]) && blue(lower[1]) > red(lower[1]));
  assert.ok(blue(upper[0]) > blue(upper[1]), "undecided is paler than certain");
});

test("the contour runs where the plane passes the level, between the cells", () => {
  const rows = [0, 1, 2, 3].map(() => [0, 1 / 3, 2 / 3, 1]);
  const points = [...contour(planeOfValues(rows), 0.5, Number, Number).matchAll(/[ML]([\d.]+) ([\d.]+)/g)];
  assert.equal(points.length, 6);
  for (const [, x] of points) assert.equal(Number(x), 1.5);
});

test("a contour is closed: every end of a piece is met by another", () => {
  const size = 12;
  const hill = Array.from({ length: size }, (_, j) =>
    Array.from({ length: size }, (_, i) => Math.exp(-((i - 5.3) ** 2 + (j - 5.7) ** 2) / 8)),
  );
  /** @type {Map<string, number>} */
  const ends = new Map();
  for (const [, x, y] of contour(planeOfValues(hill), 0.5, Number, Number).matchAll(/[ML]([\d.]+) ([\d.]+)/g))
    ends.set(`${x} ${y}`, (ends.get(`${x} ${y}`) ?? 0) + 1);
  assert.ok(ends.size > 8 && [...ends.values()].every((count) => count % 2 === 0));
});

test("a sigmoid is coloured around one half, anything else around zero", () => {
  const plane = { resolution: 1, outputs: 1, min: -2, max: 1, cells: new Uint8Array(1) };
  assert.deepEqual(scaleOfUnit(plane, "sigmoid"), { centre: 0.5, reach: 0.5 });
  assert.deepEqual(scaleOfUnit(plane, "tanh"), { centre: 0, reach: 2 });
});

const network = (/** @type {string} */ loss, /** @type {number} */ units) =>
  /** @type {any} */ ({ network: { loss, layers: [{ units, activation: "x" }] } });
const part = (/** @type {number[][]} */ y) => ({ raw: y.map((_, i) => [i, i]), x: [], y, rows: y.map((_, i) => i) });

test("points know their class and whether the answer is right; those kept aside lie below", () => {
  const rows = { columns: ["a", "b"], features: [], outputs: [], train: part([[0], [1]]), validation: part([[1]]) };
  const answers = { train: [[0.2], [0.3]], validation: [[0.9]] };
  const points = pointsOf(rows, answers, network("binary_cross_entropy", 1));
  assert.deepEqual(
    points.map(({ part, label, right }) => [part, label, right]),
    [
      ["validation", 1, true],
      ["train", 0, true],
      ["train", 1, false],
    ],
  );
  assert.ok(pointsOf(rows, null, network("binary_cross_entropy", 1)).every(({ right }) => right === null));
  assert.ok(pointsOf(rows, answers, network("mean_squared_error", 1)).every(({ right }) => right === null));
});

test("the class of several outputs is that of the largest", () => {
  assert.equal(classOf([0.1, 0.7, 0.2], "classes"), 1);
});

test("the first classes have shapes of their own", () => {
  assert.equal(new Set([0, 1, 2, 3].map((label) => shapeOf(label, 4))).size, 4);
});

test("cells reach half a step beyond the points that they stand for", () => {
  assert.deepEqual(cellEdges({ x: [0, 4], y: [-1, 1] }, 5), { x: [-0.5, 4.5], y: [-1.25, 1.25] });
});

test("bars fill their box, and zero is marked where it lies within", () => {
  const size = { width: 100, height: 50 };
  assert.equal(barsOf({ min: -1, max: 3, counts: [1, 4, 2, 0] }, size).zero, 25);
  assert.equal(barsOf({ min: 1, max: 3, counts: [1] }, size).zero, null);
  assert.match(barsOf({ min: 0, max: 1, counts: [2, 4] }, size).path, /V25\.0H50\.0V0\.0H100\.0/);
});
