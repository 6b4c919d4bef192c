import assert from "node:assert/strict";
import { test } from "node:test";
import { formatNumber } from "../../static/js/format.js";
import { traitsOf } from "../../static/js/names.js";
import { foretoldChange, numberOf } from "../../static/js/numbers.js";
import { changed, draftsOf } from "../../static/js/build/drafts.js";
import { batchOf, refusalOf, withInputs, withLayers, withSettings } from "../../static/js/requests.js";
import { derivationsOf, normDerivationsOf } from "../../static/js/inspect/sections.js";
import { buildScene } from "../../static/js/scene/scene.js";
import { plain } from "../../static/js/written.js";
import { beatAt, richMoment, richTrace, spamMoment, spamTrace, spoken } from "./fixtures.js";

const trace = richTrace();
const { network, catalog } = richMoment(0);
const [, second] = trace.layers;
const mask = /** @type {number[][]} */ (second.mask);
const off = mask[0].indexOf(0);
/** @param {"forward" | "backward" | "update"} phase @param {number | null} layer @param {string} op */
const at = (phase, layer, op) => beatAt(phase, layer, op, trace);
/** @param {ReturnType<typeof buildScene>} scene @param {string} id */
const node = (scene, id) => /** @type {any} */ (scene.nodes.find((mark) => mark.id === id));
/** @param {any} value */
const shown = (value) => formatNumber(value);

test("every beat has a sentence and a picture", () => {
  for (const [index, beat] of trace.beats.entries()) {
    assert.match(spoken(richMoment(index)), /^[A-Z].*\. [A-Zδ].*\d.*\.$/, beat.op);
    for (const time of [0, 0.4, 1]) assert.ok(buildScene(richMoment(index, time)).nodes.length === 9);
  }
});

test("a neuron shows the newest of its numbers until it hands one on", () => {
  const sum = buildScene(richMoment(at("forward", 1, "sum")));
  assert.equal(plain(node(sum, "n-1-0").caption), `z = ${shown(trace.layers[0].z[0][0])}`);
  const normed = buildScene(richMoment(at("forward", 1, "batch_norm")));
  assert.equal(plain(node(normed, "n-1-0").caption), `y = ${shown(trace.layers[0].batch_norm?.y[0][0])}`);
  assert.match(node(normed, "n-1-0").name, /not computed yet, z = .*, y = /);
  const bent = node(buildScene(richMoment(at("forward", 2, "activation"))), "n-2-0");
  assert.deepEqual([bent.value.text, plain(bent.caption)], ["–", `f(z) = ${shown(second.h?.[0][0])}`]);
  const added = node(buildScene(richMoment(at("forward", 2, "skip"))), "n-2-0");
  const both = numberOf(trace, 0, "bypassed", { layer: 2, unit: 0 });
  assert.equal(both, Number(second.h?.[0][0]) + Number(second.x[0][0]));
  assert.deepEqual([added.value.text, plain(added.caption)], ["–", `f(z) + x = ${shown(both)}`]);
  const done = node(buildScene(richMoment(at("forward", 2, "dropout"))), "n-2-0");
  assert.deepEqual([done.value.text, plain(done.caption)], [shown(second.a[0][0]), `z = ${shown(second.z[0][0])}`]);
});

test("a dropped neuron is called so, from the moment it is", () => {
  assert.ok(off >= 0);
  const before = node(buildScene(richMoment(at("forward", 2, "skip"))), `n-2-${off}`);
  assert.doesNotMatch(before.name, /dropped/);
  const after = node(buildScene(richMoment(at("forward", 2, "dropout"))), `n-2-${off}`);
  assert.match(after.name, /: 0, dropped, z = /);
  assert.deepEqual([before.dropped, after.dropped], [false, true]);
});

test("ways around a layer carry x forward and the gradient back", () => {
  const flows = (/** @type {number} */ beat) =>
    buildScene(richMoment(beat)).bypasses.map((bypass) => /** @type {any} */ (bypass.flow));
  assert.deepEqual(flows(0), [null, null, null]);
  const signs = second.x[0].map((value) => `tone-value-${Number(value) > 0 ? "plus" : "minus"}`);
  assert.deepEqual(
    flows(at("forward", 2, "skip")).map((flow) => flow.tone),
    signs,
  );
  const back = flows(at("backward", 2, "gather"));
  assert.ok(back.every((flow) => flow.backward));
  assert.equal(back[off].tone, "tone-zero");
  assert.deepEqual(buildScene(spamMoment(0)).bypasses, []);
});

