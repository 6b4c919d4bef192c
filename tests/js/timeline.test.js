import assert from "node:assert/strict";
import { test } from "node:test";
import { beatId, beatTitle, nextPhase, rail, reached } from "../../static/js/timeline.js";
import { spamTrace } from "./fixtures.js";

const { beats } = spamTrace();

test("the spam filter has seventeen beats, each with an id of its own", () => {
  assert.equal(beats.length, 17);
  assert.equal(new Set(beats.map(beatId)).size, 17);
});

test("the rail groups beats by phase and by layer, in the order in which they come", () => {
  const phases = rail(beats);
  assert.deepEqual(
    phases.map((phase) => phase.label),
    ["Forward", "Loss", "Backward", "Update"],
  );
  assert.deepEqual(
    phases[2].layers.map((layer) => layer.label),
    ["Layer 2", "Layer 1"],
  );
  assert.deepEqual(
    phases.flatMap((phase) => phase.layers.flatMap((layer) => layer.beats)),
    beats.map((_, i) => i),
  );
});

test("titles name phase, layer and operation in plain words", () => {
  assert.equal(beatTitle(beats[0]), "Forward, layer 1, multiply");
  assert.equal(beatTitle(beats[9]), "Backward, layer 2, send");
  assert.equal(beatTitle(beats[16]), "Update, measure again");
});

test("phases can be walked both ways and end at the ends", () => {
  const walk = [0];
  while (walk[walk.length - 1] < 16) walk.push(nextPhase(beats, walk[walk.length - 1], 1));
  assert.deepEqual(
    walk.map((i) => beats[i].op),
    ["product", "loss", "gate", "update", "measure"],
  );
  assert.equal(nextPhase(beats, 9, -1), 7);
  assert.equal(nextPhase(beats, 0, -1), 0);
});

test("an operation is before, now or after the beat shown; one that never comes is not reached", () => {
  assert.equal(reached(beats, 9, "backward", 2, "gate"), "after");
  assert.equal(reached(beats, 9, "backward", 2, "send"), "now");
  assert.equal(reached(beats, 9, "backward", 1, "gate"), "before");
  assert.equal(reached(beats, 9, "forward", 1, "batch_norm"), "before");
});
