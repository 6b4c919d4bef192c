import assert from "node:assert/strict";
import { test } from "node:test";
import { activationPicture, zoneAt, zonesOf } from "../../static/js/charts/activation.js";

/** As the engine samples them. @param {(z: number) => number} f @param {(z: number) => number} slope */
const sampled = (f, slope) =>
  Array.from({ length: 241 }, (_, i) => (i - 120) / 20).map((z) => ({ z, a: f(z), slope: slope(z) }));
const sigmoid = (/** @type {number} */ z) => 1 / (1 + Math.exp(-z));
const CURVES = {
  relu: sampled(
    (z) => Math.max(0, z),
    (z) => Number(z > 0),
  ),
  leaky: sampled(
    (z) => (z > 0 ? z : 0.01 * z),
    (z) => (z > 0 ? 1 : 0.01),
  ),
  sigmoid: sampled(sigmoid, (z) => sigmoid(z) * (1 - sigmoid(z))),
  tanh: sampled(Math.tanh, (z) => 1 - Math.tanh(z) ** 2),
  silu: sampled(
    (z) => z * sigmoid(z),
    (z) => sigmoid(z) * (1 + z * (1 - sigmoid(z))),
  ),
  linear: sampled(
    (z) => z,
    () => 1,
  ),
};
const kinds = (/** @type {keyof CURVES} */ name) => zonesOf(CURVES[name]).map(({ kind }) => kind);

test("ReLU is dead up to 0, and its leaky kin lets a trickle through", () => {
  assert.deepEqual(zonesOf(CURVES.relu), [{ kind: "dead", from: -6, to: 0 }]);
  assert.deepEqual(zonesOf(CURVES.leaky), [{ kind: "trickle", from: -6, to: 0 }]);
  assert.deepEqual(kinds("linear"), []);
});

test("sigmoid and tanh are saturated at both ends, tanh the sooner", () => {
  assert.deepEqual(kinds("sigmoid"), ["saturated", "saturated"]);
  assert.deepEqual(kinds("tanh"), ["saturated", "saturated"]);
  const [wide, narrow] = [zonesOf(CURVES.sigmoid)[1].from, zonesOf(CURVES.tanh)[1].from];
  assert.ok(narrow > 2 && narrow < 2.5 && wide > 4 && wide < 4.5);
  assert.equal(zoneAt(zonesOf(CURVES.tanh), 0), null);
  assert.equal(zoneAt(zonesOf(CURVES.tanh), 3)?.kind, "saturated");
});

test("a valley that a curve passes through is no zone", () => {
  assert.deepEqual(kinds("silu"), ["saturated"]);
  assert.equal(zoneAt(zonesOf(CURVES.silu), -1.28), null);
});

test("curve, slope and point lie in the frame, the point on its curve, and the tangent along it", () => {
  for (const samples of Object.values(CURVES)) {
    for (const at of [samples[0], samples[77], samples[160]]) {
      const { box, x, y, value, point, tangent, zones } = activationPicture(samples, { width: 220, height: 240 }, at);
      for (const [, px, py] of value.matchAll(/[ML](\S+) ([^ML]+)/g)) {
        assert.ok(Number(px) >= box.left - 0.1 && Number(px) <= box.right + 0.1);
        assert.ok(Number(py) > box.top && Number(py) < box.bottom);
      }
      assert.ok(Math.abs(x.invert(point.x) - at.z) < 1e-9 && Math.abs(y.invert(point.value) - at.a) < 1e-9);
      const [ax, ay, bx, by] = [...tangent.matchAll(/-?[\d.]+/g)].map(Number);
      const steep = (y.invert(by) - y.invert(ay)) / (x.invert(bx) - x.invert(ax));
      assert.ok(Math.abs(steep - at.slope) < 0.02 * (1 + Math.abs(at.slope)), `${steep} ${at.slope}`);
      for (const { left, right } of zones) assert.ok(left >= box.left && right <= box.right + 1e-9 && left < right);
    }
  }
});
