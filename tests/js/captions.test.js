import assert from "node:assert/strict";
import { test } from "node:test";
import { caption } from "../../static/js/captions.js";
import { beatAt, spamMoment, spamTrace } from "./fixtures.js";

const { beats } = spamTrace();
/** @param {number} beat @param {object} [change] */
const say = (beat, change) => caption(spamMoment(beat, 1, change), beats[beat]).text;

test("every beat has a sentence with numbers in it", () => {
  for (const [index] of beats.entries()) assert.match(say(index), /^[A-Zδ].*\d.*\.$/, beats[index].op);
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
