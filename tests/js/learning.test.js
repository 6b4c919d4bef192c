import assert from "node:assert/strict";
import { test } from "node:test";
import { otherOptimizer, restraintsOf } from "../../static/js/build/learning.js";

const entry = (/** @type {string} */ name, /** @type {number} */ rate) => ({
  name,
  label: name,
  summary: "",
  formula: "",
  parameters: [{ name: "learning_rate", default: rate, minimum: 0, maximum: 1000 }],
});
const optimizers = [entry("sgd", 0.1), entry("adam", 0.001)];

test("another optimizer begins at its own learning rate, unless one was chosen", () => {
  assert.deepEqual(otherOptimizer(optimizers, { name: "sgd", learning_rate: 0.1 }, "adam"), {
    name: "adam",
    learning_rate: 0.001,
  });
  assert.equal(otherOptimizer(optimizers, { name: "sgd", learning_rate: 0.02 }, "adam").learning_rate, 0.02);
  const back = otherOptimizer(optimizers, { name: "adam", learning_rate: 0.001, beta1: 0.8 }, "sgd");
  assert.deepEqual(back, { name: "sgd", learning_rate: 0.1 });
});

test("what restrains the training is said, and nothing where nothing does", () => {
  const none = { l1: 0, l2: 0, clip_norm: null, clip_value: null, early_stopping: null };
  assert.deepEqual(restraintsOf(none), []);
  assert.deepEqual(restraintsOf({ ...none, l2: 0.001, clip_norm: 5, early_stopping: { patience: 10 } }), [
    "L2 0.001",
    "norm ≤ 5",
    "stops after 10",
  ]);
});
