import assert from "node:assert/strict";
import test from "node:test";
import { symbolOf } from "../../static/js/inspect/symbol.js";

test("a letter is taken apart into itself, its layer and its units", () => {
  assert.deepEqual(symbolOf("w'^{(3)}_{12,4}"), { before: "", letter: "w′", above: "(3)", below: "12,4", after: "" });
  assert.deepEqual(symbolOf("\\hat{y}_{1}"), { before: "", letter: "ŷ", above: "", below: "1", after: "" });
});

test("a gradient is one whether it was written in a line or as a fraction", () => {
  const expected = { before: "∂L/∂", letter: "z", above: "(2)", below: "1", after: "" };
  assert.deepEqual(symbolOf("\\partial L / \\partial z^{(2)}_{1}"), expected);
  assert.deepEqual(symbolOf("\\dfrac{\\partial L}{\\partial z^{(2)}_{1}}"), expected);
  assert.deepEqual(symbolOf("f'(z^{(2)}_{1})"), { ...expected, before: "f′(", after: ")" });
});

test("a power of softmax is its sum with the largest taken off", () => {
  const expected = { before: "e^(", letter: "z", above: "(1)", below: "1", after: " − max)" };
  assert.deepEqual(symbolOf("e^{z^{(1)}_{1} - z_{\\max}}"), expected);
});

test("what is more than a letter is left to the library that sets formulas", () => {
  for (const latex of ["\\tfrac{1}{10}", "(1 - \\beta_1)", "\\operatorname{sign}(w)", "-1"])
    assert.equal(symbolOf(latex), null, latex);
});
