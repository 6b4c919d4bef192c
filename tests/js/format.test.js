import assert from "node:assert/strict";
import { test } from "node:test";
import {
  exactNumber,
  formatFactor,
  formatNumber,
  formatSum,
  parseNumber,
  subscript,
  shortNumber,
} from "../../static/js/format.js";

test("numbers have four significant digits and no trailing zeros", () => {
  assert.equal(formatNumber(2.16), "2.16");
  assert.equal(formatNumber(0.770657888), "0.7707");
  assert.equal(formatNumber(1.212), "1.212");
  assert.equal(formatNumber(12345.6), "12350");
  assert.equal(formatNumber(3), "3");
});

test("the minus is a true one", () => {
  assert.equal(formatNumber(-0.18), "−0.18");
  assert.equal(formatNumber(-0.00043857), "−4.386e−4");
});

test("an exponent stands below a thousandth and from a hundred thousand", () => {
  assert.equal(formatNumber(0.001), "0.001");
  assert.equal(formatNumber(0.000999), "9.99e−4");
  assert.equal(formatNumber(99990), "99990");
  assert.equal(formatNumber(99999), "1e5");
  assert.equal(formatNumber(100000), "1e5");
  assert.equal(formatNumber(-1.5e300), "−1.5e300");
});

test("only an exact zero is shown as 0", () => {
  assert.equal(formatNumber(0), "0");
  assert.equal(formatNumber(-0), "0");
  assert.equal(formatNumber(5e-324), "4.941e−324");
});

test("what is not known, not finite or infinite says so", () => {
  assert.equal(formatNumber(undefined), "–");
  assert.equal(formatNumber(null), "not finite");
  assert.equal(formatNumber(Number.NaN), "NaN");
  assert.equal(formatNumber(Infinity), "∞");
  assert.equal(formatNumber(-Infinity), "−∞");
});

test("sums and factors read as written by hand", () => {
  assert.equal(formatSum([1.5, 0.8, -0.24, 0.1]), "1.5 + 0.8 − 0.24 + 0.1");
  assert.equal(formatSum([-0.6, 0.6]), "−0.6 + 0.6");
  assert.equal(formatFactor(-0.2293), "(−0.2293)");
  assert.equal(formatFactor(0.7), "0.7");
});

test("the exact number reads back bit for bit", () => {
  for (const value of [0.1 + 0.2, -1 / 3, 5e-324, 1.7976931348623157e308])
    assert.equal(Number(exactNumber(value)), value);
});

test("typed numbers are read with a comma, a true minus or an exponent, and nothing else is", () => {
  assert.equal(parseNumber("0,5"), 0.5);
  assert.equal(parseNumber(" −2e-3 "), -0.002);
  assert.equal(parseNumber(".5"), 0.5);
  for (const text of ["", "abc", "1e999", "NaN", "0x10", "1 2", "--1", "1,000.5"])
    assert.equal(parseNumber(text), null, text);
});

test("what is shown can be typed in again", () => {
  for (const value of [2.16, -0.18, 0.0004386, 123456, -7e-9]) {
    const again = /** @type {number} */ (parseNumber(formatNumber(value)));
    assert.ok(Math.abs(again - value) <= 1e-3 * Math.abs(value), `${value} came back as ${again}`);
  }
});

test("subscripts count from one", () => {
  assert.equal(subscript(0), "₁");
  assert.equal(subscript(11), "₁₂");
});

test("where there is no room for more, a number keeps two digits and its sign", () => {
  assert.deepEqual(
    [-0.4827, 0.0999, 12.34, -345.6, 1234, 0.00042, 0, null].map((value) => shortNumber(value)),
    ["−0.48", "0.1", "12", "−346", "1e3", "4e−4", "0", "not finite"],
  );
});
