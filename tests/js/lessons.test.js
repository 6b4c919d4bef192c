/** The pure part of the lessons: answers judged, facts found, targets named, progress counted. */
import assert from "node:assert/strict";
import test from "node:test";
import { checkBlanks, checkChoice, checkGoal, checkNumber, holds, readingsOf } from "../../static/js/lessons/check.js";
import { factsOf } from "../../static/js/lessons/facts.js";
import { figureOf, movesOf, questionsBefore } from "../../static/js/lessons/lesson.js";
import { countOf, doneText, progressOf, withAnswer, without } from "../../static/js/lessons/progress.js";
import { marksAt, targetName } from "../../static/js/lessons/targets.js";
import { spamMoment } from "./fixtures.js";

const { network, trace } = spamMoment(0);

/** @param {string} text */
const firstOf = (text) => readingsOf(text)[0];

test("a number may be typed with a point, a comma, any minus, a plus, or as a fraction", () => {
  for (const text of ["2.16", "2,16", " 2.16 ", "+2.16", "= 2.16", "≈2.16", "2.160", "54/25", "216e-2"])
    assert.equal(firstOf(text), 2.16, text);
  for (const text of ["-0.18", "−0.18", "–0,18", "- .18", "－0.18"]) assert.equal(firstOf(text), -0.18, text);
});

test("what is no number is said to be none", () => {
  for (const text of [
    "",
    "abc",
    "1.2.3",
    "2.16 z",
    "--1",
    "1/0",
    "1/2/3",
    ".",
    "-",
    "1,2,3",
    "NaN",
    "Infinity",
    "0x10",
  ])
    assert.deepEqual(readingsOf(text), [], text);
});

test("where a text may mean two numbers, both are looked at", () => {
  assert.deepEqual(readingsOf("1,000"), [1, 1000]);
  assert.deepEqual(readingsOf("1,234.5"), [1234.5]);
  assert.deepEqual(readingsOf("77 %"), [77, 0.77]);
});

const blank = {
  name: "Sum",
  answer: 2.16,
  number: null,
  within: 0.005,
  slips: [{ answer: 2.06, says: "bias", when: [] }],
};
/** @type {import("../../static/js/types/lesson").NumberQuestion} */
const number = { kind: "number", ask: "", hints: [], then: null, says: "yes", wrong: "no", slips: [], blank };
const nothing = () => null;

test("a number is right within its bounds, a known slip has words of its own, another answer others", () => {
  assert.deepEqual(checkNumber(number, "2.16", nothing), { right: true, says: "yes" });
  assert.equal(checkNumber(number, "2.165", nothing).right, true);
  assert.equal(checkNumber(number, "2.1651", nothing).right, false);
  assert.deepEqual(checkNumber(number, "2,06", nothing), { right: false, says: "bias" });
  assert.deepEqual(checkNumber(number, "7", nothing), { right: false, says: "no" });
  assert.match(checkNumber(number, "seven", nothing).says, /no number/);
  assert.match(checkNumber(number, " ", nothing).says, /first/);
});

test("a right answer comes before a slip that lies as near", () => {
  const near = { ...number, blank: { ...blank, within: 0.2 } };
  assert.equal(checkNumber(near, "2.06", nothing).right, true);
});

test("a blank may be answered by what the figure shows", () => {
  const live = { ...number, blank: { ...blank, answer: null, number: "z:1:0" } };
  assert.equal(checkNumber(live, "3", (of) => (of === "number:z:1:0" ? 3 : null)).right, true);
  assert.match(checkNumber(live, "3", nothing).says, /no such number/);
});

test("of several blanks each is judged, and the first that is wrong is spoken of by its name", () => {
  /** @type {import("../../static/js/types/lesson").Blanks} */
  const blanks = {
    ...number,
    kind: "blanks",
    line: ["", "", ""],
    blanks: [{ ...blank, name: "One", answer: 1 }, blank],
  };
  assert.deepEqual(checkBlanks(blanks, ["1", "2.16"], nothing), { right: true, says: "yes", each: [true, true] });
  assert.deepEqual(checkBlanks(blanks, ["1", "2.06"], nothing), {
    right: false,
    says: '<p class="which">Sum:</p>bias',
    each: [true, false],
  });
  assert.deepEqual(checkBlanks(blanks, ["9", "9"], nothing), { right: false, says: "no", each: [false, false] });
  assert.match(checkBlanks(blanks, ["1"], nothing).says, /Sum:.*first/);
});

test("each option of a choice says something of its own", () => {
  /** @type {import("../../static/js/types/lesson").Choice} */
  const choice = {
    ...{ kind: "choice", ask: "", hints: [], then: null },
    options: [
      { text: "a", says: "no, because", right: false },
      { text: "b", says: "yes, because", right: true },
    ],
  };
  assert.deepEqual(checkChoice(choice, 0), { right: false, says: "no, because" });
  assert.deepEqual(checkChoice(choice, 1), { right: true, says: "yes, because" });
  assert.match(checkChoice(choice, null).says, /first/);
});

/** @param {Partial<import("../../static/js/types/lesson").Condition>} bounds */
const condition = (bounds) => ({ of: "x", at_least: null, at_most: null, equals: null, ...bounds });

