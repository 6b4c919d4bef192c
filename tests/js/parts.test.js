import assert from "node:assert/strict";
import { test } from "node:test";
import { atGrain, endOf, GRAINS, outerStop, partAt, partCount, partIndex, stopBeside } from "../../static/js/parts.js";
import { parsePlace, parseStop, stopId, writePlace } from "../../static/js/place.js";
import { knownAt } from "../../static/js/scene/moment.js";
import { beatAt, richTrace, spamMoment, spamTrace } from "./fixtures.js";

/** All stops of a step at a grain. @param {import("../../static/js/types").Trace} trace @param {import("../../static/js/types").Grain} grain */
function stops(trace, grain) {
  const all = [outerStop(trace, grain, "first")];
  for (let next = stopBeside(trace, all[0], grain, 1); next; next = stopBeside(trace, next, grain, 1)) all.push(next);
  return all;
}

for (const trace of [spamTrace(), richTrace()])
  for (const grain of GRAINS) {
    test(`every stop of ${trace.layers.length} layers at grain ${grain} has a name of its own, by which it is found again`, () => {
      const all = stops(trace, grain);
      const ids = all.map((stop) => stopId(trace, stop, grain));
      assert.equal(new Set(ids).size, ids.length);
      assert.deepEqual(
        ids.map((id) => parseStop(trace, id, grain)),
        all,
      );
    });
    test(`walking back meets the same stops of ${trace.layers.length} layers at grain ${grain}`, () => {
      const all = stops(trace, grain);
      const back = [outerStop(trace, grain, "last")];
      for (let next = stopBeside(trace, back[0], grain, -1); next; next = stopBeside(trace, next, grain, -1))
        back.push(next);
      assert.deepEqual(back.reverse(), all);
    });
  }

test("a spam filter has 4 phases, 17 beats, and a part for each neuron and term", () => {
  const trace = spamTrace();
  assert.equal(stops(trace, "phase").length, 4);
  assert.equal(stops(trace, "layer").length, 17);
  // Layer 1: 2 units with 3 terms and a bias; layer 2: one with 2 terms and a bias.
  const forward = 2 * (3 + 4 + 1) + (2 + 3 + 1);
  const backward = 1 + 3 + 2 + 2 + (2 + 8 + 6 + 6);
  assert.equal(stops(trace, "term").length, forward + 1 + backward + 11 + 1);
});

test("the parts of a beat are numbered one by one", () => {
  for (const trace of [spamTrace(), richTrace()])
    for (const beat of trace.beats)
      for (const grain of GRAINS)
        for (let i = 0; i < partCount(trace, beat, grain); i++) {
          const part = partAt(trace, beat, grain, i);
          assert.ok(part);
          assert.equal(partIndex(trace, beat, grain, part), i);
        }
});

test("another grain keeps the place", () => {
  const trace = spamTrace();
  const beat = beatAt("forward", 1, "sum");
  const second = { beat, part: 1, time: 1 };
  assert.deepEqual(atGrain(trace, second, "neuron", "term"), { beat, part: 7, time: 1 });
  assert.deepEqual(atGrain(trace, { beat, part: 5, time: 1 }, "term", "neuron"), second);
  assert.deepEqual(atGrain(trace, second, "neuron", "layer"), { beat, part: null, time: 1 });
  assert.deepEqual(atGrain(trace, second, "neuron", "phase"), { beat: 5, part: null, time: 1 });
  assert.deepEqual(atGrain(trace, { beat, part: null, time: 1 }, "layer", "term"), endOf(trace, beat, "term"));
});

test("what comes before a part is known, what comes after is not", () => {
  const beat = beatAt("forward", 1, "sum");
  const known = knownAt(spamMoment(beat, 1, { grain: "neuron", cursor: { beat, part: 0, time: 1 } }));
  assert.deepEqual([known("forward", 1, "sum", 0), known("forward", 1, "sum", 1)], [true, false]);
  assert.deepEqual([known("forward", 1, "product", 1, 2), known("forward", 1, "activation", 0)], [true, false]);
});

test("an address holds the whole place", () => {
  const trace = spamTrace();
  const beat = beatAt("backward", 2, "gather");
  const cursor = { beat, part: 1, time: 1 };
  /** @type {any} */
  const state = {
    trace,
    cursor,
    grain: "neuron",
    row: null,
    selection: { kind: "weight", layer: 1, from: 2, unit: 0 },
    view: "table",
    zoom: null,
  };
  const text = writePlace(state);
  assert.equal(text, "step=1&beat=backward-2-gather-1&grain=neuron&row=all&select=w-1-2-0&view=table");
  const place = parsePlace(`#${text}`);
  assert.deepEqual(parseStop(trace, place.beat ?? "", place.grain), cursor);
  assert.deepEqual([place.step, place.row, place.view, place.selection], [1, null, "table", state.selection]);
});

test("an address that makes no sense is the beginning", () => {
  const place = parsePlace("#beat=backward-9-dance&grain=atom&row=-3&select=w-1&view=sound&step=1e9");
  assert.deepEqual(place, {
    step: null,
    beat: "backward-9-dance",
    grain: "layer",
    row: undefined,
    selection: null,
    view: null,
    zoom: null,
  });
  assert.equal(parseStop(spamTrace(), "backward-9-dance", "layer"), null);
  assert.deepEqual(parseStop(spamTrace(), "update-update-7-9-9", "term"), endOf(spamTrace(), 15, "term"));
});