test("sentences follow the number through mask, bypass and batch norm", () => {
  const say = (/** @type {number} */ beat) => spoken(richMoment(beat));
  assert.match(say(at("forward", 1, "activation")), /each normalised sum y into what the neuron hands on/);
  assert.match(say(at("forward", 2, "activation")), /each sum z into f\(z\), which is not handed on yet/);
  assert.match(say(at("forward", 2, "dropout")), /2 of 3 neurons off .* 1\.667/);
  assert.match(say(at("backward", 2, "gate")), /passes the dropout mask, .* × 1\.667 = .* which leaves δ: /);
  assert.match(say(at("backward", 2, "gather")), /around layer 2\. For .*: ∂L\/∂/);
  assert.match(say(at("backward", 1, "gate")), /∂L\/∂a · f′\(y\)\. .* Batch norm, which ties/);
  assert.match(say(at("update", null, "measure")), /\. The same examples once more, under the same dropout mask/);
});

test("the change foretold counts γ and β too", () => {
  const { gamma, beta } = trace.layers[0].update;
  const norm = [gamma, beta].flatMap((update) =>
    update ? update.gradient.map((g, i) => Number(g) * Number(update.change[i])) : [],
  );
  assert.equal(norm.length, 6);
  const bare = richTrace();
  delete bare.layers[0].update.gamma;
  delete bare.layers[0].update.beta;
  const sum = norm.reduce((total, value) => total + value, 0);
  assert.ok(Math.abs(foretoldChange(trace) - foretoldChange(bare) - sum) < 1e-15);
  assert.ok(sum < 0);
});

test("the inspector explains what a neuron's layer has, and no more", () => {
  const quantities = (/** @type {number} */ layer, from = trace) =>
    derivationsOf({ kind: "neuron", layer, unit: 0 }, 0, from).map((ref) => ref.quantity);
  assert.deepEqual(quantities(1), ["z", "batch_norm", "a", "grad_a", "grad_y", "grad_z"]);
  assert.deepEqual(quantities(2), ["z", "h", "mask", "a", "grad_a", "grad_h", "grad_z"]);
  assert.deepEqual(quantities(1, spamTrace()), ["z", "a", "grad_a", "grad_z"]);
  assert.equal(normDerivationsOf({ kind: "neuron", layer: 1, unit: 2 }, trace).length, 4);
  for (const layer of [0, 2]) assert.deepEqual(normDerivationsOf({ kind: "neuron", layer, unit: 0 }, trace), []);
});

test("what a layer has besides is said in the order of computation", () => {
  assert.deepEqual(network.network.layers.map(traitsOf), [["batch norm"], ["skip", "dropout 0.4"], []]);
  assert.deepEqual(traitsOf({ units: 1, activation: "relu", frozen: true }), ["frozen"]);
});

test("skip and dropout are refused with a reason, and go where they no longer fit", () => {
  const refusals = network.network.layers.map((_, index) => refusalOf(network.network, index, catalog));
  assert.match(refusals[0].skip, /as many units as inputs; here they are 3 and 2\./);
  assert.deepEqual(refusals[1], { skip: "", dropout: "" });
  assert.match(refusals[2].dropout, /Binary cross-entropy is computed from what goes into the sigmoid/);
  const narrow = changed(draftsOf(network.network.layers), 1, { units: 2 });
  assert.equal(withLayers(network, narrow, catalog).network.layers[1].skip, false);
  const first = { ...network, network: { ...network.network, layers: [{ units: 2, activation: "tanh", skip: true }] } };
  assert.equal(withInputs(first, 3, catalog).network.layers[0].skip, false);
  const free = { units: 1, activation: "sigmoid", dropout: 0.5 };
  const loose = { ...network.network, layers: [free], loss: "mean_squared_error" };
  const matched = withSettings({ ...network, network: loose }, { loss: "binary_cross_entropy" }, catalog);
  assert.equal(matched.network.layers[0].dropout, 0);
});

test("batch norm is shown on two rows at least", () => {
  assert.equal(batchOf(network).x.length, 3);
  const one = { ...network, example: { x: [[4, 5]], y: [[1]] } };
  assert.deepEqual(batchOf(one), { x: [[4, 5], [0, 0]], y: [[1], [0]] }); // prettier-ignore
  const layers = [{ ...network.network.layers[0], activation: "softmax" }];
  const classes = { ...one, network: { ...network.network, layers, loss: "categorical_cross_entropy" } };
  assert.deepEqual(batchOf({ ...classes, example: { x: [[4, 5]], y: [2] } }).y, [[0, 0, 1], [1, 0, 0]]); // prettier-ignore
});
