import assert from "node:assert/strict";
import { test } from "node:test";
import { between, ease, largest, strength, tone, width } from "../../static/js/scales.js";

test("values and gradients have hues of their own, by sign; zero, unknown and not finite have none", () => {
  const tones = [
    tone(1, "value"),
    tone(-1, "value"),
    tone(1, "gradient"),
    tone(-1, "gradient"),
    tone(0, "value"),
    tone(undefined, "value"),
    tone(null, "value"),
  ];
  assert.equal(new Set(tones).size, 7);
});

test("larger numbers are never drawn thinner", () => {
  const sizes = [0, 1e-9, 0.001, 0.01, 0.1, 0.5, 1];
  const widths = sizes.map((size) => width(size, 1));
  assert.deepEqual(
    widths,
    [...widths].sort((a, b) => a - b),
  );
  assert.equal(width(-0.5, 1), width(0.5, 1));
});

test("the largest of its kind has full strength, zero has none", () => {
  assert.ok(Math.abs(strength(-2, 2) - 1) < 1e-12);
  assert.equal(strength(0, 2), 0);
  assert.equal(strength(null, 2), 0);
  assert.equal(strength(1, 0), 0);
});

test("the largest size is found in nested arrays, numbers that are not finite aside", () => {
  assert.equal(
    largest([
      [1, -3],
      [null, [2]],
    ]),
    3,
  );
  assert.equal(largest([]), 0);
});

test("easing begins at 0, ends at 1 and never goes back", () => {
  assert.equal(ease(0), 0);
  assert.equal(ease(1), 1);
  for (let i = 0; i < 20; i++) assert.ok(ease((i + 1) / 20) >= ease(i / 20));
  assert.equal(between(0.1, 0.2, 0.8), 0);
  assert.equal(between(0.5, 0, 1), 0.5);
  assert.equal(between(0.9, 0.2, 0.8), 1);
});
