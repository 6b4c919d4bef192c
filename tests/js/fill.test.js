import assert from "node:assert/strict";
import { test } from "node:test";
import { formatNumber } from "../../static/js/format.js";
import { blanksOf, check, isRight, tellingSlips } from "../../static/js/predict/blank.js";
import { workedLine } from "../../static/js/predict/lines.js";
import { plain } from "../../static/js/written.js";
import { beatAt, richMoment, spamMoment } from "./fixtures.js";

/** @import { Blank, Line } from "../../static/js/types" */
/** @typedef {import("../../static/js/predict/subject.js").Subject} Subject */
import { subjectOf, atEveryBeat } from "./subjects.js";

/** @param {Line} line @returns {Blank[]} */
const blanksIn = (line) => line.parts.filter((part) => typeof part !== "string");

test("every blank takes its number as it is shown, with a comma or a hyphen, and within one per cent", () => {
  let lines = 0;
  atEveryBeat((subject, beat) => {
    const line = workedLine(subject, beat);
    if (!line) return;
    lines += 1;
    for (const blank of blanksIn(line)) {
      const shown = formatNumber(blank.value);
      for (const text of [
        shown,
        shown.replace(".", ","),
        shown.replace("−", "-"),
        String(blank.value * 1.009),
        ` ${shown} `,
      ])
        assert.equal(check(blank, text)?.right, true, `${text} for ${blank.value}`);
      const off = Math.max(0.03 * Math.abs(blank.value), 3 * blank.slack, 1e-3);
      assert.equal(check(blank, String(blank.value + off))?.right, false, `${blank.value} + ${off}`);
    }
  });
  assert.ok(lines > 2000);
});

/** What is written on a line, as JavaScript reads it. @param {Line} line */
function arithmetic(line) {
  const text = line.parts.map((part) => (typeof part === "string" ? part : `(${part.value})`)).join("");
  const sides = text.split(" = ");
  /** @type {[RegExp, string][]} */
  const signs = [
    ...[
      [/−ln\(/g, "-Math.log("],
      [/e\^/g, "Math.exp"],
      [/ReLU\(/gi, "Math.max(0, "],
      [/Tanh\(/gi, "Math.tanh("],
    ],
    ...[
      [/Sigmoid\(/gi, "((z) => 1 / (1 + Math.exp(-z)))("],
      [/Linear\(/gi, "("],
      [/\)²/g, ") ** 2"],
      [/\[/g, "("],
    ],
    ...[
      [/\]/g, ")"],
      [/×/g, "*"],
      [/−/g, "-"],
    ],
  ].map(([sign, code]) => /** @type {[RegExp, string]} */ ([sign, code]));
  const code = signs.reduce((all, [sign, word]) => all.replaceAll(sign, word), sides.at(-2) ?? "");
  return [Function(`return ${code}`)(), Number(sides.at(-1)?.replace(/[()]/g, ""))];
}

test("what stands on a line is true, whatever the network", () => {
  const kinds = new Set();
  atEveryBeat((subject, beat, { op }) => {
    const line = workedLine(subject, beat);
    if (!line) return;
    const [made, said] = arithmetic(line);
    assert.ok(Math.abs(made - said) <= 1e-9 * Math.max(1, Math.abs(said)), `${plain(line.title)}: ${made} and ${said}`);
    kinds.add(op);
  });
  const all = "product sum batch_norm activation skip dropout loss gate deposit send gather update measure";
  assert.deepEqual([...kinds].sort(), all.split(" ").sort());
});

test("every mistake is recognised by its own number, and never by the right one", () => {
  let told = 0;
  atEveryBeat((subject, beat) => {
    const line = workedLine(subject, beat);
    for (const blank of line ? blanksIn(line) : []) {
      assert.equal(check(blank, String(blank.value))?.slip, null);
      for (const slip of tellingSlips(blank)) {
        assert.ok(!isRight(blank, slip.value));
        assert.deepEqual(check(blank, String(slip.value)), { right: false, slip: slip.text });
        told += 1;
      }
    }
  });
  assert.ok(told > 5000);
});

/** What is said of a number that is typed for the result of a beat. @param {Subject} subject @param {number} beat @param {string} text */
function said(subject, beat, text) {
  const line = /** @type {Line} */ (workedLine(subject, beat));
  return plain(check(/** @type {Blank} */ (blanksIn(line).at(-1)), text)?.slip ?? []);
}

test("the mistakes of the worked example have names", () => {
  const spam = subjectOf(spamMoment(0));
  const at = (/** @type {string} */ phase, /** @type {number | null} */ layer, /** @type {string} */ op) =>
    beatAt(phase, layer, op);
  assert.match(said(spam, at("forward", 1, "sum"), "2.06"), /forgets the bias, 0\.1/);
  assert.match(said(spam, at("forward", 1, "sum"), "1,36"), /leaves one term out, 0\.8/);
  assert.match(said(spam, at("forward", 1, "sum"), "2.64"), /turns the sign of one term, −0\.24/);
  assert.match(said(spam, at("backward", 2, "gate"), "-1.298"), /forgets the slope/);
  assert.match(said(spam, at("backward", 2, "gate"), "0.2293"), /y − ŷ instead of ŷ − y/);
  assert.match(said(spam, at("backward", 1, "gate"), "-0.2752"), /slope of the wrong branch: z = −0\.18/);
  assert.match(said(spam, at("backward", 2, "deposit"), "-0.1605"), /takes w instead of a: it is the message/);
  assert.match(said(spam, at("backward", 2, "deposit"), "-2.803"), /forgets the slope/);
  assert.match(said(spam, at("backward", 2, "send"), "0"), /the deposit δ·a/);
  assert.match(said(spam, at("update", null, "update"), "0.6505"), /plus instead of minus/);
  assert.match(said(spam, at("update", null, "update"), "1.195"), /forgets η/);
  assert.match(said(spam, at("backward", 2, "deposit"), "0.4954"), /sign is lost/);
  assert.equal(said(spam, at("backward", 2, "deposit"), "17"), "");
  assert.match(said(spam, at("backward", 2, "deposit"), "much"), /not a number/);
  const rich = subjectOf(richMoment(0));
  const gate = beatAt("backward", 3, "gate", rich.trace);
  assert.match(said(rich, gate, String(3 * 0.2456 * -0.5889)), /3 times too large: the loss is a mean over 3 rows/);
});

test("blanks fade: the result, a factor with it, then all", () => {
  const subject = subjectOf(spamMoment(0));
  const line = /** @type {Line} */ (workedLine(subject, beatAt("backward", 2, "deposit")));
  assert.deepEqual(
    [0, 1, 2].map((fading) => blanksOf(line, /** @type {0} */ (fading)).length),
    [1, 2, 3],
  );
  const [result] = blanksOf(line, 0);
  assert.equal(/** @type {Blank} */ (line.parts[result]).name, "deposit");
  assert.ok(blanksOf(line, 1).includes(result));
});

test("a line is about what is selected", () => {
  const selection = { kind: "weight", layer: 2, from: 1, unit: 0 };
  const line = /** @type {Line} */ (
    workedLine(subjectOf(spamMoment(0, 1, { selection })), beatAt("backward", 2, "deposit"))
  );
  assert.equal(plain(line.title), "∂L/∂w, from h₂ to ŷ");
  assert.ok(blanksIn(line).at(-1)?.value === 0);
  assert.equal(check(/** @type {Blank} */ (blanksIn(line).at(-1)), "0")?.right, true);
});
