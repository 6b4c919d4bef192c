import assert from "node:assert/strict";
import { test } from "node:test";
import {
  holdsExercise,
  KINDS,
  newDraft,
  newQuestion,
  readExercise,
  whereText,
  withLine,
  writeExercise,
} from "../../static/js/share/exercise.js";
import { holdsNetwork } from "../../static/js/share/link.js";
import { LinkError, pack } from "../../static/js/share/packed.js";

const place = { beat: "forward-1-sum", select: "n-1-0", view: null, row: 2 };

test("an exercise comes back from its link as it was, with questions of every kind", async () => {
  const draft = newDraft({ layers: [{ units: 1 }], weights: [0.1, -0, 5e-324] }, place);
  const kinds = /** @type {(keyof typeof KINDS)[]} */ (Object.keys(KINDS));
  draft.title = "Größe π 🧠 & <script>";
  draft.passages[0].questions = kinds.map(newQuestion);
  const hash = await writeExercise(draft);
  assert.match(hash, /^ex=1\.[\w-]+$/);
  assert.ok(holdsExercise(`#${hash}`));
  assert.ok(!holdsNetwork(`#${hash}`));
  const back = await readExercise(`#${hash}`);
  assert.deepEqual(back, draft);
  assert.ok(Object.is(/** @type {any} */ (back.networks.own.request).weights[1], -0));
});

test("what is no exercise is refused as a broken link", async () => {
  const others = await Promise.all(
    ["text", [], {}, { passages: [] }, { passages: [3] }].map((each) => pack("ex", /** @type {any} */ (each))),
  );
  for (const hash of [...others, "ex=1.eJyrVg", "ex=", "ex=1.****"])
    await assert.rejects(readExercise(hash), (error) => error instanceof LinkError && /not whole/.test(error.message));
  await assert.rejects(readExercise("ex=2.abc"), /version 2/);
});

test("a line has a blank for each place, and those that were filled stay", () => {
  const question = /** @type {Extract<import("../../static/js/types/exercise").DraftQuestion, { kind: "blanks" }>} */ (
    newQuestion("blanks")
  );
  question.blanks[0].answer = 6;
  const more = /** @type {typeof question} */ (withLine(question, "2 · 3 = {} and {} · {}"));
  assert.deepEqual(
    more.blanks.map(({ name, answer }) => [name, answer]),
    [
      ["Blank 1", 6],
      ["Blank 2", null],
      ["Blank 3", null],
    ],
  );
  const none = /** @type {typeof question} */ (withLine(more, "nothing"));
  assert.deepEqual(none.blanks, []);
});

test("a finding is placed as the form is read", () => {
  const at = (/** @type {(string | number)[]} */ ...more) => whereText(["body", ...more]);
  assert.equal(at("title"), "title");
  assert.equal(at("passages", 0, "text"), "text");
  assert.equal(at("passages", 0, "questions", 1, "number", "blank", "answer"), "question 2, blank answer");
  assert.equal(at("passages", 0, "questions", 0, "choice", "options", 1, "says"), "question 1, options 2 says");
  assert.equal(at("passages", 0, "questions", 3, "choice"), "question 4");
  assert.equal(at(), "body");
});
