import assert from "node:assert/strict";
import { test } from "node:test";
import { behaviourOf, descentPicture, factorOf } from "../../static/js/charts/descent.js";

const SIZE = { width: 600, height: 360 };
/** From 3, so many steps. @param {number} rate @param {number} steps */
function descent(rate, steps) {
  const xs = Array.from({ length: steps }).reduce(
    (/** @type {number[]} */ all) => [...all, all[all.length - 1] * factorOf(rate)],
    [3],
  );
  const last = xs[xs.length - 1];
  const points = xs.map((x) => ({ x, f: x * x }));
  return { points, ahead: { slope: 2 * last, change: -rate * 2 * last } };
}
/** @param {string} path */
const numbers = (path) => [...path.matchAll(/-?\d+(\.\d+)?/g)].map(([text]) => Number(text));

test("the curve that is drawn passes through every point, as close as a screen can show", () => {
  for (const rate of [0.01, 0.1, 0.5, 0.9, 1, 1.1]) {
    const { points, ahead } = descent(rate, 12);
    const picture = descentPicture(points, ahead, SIZE);
    const [x0, y0, x1, y1, x2, y2] = numbers(picture.curve);
    for (const { x, y } of [...picture.dots, picture.ball]) {
      const t = (x - x0) / (x2 - x0);
      assert.ok(Math.abs((1 - t) ** 2 * y0 + 2 * t * (1 - t) * y1 + t * t * y2 - y) < 1e-6, `${rate}`);
      assert.ok(Math.abs((x0 + x2) / 2 - x1) < 1e-9);
    }
  }
});

test("all that was passed, and where the next step lands, lies within the frame", () => {
  for (const rate of [0.01, 0.3, 0.5, 0.9, 1, 1.1, 4]) {
    const { points, ahead } = descent(rate, 9);
    const { box, dots, ball, arrow } = descentPicture(points, ahead, SIZE);
    assert.equal(dots.length, 9);
    for (const { x, y } of [...dots, ball]) {
      assert.ok(x > box.left && x < box.right, `${rate}: ${x}`);
      assert.ok(y >= box.top && y < box.bottom, `${rate}: ${y}`);
    }
    assert.ok(arrow && arrow.to > box.left && arrow.to < box.right, `${rate}`);
  }
});

test("the tangent has the slope of the curve and the arrow leads to the next point", () => {
  const { points, ahead } = descent(0.1, 1);
  const { x, y, tangent, arrow } = descentPicture(points, ahead, SIZE);
  const [ax, ay, bx, by] = numbers(/** @type {string} */ (tangent));
  assert.ok(Math.abs((y.invert(by) - y.invert(ay)) / (x.invert(bx) - x.invert(ax)) - 4.8) < 0.02);
  assert.ok(arrow);
  assert.ok(Math.abs(x.invert(arrow.to) - 1.92) < 1e-9);
});

test("a step moves along its arrow, then onto the curve, and shows what is next at its end alone", () => {
  const { points, ahead } = descent(0.9, 1);
  const at = (/** @type {number} */ time) => descentPicture(points, ahead, SIZE, time);
  const begun = descentPicture(points.slice(0, 1), { slope: 6, change: -5.4 }, SIZE);
  assert.deepEqual(at(0).ball, begun.ball);
  assert.equal(at(0.3).ball.y, at(0).dots[0].y);
  assert.equal(at(0.3).arrow, null);
  assert.equal(at(0.3).tangent, null);
  assert.equal(at(0.9).ball.x, at(1).ball.x);
  assert.ok(at(0.3).trail.endsWith(`H${Math.round(at(0.3).ball.x * 10) / 10}V${Math.round(at(0.3).ball.y * 10) / 10}`));
  assert.ok(at(1).arrow);
});

test("the window grows with the steps without a jump", () => {
  const { points, ahead } = descent(1.1, 4);
  const reach = (/** @type {number} */ time) => descentPicture(points, ahead, SIZE, time).x.high;
  const before = descent(1.1, 3);
  assert.ok(Math.abs(reach(0) - descentPicture(before.points, before.ahead, SIZE).x.high) < 1e-9);
  assert.ok(reach(0) < reach(0.5) && reach(0.5) < reach(1));
});

test("each rate is said to go as it goes", () => {
  const names = [0.01, 0.1, 0.3, 0.5, 0.9, 1, 1.1].map((rate) => behaviourOf(rate).name);
  assert.deepEqual(names, ["crawls", "converges", "converges", "jumps", "oscillates", "circles", "explodes"]);
});

test("where nothing moves any more there is no arrow to draw", () => {
  const { arrow } = descentPicture(
    [
      { x: 3, f: 9 },
      { x: 0, f: 0 },
    ],
    { slope: 0, change: 0 },
    SIZE,
  );
  assert.equal(arrow?.length, 0);
});
