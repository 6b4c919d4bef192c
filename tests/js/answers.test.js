import assert from "node:assert/strict";
import { test } from "node:test";
import { imagePlane, imageSide, measuredRow, weightImage } from "../../static/js/charts/images.js";
import { planeOfValues } from "../../static/js/charts/plane.js";
import { bentPoint, gridPath, warpedLayer, warpSpans } from "../../static/js/charts/warp.js";
import { marksOf } from "../../static/js/names.js";
import { runOf, shownBody, watchOf } from "../../static/js/requests.js";
import { runningScene, weightLooks } from "../../static/js/scene/running.js";
import { initialState } from "../../static/js/store.js";
import { spamMoment } from "./fixtures.js";

const layers = (/** @type {number[]} */ units) =>
  /** @type {any} */ ({ network: { layers: units.map((count) => ({ units: count })) } });

test("the hidden layer that is bent is the last one of two units, else the first two units of the last one", () => {
  assert.deepEqual(warpedLayer(layers([2, 4, 1])), { layer: 1, all: true });
  assert.deepEqual(warpedLayer(layers([2, 2, 1])), { layer: 2, all: true });
  assert.deepEqual(warpedLayer(layers([3, 5, 1])), { layer: 2, all: false });
  assert.equal(warpedLayer(layers([2])), null);
});

test("two units that pass the plane on leave its grid straight", () => {
  const size = 5;
  const plane = (/** @type {(i: number, j: number) => number} */ f) =>
    planeOfValues(Array.from({ length: size }, (_, j) => Array.from({ length: size }, (_, i) => f(i, j))));
  const path = gridPath(
    plane((i) => i),
    plane((_, j) => j),
    Number,
    Number,
  );
  const lines = path.split("M").slice(1);
  assert.equal(lines.length, 2 * size);
  for (const line of lines) {
    const points = line.split("L").map((point) => point.split(" ").map(Number));
    assert.ok(
      [0, 1].some((axis) => points.every((point) => point[axis] === points[0][axis])),
      line,
    );
  }
});

test("the bent plane has one scale both ways and fits within it", () => {
  const plane = (/** @type {number} */ min, /** @type {number} */ max) => ({
    resolution: 1,
    outputs: 1,
    min,
    max,
    cells: new Uint8Array(1),
  });
  const [x, y] = warpSpans(plane(-1, 1), plane(0, 0.5));
  assert.ok(Math.abs(x[1] - x[0] - (y[1] - y[0])) < 1e-12);
  assert.ok(x[0] <= -1 && x[1] >= 1 && y[0] <= 0 && y[1] >= 0.5);
});

test("a row lies on the bent plane where the corners of its cell put it", () => {
  const extent = { x: /** @type {[number, number]} */ ([0, 2]), y: /** @type {[number, number]} */ ([0, 2]) };
  const plane = (/** @type {(i: number, j: number) => number} */ f) =>
    planeOfValues(Array.from({ length: 3 }, (_, j) => Array.from({ length: 3 }, (_, i) => f(i, j))));
  const planes = [plane((i, j) => 2 * i + j), plane((i, j) => i - 3 * j)];
  for (const [x, y] of [
    [0, 0],
    [2, 2],
    [0.5, 1.25],
    [1.9, 0.1],
  ]) {
    const [a, b] = bentPoint(planes, extent, [x, y]);
    assert.ok(Math.abs(a - (2 * x + y)) < 0.05 && Math.abs(b - (x - 3 * y)) < 0.05, `${x} ${y}: ${a} ${b}`);
  }
});

test("columns are an image if they are named by row and column of a square", () => {
  assert.equal(imageSide(["pixel_0_0", "pixel_0_1", "pixel_1_0", "pixel_1_1"]), 2);
  assert.equal(imageSide(["a", "b", "c", "d"]), 0);
  assert.equal(imageSide(["pixel_0_0", "pixel_0_1", "pixel_1_0"]), 0);
});

