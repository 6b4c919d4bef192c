import assert from "node:assert/strict";
import { test } from "node:test";
import { axisOf, countText, roundNumbers, spanOf } from "../../static/js/charts/axis.js";
import { curveChart } from "../../static/js/charts/curves.js";
import { emptyHistory, nearest, seriesOf, withFrame, withMoment } from "../../static/js/charts/history.js";

const SIZE = { width: 400, height: 120 };
/** @param {number} step @param {object} [more] @returns {any} */
const frame = (step, more) => ({
  step,
  epoch: 0,
  train_loss: 1 / step,
  validation_loss: 2 / step,
  learning_rate: 0.1,
  grad_norms: [0.5, 0.1],
  ...more,
});
const historyOf = (/** @type {any[]} */ frames) => frames.reduce(withFrame, emptyHistory());

test("ticks are round, within the span, and about as many as there is room for", () => {
  assert.deepEqual(roundNumbers(0, 1, 4), [0, 0.5, 1]);
  assert.deepEqual(roundNumbers(0.13, 0.52, 4), [0.2, 0.3, 0.4, 0.5]);
  for (const [low, high] of [
    [0, 1e-7],
    [-3.2, 17],
    [12345, 12351],
    [0, 98765],
  ]) {
    const ticks = roundNumbers(low, high, 5);
    assert.ok(ticks.length >= 1 && ticks.length <= 6, String(ticks));
    assert.ok(ticks.every((tick) => tick >= low - 1e-12 && tick <= high + 1e-12));
  }
});

test("numbers beside the lines have the room that they need", () => {
  const wide = historyOf([frame(1, { train_loss: 0.69345, validation_loss: 0.69352 })]);
  const narrow = curveChart(wide.step, seriesOf(historyOf([frame(1)]), "loss"), SIZE, { log: false, last: 10 });
  const chart = curveChart(wide.step, seriesOf(wide, "loss"), SIZE, { log: false, last: 10 });
  const longest = Math.max(...chart.y.ticks.map(({ text }) => text.length));
  assert.ok(longest >= 6, String(longest));
  assert.ok(chart.box.left > narrow.box.left);
  assert.ok(chart.box.left > longest * 6, String(chart.box.left));
});

test("an axis places its ends at its ends, and finds its way back", () => {
  for (const log of [false, true]) {
    const axis = axisOf([0.01, 10], [200, 0], { log });
    assert.ok(Math.abs(axis.place(0.01) - 200) < 1e-9 && Math.abs(axis.place(10)) < 1e-9);
    assert.ok(Math.abs(axis.invert(axis.place(0.37)) - 0.37) < 1e-12);
    assert.ok(axis.ticks.length >= 2);
  }
});

test("a flat line has an axis too", () => {
  for (const value of [0, 5, -2]) {
    const axis = axisOf([value, value], [100, 0]);
    assert.equal(axis.place(value), 50);
  }
});

test("what is not finite has no part in a span; on a logarithmic axis neither has what is not above zero", () => {
  assert.deepEqual(
    spanOf([
      [1, null, NaN, 3],
      [Infinity, -2],
    ]),
    [-2, 3],
  );
  assert.deepEqual(spanOf([[0, -1, 0.5, 4]], true), [0.5, 4]);
  assert.equal(spanOf([[null, NaN]]), null);
});

test("counts are short", () => {
  assert.deepEqual([950, 1200, 45000, 1234567].map(countText), ["950", "1,200", "45k", "1.23M"]);
});

test("a gap in the numbers is a gap in the line", () => {
  const series = [{ name: "loss", hue: "x", shade: 1, dash: "", values: [3, null, 1, 2] }];
  const { lines } = curveChart([0, 1, 2, 3], series, SIZE, { log: false, last: 3 });
  assert.equal(lines[0].path.match(/M/g)?.length, 2);
  assert.equal(lines[0].path.match(/L/g)?.length, 1);
});

