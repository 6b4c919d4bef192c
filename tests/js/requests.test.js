import assert from "node:assert/strict";
import { test } from "node:test";
import { draftsOf } from "../../static/js/build/drafts.js";
import { parseSelection, selectionId } from "../../static/js/names.js";
import { batchOf, matchingLoss, withInputs, withLayers } from "../../static/js/requests.js";
import { spamMoment } from "./fixtures.js";

const { network } = spamMoment(0);
const catalog = /** @type {any} */ ({
  losses: [
    { name: "binary_cross_entropy", activation: "sigmoid" },
    { name: "categorical_cross_entropy", activation: "softmax" },
    { name: "mean_squared_error", activation: null },
  ],
});

test("the loss follows the output where it must, and stays where it may", () => {
  assert.equal(matchingLoss("binary_cross_entropy", "sigmoid", catalog), "binary_cross_entropy");
  assert.equal(matchingLoss("binary_cross_entropy", "softmax", catalog), "categorical_cross_entropy");
  assert.equal(matchingLoss("binary_cross_entropy", "tanh", catalog), "mean_squared_error");
  assert.equal(matchingLoss("mean_squared_error", "sigmoid", catalog), "mean_squared_error");
});

test("targets follow the number and the kind of outputs", () => {
  const layers = [network.network.layers[0], { units: 3, activation: "softmax" }];
  const request = withLayers(network, draftsOf(layers), catalog);
  assert.equal(request.network.loss, "categorical_cross_entropy");
  assert.deepEqual(request.example?.y, [[1, 0, 0]]);
});

test("another input begins at one and the example is no longer the e-mail", () => {
  const request = withInputs(network, 4);
  assert.deepEqual(request.example?.x, [[3, 1, 0.8, 1]]);
  assert.equal(request.example?.features?.length, 4);
  assert.equal(request.example?.text, null);
});

test("a network without an example is shown on ones", () => {
  const batch = batchOf({ ...network, example: null });
  assert.deepEqual(batch, { x: [[1, 1, 1]], y: [[1]] });
});

test("a selection survives its way through the address", () => {
  for (const id of ["n-0-2", "b-1-1", "w-2-0-0", "loss"]) {
    const selection = parseSelection(id);
    assert.ok(selection);
    assert.equal(selectionId(selection), id);
  }
  for (const id of ["", "n-1", "w-1-2", "x-1-1", "<script>"]) assert.equal(parseSelection(id), null);
});
