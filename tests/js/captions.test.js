import assert from "node:assert/strict";
import { test } from "node:test";
import { beatAt, spamMoment, spamTrace, spoken } from "./fixtures.js";

const { beats } = spamTrace();
/** @param {number} beat @param {object} [change] */
const say = (beat, change) => spoken(spamMoment(beat, 1, change));

test("every beat has a sentence with numbers in it", () => {
  for (const [index] of beats.entries()) assert.match(say(index), /^[A-Z].*\. [A-Zδ].*\d.*\.$/, beats[index].op);
});

test("sentences carry the numbers of the worked example", () => {
  assert.match(say(beatAt("forward", 1, "sum")), /z = 1\.5 \+ 0\.8 − 0\.24 \+ 0\.1 = 2\.16/);
  assert.match(say(beatAt("loss", null, "loss")), /ŷ = 0\.7707 with y = 1: the loss is 0\.2605/);
  assert.match(say(beatAt("backward", 2, "gate")), /−1\.298 × 0\.1767 = −0\.2293/);
  assert.match(say(beatAt("backward", 2, "deposit")), /−0\.2293 × 2\.16 = −0\.4954/);
  assert.match(say(beatAt("update", null, "update")), /0\.7 − 0\.1 × \(−0\.4954\) = 0\.7495/);
});

test("a shut neuron is named with its reason", () => {
  assert.match(say(beatAt("backward", 1, "gate")), /h₂ is shut: at z = −0\.18 its slope is 0/);
});

test("a sentence speaks of what is selected", () => {
  const selection = { kind: "weight", layer: 2, from: 0, unit: 0 };
  assert.match(say(beatAt("backward", 2, "send"), { selection }), /0\.7 × \(−0\.2293\) = −0\.1605 to h₁/);
});

test("the loss afterwards stands beside what the gradient foretold", () => {
  const text = say(beatAt("update", null, "measure"));
  const { loss, loss_after } = spamTrace();
  assert.ok(text.includes("from 0.2605"));
  assert.ok((loss_after ?? 0) < (loss ?? 0));
  assert.match(text, /foretold −0\.0\d+, measured is −0\.0\d+/);
});

test("sentences are still whole where numbers are not finite", () => {
  const trace = spamTrace();
  for (const layer of trace.layers) {
    for (const rows of [layer.z, layer.a, layer.grad_z, layer.grad_w, layer.grad_x])
      for (const row of rows) row.fill(NaN);
  }
  trace.loss = Infinity;
  trace.loss_after = null;
  for (const [index] of beats.entries()) assert.match(say(index, { trace }), /^\S.*\.$/, beats[index].op);
});

test("another optimizer, or a clipped gradient, is not spoken of as plain descent", () => {
  const { network } = spamMoment(0);
  const adam = { ...network, training: { optimizer: { name: "adam", learning_rate: 0.1 } } };
  const update = beatAt("update", null, "update");
  assert.match(say(update, { network: adam }), /adam, turns every gradient.* 0\.7 \+ 0\.04954 = 0\.7495/);
  const trace = spamTrace();
  trace.layers[1].update.w.clipped = [[-0.1], [0]];
  assert.match(say(update, { trace }), /∂L\/∂w = −0\.4954, of which the optimizer saw −0\.1/);
});

test("batch norm, bypass and dropout say what they do, with their numbers", () => {
  const trace = spamTrace();
  const layer = trace.layers[0];
  const two = (/** @type {number} */ a, /** @type {number} */ b) => [[a, b]];
  layer.batch_norm = {
    mean: [2, 0],
    var: [1, 1],
    x_hat: two(0.16, -0.18),
    gamma: [2, 1],
    beta: [0.5, 0],
    y: two(0.82, -0.18),
    grad_y: two(-0.3, 0),
    grad_gamma: [0, 0],
    grad_beta: [0, 0],
  };
  layer.h = two(0.82, 0);
  layer.grad_h = two(-0.3, 0);
  layer.a[0][0] = 7.64;
  layer.grad_a[0][0] = -0.15;
  layer.mask = two(2, 0);
  const ops = ["product", "sum", "batch_norm", "activation", "skip", "dropout"];
  trace.beats = [
    ...ops.map((op) => ({ phase: /** @type {const} */ ("forward"), layer: 1, op })),
    ...trace.beats.slice(3),
  ];
  const selection = { kind: "neuron", layer: 1, unit: 0 };
  const speak = (/** @type {number} */ beat) => spoken(spamMoment(beat, 1, { trace, selection }));
  assert.match(speak(2), /2 × 0\.16 \+ 0\.5 = 0\.82/);
  assert.match(
    speak(3),
    /normalised sum y into f\(y\), which is not handed on yet: f\(y\) of h₁ = 0\.82 from y = 0\.82/,
  );
  assert.match(speak(4), /For h₁: 0\.82 \+ 3 = 3\.82\./);
  assert.match(speak(5), /switches 1 of 2 neurons off.* the mask is 2, 0\. For h₁: 3\.82 × 2 = 7\.64\./);
  const gate = trace.beats.findIndex((beat) => beat.op === "gate" && beat.layer === 1);
  assert.match(speak(gate), /the dropout mask, −0\.15 × 2 = −0\.3 for h₁, then .* slope f′\(y\): −0\.3 × 1 = −0\.3\./);
  assert.match(speak(gate), /Batch norm, .* makes of it δ = ∂L\/∂z = −0\.1605\./);
  const gather = trace.beats.findIndex((beat) => beat.op === "gather" && beat.layer === 1);
  assert.match(spoken(spamMoment(gather, 1, { trace })), /last what goes back on the way around/);
});

test("each grain has its own sentence", () => {
  const beat = beatAt("backward", 1, "gather");
  const at = (/** @type {any} */ grain, /** @type {number | null} */ part) =>
    spoken(spamMoment(beat, 1, { grain, cursor: { beat, part, time: 1 } }));
  assert.match(at("phase", null), /^Backward\. The gradient of the loss comes back through 2 layers/);
  assert.match(
    at("neuron", 0),
    /^Backward, layer 1, gather, exclamations\. The messages that arrive add up\..*= −0\.08027\.$/,
  );
  assert.match(at("term", 0), /exclamations gets −0\.08027 from h₁\.$/);
  assert.match(at("term", 1), /∂L\/∂x₁ = −0\.08027 \+ 0 = −0\.08027\.$/);
});

test("a sum grows term by term, and ends with the bias", () => {
  const beat = beatAt("forward", 1, "sum");
  const at = (/** @type {number} */ part) =>
    spoken(spamMoment(beat, 1, { grain: "term", cursor: { beat, part, time: 1 } }));
  assert.match(at(0), /h₁ begins its sum with what arrives from exclamations: 1\.5\.$/);
  assert.match(at(2), /adds what arrives from reputation, −0\.24\. So far that makes 2\.06\.$/);
  assert.match(at(3), /Last comes the bias, 0\.1\. For h₁: z = .* = 2\.16\.$/);
});

test("a whole batch is told in means and sums", () => {
  const trace = spamTrace();
  for (const [index, beat] of trace.beats.entries())
    assert.match(spoken(spamMoment(index, 1, { row: null })), /\d.*\.$/, beat.op);
});