test("lines stay within their box, on a logarithmic axis a zero leaves a gap", () => {
  const series = [{ name: "loss", hue: "x", shade: 1, dash: "", values: [10, 1e-30, 0, 1] }];
  const { lines, box } = curveChart([0, 1, 2, 3], series, SIZE, { log: true, last: 3 });
  const points = [...lines[0].path.matchAll(/[ML]([\d.]+) ([\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);
  assert.equal(points.length, 3);
  for (const [x, y] of points)
    assert.ok(x >= box.left && x <= box.right && y >= box.top && y <= box.bottom, `${x} ${y}`);
});

test("a history stays bounded however many frames come, and keeps its ends", () => {
  const history = historyOf(Array.from({ length: 5000 }, (_, i) => frame(i + 1)));
  assert.ok(history.step.length < 700);
  assert.equal(history.step[0], 1);
  assert.equal(history.step[history.step.length - 1], 5000);
  assert.ok(history.step.every((step, i) => history.train_loss[i] === 1 / step));
  assert.deepEqual(
    history.step,
    [...history.step].sort((a, b) => a - b),
  );
});

test("a frame of an earlier step begins another branch: what came after is forgotten", () => {
  const history = historyOf([1, 2, 3, 4, 3].map((step) => frame(step)));
  assert.deepEqual(history.step, [1, 2, 3]);
});

test("the moment nearest to a step is found", () => {
  const steps = [0, 10, 20, 40];
  assert.deepEqual(
    [-5, 4, 6, 29, 31, 99].map((step) => nearest(steps, step)),
    [0, 0, 1, 2, 3, 3],
  );
  assert.equal(nearest([], 3), -1);
});

test("lines of one chart differ by more than their hue; layers have one each", () => {
  const history = historyOf([1, 2].map((step) => frame(step)));
  for (const kind of /** @type {const} */ (["loss", "grad_norms"])) {
    const series = seriesOf(history, kind);
    assert.equal(series.length, 2);
    assert.notEqual(series[0].dash, series[1].dash);
  }
  assert.deepEqual(
    seriesOf(history, "grad_norms").map(({ name, values }) => [name, values[0]]),
    [
      ["Layer 1", 0.5],
      ["Layer 2", 0.1],
    ],
  );
});

test("what was never measured has no line", () => {
  assert.deepEqual(seriesOf(historyOf([frame(1)]), "accuracy"), []);
  assert.equal(seriesOf(historyOf([frame(1, { validation_loss: null })]), "loss").length, 1);
});

test("where there are more moments than columns, a line runs within a band from the least to the largest", () => {
  const steps = Array.from({ length: 2000 }, (_, i) => i);
  const series = [{ name: "a", hue: "ink", shade: 1, dash: "", values: steps.map((i) => (i % 2 ? 1 : 3)) }];
  const options = { log: false, last: 1999, bands: true };
  const { lines, y } = curveChart(steps, series, SIZE, options);
  const heights = (/** @type {string} */ path) =>
    [...path.matchAll(/[ML][\d.]+ ([\d.]+)/g)].map(([, height]) => Number(height));
  assert.ok(heights(lines[0].path).length < 100);
  for (const height of heights(lines[0].path)) assert.ok(Math.abs(height - y.place(2)) < 0.2);
  const band = heights(lines[0].band);
  assert.ok(Math.abs(Math.min(...band) - y.place(3)) < 0.2 && Math.abs(Math.max(...band) - y.place(1)) < 0.2);
  const few = curveChart(steps.slice(0, 4), [{ ...series[0], values: [1, 3, 1, 3] }], SIZE, options);
  assert.equal(few.lines[0].band, "");
});

test("a step that is looked back at stands among the moments that were kept, once", () => {
  const history = historyOf([frame(2), frame(6), frame(9)]);
  const more = withMoment(history, frame(7, { train_loss: 0.5 }));
  assert.deepEqual(more.step, [2, 6, 7, 9]);
  assert.equal(more.train_loss[2], 0.5);
  assert.equal(withMoment(history, frame(6)), history);
  assert.deepEqual(withMoment(history, frame(12)).step, [2, 6, 9, 12]);
});