test("the first pixel of an image is its upper left one", () => {
  const plane = imagePlane([9, 0, 0, 0], 2);
  assert.deepEqual([...plane.cells], [0, 0, 255, 0], "rows from the lowest");
  assert.deepEqual(
    weightImage(
      [
        [0, 9],
        [0, 0],
        [0, 0],
        [0, 0],
      ],
      1,
      2,
    ),
    plane,
  );
});

test("a row is shown as it was measured, where that is known", () => {
  const known = /** @type {any} */ ({ rows: { train: { raw: [[1], [2], [3]] } } });
  const trace = /** @type {any} */ ({ batch: [2, 0] });
  assert.deepEqual(measuredRow({ trace, traced: null, row: 0, known }), [3]);
  assert.deepEqual(measuredRow({ trace, traced: /** @type {any} */ ({ x: [[7]] }), row: 0, known }), [7]);
  assert.equal(measuredRow({ trace: /** @type {any} */ ({ batch: null }), traced: null, row: 0, known }), null);
});

/** @param {object} more @returns {any} */
const stateOf = (more) => ({
  ...initialState(),
  network: { ...spamMoment(0).network, data: { name: "spiral" } },
  catalog: {
    datasets: [
      { name: "spiral", columns: [{}, {}] },
      { name: "sine", columns: [{}] },
      { name: "iris", columns: [{}, {}, {}, {}] },
    ],
  },
  ...more,
});

test("a run watches what is on screen and nothing else", () => {
  const watched = (/** @type {object} */ more) => Object.keys(watchOf(stateOf(more))).sort();
  assert.deepEqual(watched({ view: "graph" }), ["parameters", "surface", "units"]);
  assert.deepEqual(watched({ view: "plane" }), ["surface", "units"]);
  assert.deepEqual(watched({ view: "histograms" }), ["histograms", "surface"]);
  const on = (/** @type {string} */ name, /** @type {object} */ more) =>
    watched({ ...more, network: { ...spamMoment(0).network, data: { name } } });
  assert.deepEqual(on("sine", { view: "graph" }), ["parameters"]);
  assert.deepEqual(on("iris", { view: "plane" }), ["confusion", "parameters"]);
});

test("a run is asked for with its pace and its end, where it has any", () => {
  assert.deepEqual(runOf({ speed: null, until: "paused" }), {});
  assert.deepEqual(runOf({ speed: 10, until: "100" }), { max_steps_per_second: 10, stop: { epochs: 100 } });
});

test("what is explained is what is shown: a step that was taken, a row on its own, or the next step", () => {
  const { network, trace } = spamMoment(0);
  const row = /** @type {any} */ ({ x: [[1, 2, 3]], y: [[0]] });
  const body = (/** @type {object} */ more) => shownBody({ network, trace, taken: false, traced: null, ...more });
  assert.deepEqual(body({ taken: true }), { step: trace.step });
  assert.deepEqual(body({ traced: row }), row);
  assert.ok("x" in body({}));
});

test("a finding about a whole layer marks all of its neurons", () => {
  const { network } = spamMoment(0);
  assert.deepEqual(marksOf(network, 1, null), ["n-1-0", "n-1-1"]);
  assert.deepEqual(marksOf(network, 1, [1]), ["n-1-1"]);
  assert.deepEqual(marksOf(network, 0, []), ["n-0-0", "n-0-1", "n-0-2"]);
  assert.deepEqual(marksOf(network, null, null), []);
});

test("the running picture has an edge for each weight, in the order of their looks", () => {
  const { network, layout, trace } = spamMoment(0);
  const scene = runningScene(network, layout);
  const looks = weightLooks({ layers: trace.layers });
  assert.equal(scene.edges.length, looks.length);
  assert.equal(scene.edges.length, 8);
  assert.deepEqual(
    looks.map(({ negative }) => negative),
    trace.layers.flatMap(({ w }) => w.flat().map((value) => Number(value) < 0)),
  );
  assert.deepEqual(weightLooks(undefined), []);
});