test("a condition holds within its bounds and of nothing that is not there", () => {
  assert.equal(
    holds(condition({ at_least: 1, at_most: 2 }), () => 2),
    true,
  );
  assert.equal(
    holds(condition({ at_most: 2 }), () => 2.1),
    false,
  );
  assert.equal(
    holds(condition({ at_least: 0 }), () => null),
    false,
  );
  assert.equal(
    holds(condition({ at_least: 0 }), () => NaN),
    false,
  );
  assert.equal(
    holds(condition({ equals: 0.4 }), () => 0.1 + 0.3),
    true,
  );
  assert.equal(
    holds(condition({ equals: "relu" }), () => "tanh"),
    false,
  );
});

test("a goal that is missed names the mistake, where it is one that is known", () => {
  const slip = { answer: null, says: "the wrong way", when: [condition({ at_most: -1 })] };
  /** @type {import("../../static/js/types/lesson").Goal} */
  const goal = { ...number, kind: "goal", slips: [slip], goal: [condition({ at_least: 1 })], solve: [] };
  assert.equal(checkGoal(goal, () => 1).right, true);
  assert.equal(checkGoal(goal, () => 0).says, "no");
  assert.equal(checkGoal(goal, () => -1).says, "the wrong way");
});

test("facts are found in the step, the network, those beside it, and the figure", () => {
  const compare = /** @type {any} */ ({ sides: [{ network }, { network: { ...network, step: 7 } }] });
  const facts = factsOf({ trace, row: 0, network, compare }, { x: 3 });
  assert.equal(facts("number:z:1:0"), trace.layers[0].z[0][0]);
  assert.equal(facts("number:w:1:1:2"), trace.layers[0].w[2][1]);
  assert.equal(facts("number:z:1:1::0"), trace.layers[0].z[0][1]);
  assert.equal(facts("number:loss"), trace.loss);
  assert.equal(facts("number:z:1:99"), null);
  assert.equal(facts("number:z:9:0"), null);
  assert.equal(facts("network.network.layers.0.units"), network.network.layers[0].units);
  assert.equal(facts("side.1.step"), 7);
  assert.equal(facts("figure.x"), 3);
  assert.equal(facts("figure.nothing.at.all"), null);
  assert.equal(facts("elsewhere"), null);
});

test("a target is one mark or all of a kind in a layer", () => {
  assert.deepEqual(marksAt(network, "n-1-0 loss"), ["n-1-0", "loss"]);
  assert.deepEqual(marksAt(network, "x"), ["n-0-0", "n-0-1", "n-0-2"]);
  assert.deepEqual(marksAt(network, "b:1"), ["b-1-0", "b-1-1"]);
  assert.deepEqual(marksAt(network, "w:2"), ["w-2-0-0", "w-2-1-0"]);
  assert.deepEqual(marksAt(network, "h:1"), ["n-1-0", "n-1-1"]);
  assert.deepEqual(marksAt(network, "w:9"), []);
});

test("a target has a name in words", () => {
  assert.equal(targetName("n-1-0 w:2"), "layer 1, neuron 1 and the weights of layer 2");
  assert.equal(targetName("n-0-2"), "input 3");
  assert.equal(targetName("w-1-2-0"), "weight from input 3 to layer 1, neuron 1");
  assert.equal(targetName("b-1-0"), "bias of layer 1, neuron 1");
  assert.equal(targetName("loss"), "the loss");
});

/** @type {any} */
const lesson = {
  slug: "one",
  passages: [
    { figure: { kind: "network", network: "a" }, questions: [{ then: { beat: "b1" } }, { then: null }] },
    { figure: null, questions: [{ then: { beat: "b2" } }] },
    { figure: { kind: "compare" }, questions: [] },
  ],
};

test("a passage without a figure keeps the one before", () => {
  assert.equal(figureOf(lesson, 1).at, 0);
  assert.equal(figureOf(lesson, 2).figure?.kind, "compare");
  assert.deepEqual(figureOf({ ...lesson, passages: [{ figure: null, questions: [] }] }, 0), { figure: null, at: -1 });
  assert.equal(questionsBefore(lesson, 2), 3);
});

test("a figure that comes back stands where right answers had moved it", () => {
  assert.deepEqual(movesOf(lesson, {}, 0, 1), []);
  assert.deepEqual(movesOf(lesson, { one: { 0: "right", 2: "tried" } }, 0, 1), [{ beat: "b1" }]);
  assert.deepEqual(movesOf(lesson, { one: { 0: "right", 2: "right" } }, 0, 1), [{ beat: "b1" }, { beat: "b2" }]);
});

test("what was right once stays so, and each lesson begins anew by itself", () => {
  let progress = withAnswer({}, "one", 0, false);
  assert.deepEqual(countOf(progress, "one", 3), { right: 0, tried: 1 });
  progress = withAnswer(withAnswer(progress, "one", 0, true), "one", 0, false);
  progress = withAnswer(progress, "two", 1, true);
  assert.deepEqual(countOf(progress, "one", 3), { right: 1, tried: 1 });
  assert.deepEqual(without(progress, "one"), { two: { 1: "right" } });
  assert.equal(doneText({ right: 1, tried: 1 }, 3), "1 of 3 right");
  assert.equal(doneText({ right: 3, tried: 3 }, 3), "Done");
});

test("answers to questions that a lesson no longer has do not count", () => {
  assert.deepEqual(countOf({ one: { 0: "right", 9: "right" } }, "one", 3), { right: 1, tried: 1 });
});

test("what storage holds is taken as far as it makes sense", () => {
  assert.deepEqual(progressOf('{"one":{"0":"right","1":"wrong","x":"right"},"two":null}'), { one: { 0: "right" } });
  for (const text of [null, "", "[", "7", "null", '{"one":7}']) assert.deepEqual(progressOf(text), {});
});
