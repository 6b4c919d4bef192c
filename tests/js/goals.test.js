import assert from "node:assert/strict";
import { test } from "node:test";
import { newDraft, newQuestion } from "../../static/js/share/exercise.js";
import {
  boundOf,
  BOUNDS,
  conditionOf,
  epochsOf,
  measureOf,
  MEASURES,
  placeOf,
  solveOf,
} from "../../static/js/share/goals.js";
import { lacksOf, tidied } from "../../static/js/share/missing.js";

/** @typedef {import("../../static/js/types/exercise").DraftQuestion} DraftQuestion */
const place = { layer: 2, unit: 3, source: 1 };

test("a condition is read back as it was put together, whatever it is about", () => {
  for (const measure of Object.keys(MEASURES))
    for (const bound of /** @type {(keyof typeof BOUNDS)[]} */ (Object.keys(BOUNDS))) {
      const condition = conditionOf(measure, place, bound, 0.5);
      assert.equal(measureOf(condition), measure);
      assert.equal(boundOf(condition), bound);
      assert.equal(condition[bound], 0.5);
      for (const part of MEASURES[measure].at ?? []) assert.equal(placeOf(condition)[part], place[part]);
    }
  assert.equal(conditionOf("w", place, "at_least", 1).of, "number:w:2:2:0");
  assert.equal(conditionOf("a", place, "at_least", 1).of, "number:a:2:2");
});

test("what can be set is set, what has to be learned is trained for", () => {
  const goal = [
    conditionOf("w", place, "at_least", 2),
    conditionOf("b", place, "equals", -1),
    conditionOf("network.training.optimizer.learning_rate", place, "at_most", 0.1),
    conditionOf("network.metrics.train.loss", place, "at_most", 0.2),
  ];
  const solve = solveOf(goal, 30);
  assert.deepEqual(solve, [
    { edits: [{ layer: 2, parameter: "w", index: [0, 2], value: 2 }] },
    { edits: [{ layer: 2, parameter: "b", index: [2], value: -1 }] },
    { patch: { training: { optimizer: { learning_rate: 0.1 } } } },
    { train: { epochs: 30 } },
  ]);
  assert.equal(epochsOf(solve), 30);
  assert.equal(epochsOf(solveOf(goal, null)), null);
  assert.deepEqual(solveOf([conditionOf("w", place, "at_least", null)], null), []);
});

/** @param {...DraftQuestion} questions */
function draftOf(...questions) {
  const draft = newDraft({ network: { layers: [{ units: 2 }, { units: 1 }] } }, /** @type {any} */ ({}));
  draft.passages[0].questions = questions;
  return draft;
}
/** @param {...DraftQuestion} questions */
const lacks = (...questions) =>
  lacksOf(draftOf(...questions)).map(({ loc, message }) => `${loc.join(" ")}: ${message}`);

test("a new question of each kind lacks what a teacher has to say, and nothing else", () => {
  assert.deepEqual(lacks(newQuestion("choice")), [
    "questions 0 ask: is still empty",
    "questions 0 options 0 text: is still empty",
    "questions 0 options 1 text: is still empty",
  ]);
  assert.deepEqual(lacks(newQuestion("number")), [
    "questions 0 ask: is still empty",
    "questions 0 right answer: needs a number",
  ]);
  assert.deepEqual(lacks(newQuestion("blanks")), [
    "questions 0 ask: is still empty",
    "questions 0 blank 0 right answer: needs a number",
  ]);
  assert.deepEqual(lacks(newQuestion("goal")), ["questions 0 ask: is still empty"]);
});

/** @param {ReturnType<typeof conditionOf>} condition */
const goalLacks = (condition) =>
  lacks(/** @type {DraftQuestion} */ ({ ...newQuestion("goal"), ask: "Do it.", goal: [condition] }));

test("a condition has a value that can be, at a place that the network has", () => {
  assert.deepEqual(goalLacks(conditionOf("w", { layer: 2, unit: 1, source: 2 }, "at_least", 1)), []);
  assert.match(goalLacks(conditionOf("w", { layer: 2, unit: 1, source: 3 }, "at_least", 1))[0], /neurons 1 to 2/);
  assert.match(goalLacks(conditionOf("b", { layer: 2, unit: 2, source: 1 }, "at_least", 1))[0], /neurons 1 to 1/);
  assert.match(goalLacks(conditionOf("a", { layer: 3, unit: 1, source: 1 }, "at_least", 1))[0], /layers 1 to 2/);
  assert.match(goalLacks(conditionOf("network.metrics.train.accuracy", place, "at_least", 90))[0], /0\.9 is 90 %/);
  assert.match(goalLacks(conditionOf("network.step", place, "at_least", null))[0], /needs a number/);
});

test("lines between hints are no hints", () => {
  const draft = draftOf({ ...newQuestion("choice"), hints: ["", "first", "", "second", ""] });
  assert.deepEqual(tidied(draft).passages[0].questions[0].hints, ["first", "second"]);
});

test("a line without a blank and a text that is too long are found", () => {
  const question = /** @type {Extract<DraftQuestion, { kind: "blanks" }>} */ (newQuestion("blanks"));
  assert.match(lacks({ ...question, ask: "a", line: "none", blanks: [] })[0], /needs a \{\}/);
  assert.match(lacks({ ...newQuestion("goal"), ask: "a".repeat(4001) })[0], /4001 characters, 4000 at most/);
});
