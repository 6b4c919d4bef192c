import assert from "node:assert/strict";
import { test } from "node:test";
import { formatNumber } from "../../static/js/format.js";
import { blanksOf, check, isRight, tellingSlips } from "../../static/js/predict/blank.js";
import { workedLine } from "../../static/js/predict/lines.js";
import { questionOf, questionsAt } from "../../static/js/predict/questions.js";
import { askOn, exerciseIn } from "../../static/js/predict/session.js";
import { initialState } from "../../static/js/store.js";
import { plain } from "../../static/js/written.js";
import { beatAt, richMoment, spamMoment } from "./fixtures.js";
import { little } from "./little.js";

/** @import { Blank, Line, Prediction } from "../../static/js/types" */
/** @typedef {import("../../static/js/predict/subject.js").Subject} Subject */

/** @param {object} moment @returns {Subject} */
const subjectOf = (moment) => /** @type {any} */ ({ row: 0, selection: null, part: null, ...moment });

const { catalog } = spamMoment(0);
const SHAPES = [
  { widths: [3, 2, 1], activations: ["relu", "sigmoid"], loss: "binary_cross_entropy" },
  { widths: [2, 4, 3], activations: ["tanh", "softmax"], loss: "categorical_cross_entropy" },
  { widths: [2, 3, 3, 2], activations: ["relu", "relu", "linear"], loss: "mean_squared_error" },
  { widths: [1, 5, 1], activations: ["sigmoid", "linear"], loss: "mean_squared_error", rows: 4 },
  { widths: [2, 3, 1], activations: ["tanh", "sigmoid"], loss: "mean_squared_error", rate: 2 },
  { widths: [4, 3, 2], activations: ["relu", "softmax"], loss: "categorical_cross_entropy", rows: 3, rate: 3 },
];

/** The golden networks and many small ones, each for a row and where there are more for the whole batch. @returns {Subject[]} */
function everything() {
  const made = SHAPES.flatMap((shape) =>
    Array.from({ length: 40 }, (_, seed) => ({ ...little({ ...shape, seed }), catalog })),
  );
  return [spamMoment(0), richMoment(0), ...made].flatMap((moment) => {
    const rows = moment.trace.x.length > 1 ? [0, 1, null] : [0];
    return rows.map((row) => subjectOf({ ...moment, row }));
  });
}
const ALL = everything();

/** @param {(subject: Subject, beat: number, entry: import("../../static/js/types").Beat) => void} visit */
function atEveryBeat(visit) {
  for (const subject of ALL) subject.trace.beats.forEach((entry, beat) => visit(subject, beat, entry));
}

/** @param {Prediction} question */
const rightText = (question) => plain(question.options[question.right].text);

/** The unit that a prompt names: h₂ is 1, ŷ alone 0. @param {string} text */
function unitIn(text) {
  const digits = /[hxŷ]([₀-₉]+)/.exec(text)?.[1] ?? "₁";
  return Number([...digits].map((digit) => "₀₁₂₃₄₅₆₇₈₉".indexOf(digit)).join("")) - 1;
}

test("every question has two to four answers, one of them right, and a misconception for each of the others", () => {
  const asked = new Set();
  atEveryBeat((subject, beat, { op }) => {
    for (const question of questionsAt(subject, beat)) {
      asked.add(op);
      const { options, right } = question;
      assert.ok(options.length >= 2 && options.length <= 4, plain(question.prompt));
      assert.equal(new Set(options.map(({ text }) => plain(text))).size, options.length);
      options.forEach(({ slip }, i) => assert.equal(slip === null, i === right, plain(question.prompt)));
      for (const { slip } of options) assert.doesNotMatch(plain(slip ?? []), /undefined|NaN|–|!/);
      assert.match(plain(question.prompt), /\?$/);
      assert.doesNotMatch(plain(question.prompt) + plain(question.because), /undefined|NaN|–|!/);
    }
  });
  assert.deepEqual([...asked].sort(), [
    "activation",
    "deposit",
    "gate",
    "gather",
    "loss",
    "measure",
    "send",
    "sum",
    "update",
  ]);
});

test("the same place always asks the same", () => {
  const [subject] = ALL;
  subject.trace.beats.forEach((_, beat) =>
    assert.deepEqual(questionOf(subject, beat), questionOf(structuredClone(subject), beat)),
  );
});

/** From which beat on a number is there; −1 before the first. @param {Subject} subject @param {string} key */
function knownFrom({ trace }, key) {
  const [quantity, layerText] = key.split(":");
  const layer = Number(layerText);
  const at = (/** @type {string} */ op, /** @type {number} */ l) =>
    trace.beats.findIndex((beat) => beat.op === op && (beat.layer === l || beat.layer === null));
  const back = layer === trace.layers.length ? at("loss", 0) : at("gather", layer + 1);
  const normed = trace.layers[layer - 1]?.batch_norm ? "batch_norm" : "sum";
  /** @type {Record<string, number>} */
  const from = {
    ...{ w: -1, b: -1, y: -1, learning_rate: -1, x: layer > 1 ? at("activation", layer - 1) : -1 },
    ...{ product: at("product", layer), z: at("sum", layer), f_input: at(normed, layer), h: at("activation", layer) },
    ...{ a: layer === 0 ? -1 : at("activation", layer), loss: at("loss", 0), grad_a: back, grad_h: back },
    ...{
      grad_z: at("gate", layer),
      grad_w: at("deposit", layer),
      message: at("send", layer),
      foretold: at("update", 0),
    },
  };
  assert.ok(quantity in from, `${quantity} in a prompt`);
  return from[quantity];
}

test("neither a prompt nor an answer shows a number that is not there yet", () => {
  atEveryBeat((subject, beat) => {
    for (const { prompt, options } of questionsAt(subject, beat))
      for (const part of [prompt, ...options.map(({ text }) => text)].flat())
        if (typeof part !== "string") assert.ok(knownFrom(subject, part.key) < beat, `${part.key}: ${plain(prompt)}`);
  });
});

test("the sign of a sum is that of its products and its bias, worked out again", () => {
  atEveryBeat(({ trace, row, ...rest }, beat, { op, layer }) => {
    if (op !== "sum") return;
    for (const question of questionsAt({ trace, row, ...rest }, beat)) {
      const { w, b, x } = trace.layers[Number(layer) - 1];
      const unit = unitIn(plain(question.prompt));
      const rows = row === null ? x : [x[row]];
      const z =
        rows.reduce(
          (sum, own) => own.reduce((all, v, k) => Number(all) + Number(v) * Number(w[k][unit]), sum) ?? 0,
          0,
        ) /
          rows.length +
        Number(b[unit]);
      assert.equal(rightText(question), z > 0 ? "Positive" : "Negative");
    }
  });
});

test("the right answer about an activation holds of it", () => {
  /** @type {Record<string, (h: number, z: number) => boolean>} */
  const holds = {
    0: (h) => h === 0,
    "Between 0 and 0.5": (h) => h > 0 && h < 0.5,
    "Between 0.5 and 1": (h) => h > 0.5 && h < 1,
    "Between −1 and 0": (h) => h > -1 && h < 0,
    "Between 0 and 1": (h) => h > 0 && h < 1,
    "z itself": (h, z) => h === z,
  };
  let seen = 0;
  atEveryBeat((subject, beat, { op, layer }) => {
    if (op !== "activation" || subject.row === null) return;
    const { trace, row } = subject;
    const values = trace.layers[Number(layer) - 1];
    for (const question of questionsAt(subject, beat)) {
      const { mark } = question.options[question.right];
      const h = /** @type {number[]} */ ((values.h ?? values.a)[row]);
      if (mark) assert.equal(mark, `n-${layer}-${h.indexOf(Math.max(...h))}`);
      else {
        const unit = unitIn(plain(question.prompt).split(" for ")[1]);
        const input = (values.batch_norm?.y ?? values.z)[row][unit];
        assert.ok(rightText(question).split(",")[0] in holds, plain(question.prompt));
        assert.ok(holds[rightText(question).split(",")[0]](h[unit], Number(input)), plain(question.prompt));
      }
      seen += 1;
    }
  });
  assert.ok(seen > 100);
});

test("the open gates are those with a slope, and δ beside ∂L/∂a is what the trace has", () => {
  let shut = 0;
  atEveryBeat((subject, beat, { op, layer }) => {
    if (op !== "gate" || subject.row === null) return;
    const { trace, row } = subject;
    const values = trace.layers[Number(layer) - 1];
    const into = /** @type {number[]} */ ((values.batch_norm?.grad_y ?? values.grad_z)[row]);
    const back = /** @type {number[]} */ ((values.grad_h ?? values.grad_a)[row]);
    for (const question of questionsAt(subject, beat)) {
      const text = rightText(question);
      const prompt = plain(question.prompt);
      if (prompt.includes("let the gradient through")) {
        const open = into.flatMap((delta, unit) => (delta !== 0 ? [unit] : []));
        const named = [...text.matchAll(/h[₀-₉]+|ŷ[₀-₉]*/g)].map(([name]) => unitIn(name));
        const all = into.map((_, unit) => unit);
        const said = /^(All|Both|It does$)/.test(text) ? all : /^(None|It does not)/.test(text) ? [] : named;
        assert.deepEqual(said, open);
        shut += 1;
      } else if (prompt.includes("right class")) assert.equal(text, into[unitIn(prompt)] > 0 ? "Positive" : "Negative");
      else {
        const unit = unitIn(prompt);
        const [delta, came] = [Math.abs(into[unit]), Math.abs(back[unit])];
        const want = delta === 0 ? /^0$/ : delta === came ? /^Equal/ : delta < came ? /^Smaller/ : /^Larger/;
        assert.match(text, want);
      }
    }
  });
  assert.ok(shut > 20);
});

test("the largest deposit and the largest message are found among all edges", () => {
  atEveryBeat((subject, beat, { op, layer }) => {
    if (op !== "deposit" && op !== "send") return;
    const { trace, row } = subject;
    const { w, x, grad_z } = trace.layers[Number(layer) - 1];
    const rows = row === null ? trace.x.map((_, n) => n) : [row];
    const over = (/** @type {(n: number) => number} */ value) => rows.reduce((sum, n) => sum + value(n), 0);
    for (const question of questionsAt(subject, beat)) {
      const { mark } = question.options[question.right];
      const prompt = plain(question.prompt);
      if (prompt.includes("is 0. Can")) {
        assert.ok(x[row ?? 0][unitIn(prompt)] === 0, prompt);
        assert.equal(rightText(question), "No");
        continue;
      }
      const sender = unitIn(prompt.split(" from ")[1] ?? "");
      const sizes = w.flatMap((weights, k) =>
        weights.flatMap((weight, j) => {
          if (op === "send" && j !== sender) return [];
          const size = over((n) => Number(op === "send" ? weight : x[n][k]) * Number(grad_z[n][j]));
          return [{ id: op === "send" ? `n-${Number(layer) - 1}-${k}` : `w-${layer}-${k}-${j}`, size: Math.abs(size) }];
        }),
      );
      const best = sizes.toSorted((a, b) => b.size - a.size)[0];
      assert.equal(mark, best.id, prompt);
    }
  });
});

test("messages add where all have one sign, and cancel in part where they differ", () => {
  atEveryBeat((subject, beat, { op, layer }) => {
    if (op !== "gather") return;
    const { trace, row } = subject;
    const { w, grad_z } = trace.layers[Number(layer) - 1];
    if (trace.beats.some((other) => other.op === "skip" && other.layer === layer)) return;
    for (const question of questionsAt(subject, beat)) {
      const k = unitIn(plain(question.prompt));
      const rows = row === null ? grad_z : [grad_z[row]];
      const messages = w[k].map((weight, j) => rows.reduce((sum, own) => sum + Number(weight) * Number(own[j]), 0));
      const size = messages.reduce((sum, value) => sum + Math.abs(value), 0);
      const sum = Math.abs(messages.reduce((all, value) => all + value, 0));
      assert.match(rightText(question), sum > 0.95 * size - 1e-12 ? /^They add/ : /^They cancel/);
    }
  });
});

test("a weight goes where the step takes it, and the loss as far as measured", () => {
  const seen = new Set();
  atEveryBeat((subject, beat, { op }) => {
    const { trace } = subject;
    for (const question of questionsAt(subject, beat)) {
      if (op === "update") {
        const key = question.prompt.flatMap((part) => (typeof part === "string" ? [] : [part.key]))[0];
        const [layer, unit, source] = key.split(":").slice(1).map(Number);
        const { w, update } = trace.layers[layer - 1];
        const after = /** @type {number[][]} */ (update.w.after);
        assert.equal(rightText(question), after[source][unit] > Number(w[source][unit]) ? "Up" : "Down");
      }
      if (op === "measure") {
        const squares = trace.layers.flatMap(({ grad_w, grad_b }) => [...grad_w.flat(), ...grad_b]);
        const foretold =
          -trace.learning_rate * squares.reduce((/** @type {number} */ sum, g) => sum + Number(g) ** 2, 0);
        if (trace.layers.some(({ batch_norm }) => batch_norm)) continue;
        const ratio = (Number(trace.loss_after) - Number(trace.loss)) / foretold;
        const want = ratio < 0 ? /^It will go up/ : ratio > 1.05 ? /^Further/ : ratio < 0.95 ? /^Less/ : /^About/;
        assert.match(rightText(question), want);
        seen.add(question.right);
      }
    }
  });
  assert.deepEqual([...seen].sort(), [0, 1, 2, 3]);
});

test("the loss is beside that of a network that cannot decide", () => {
  const seen = new Set();
  atEveryBeat((subject, beat, { op }) => {
    if (op !== "loss") return;
    for (const question of questionsAt(subject, beat)) {
      if (!plain(question.prompt).includes("ln")) continue;
      const classes = Math.max(2, subject.trace.a[0].length);
      assert.equal(rightText(question), Number(subject.trace.loss) > Math.log(classes) ? "Higher" : "Lower");
      seen.add(question.right);
    }
  });
  assert.equal(seen.size, 2);
});

test("ties and zeros are not asked about", () => {
  const { trace, network } = little({ widths: [2, 2, 1], activations: ["linear", "linear"], seed: 1 });
  const at = (/** @type {string} */ op) => beatAt("backward", 2, op, trace);
  const subject = subjectOf({ trace, network, catalog });
  const { x, grad_z, w } = trace.layers[1];
  x[0] = [1, 1.04];
  assert.equal(questionsAt(subject, at("deposit")).length, 0);
  x[0] = [1, 1.2];
  assert.equal(questionsAt(subject, at("deposit")).length, 1);
  w.splice(0, 2, [0.5], [-0.5]);
  assert.equal(questionsAt(subject, at("send")).length, 0);
  grad_z[0] = [0];
  x[0] = [0, 1];
  assert.equal(questionsAt(subject, at("deposit")).length, 0);
});

test("what is not finite is neither asked about nor worked out", () => {
  const { trace, network } = little({ widths: [2, 2, 1], activations: ["relu", "linear"], seed: 1 });
  for (const layer of trace.layers)
    for (const rows of [layer.z, layer.a, layer.x, layer.grad_a, layer.grad_z, layer.grad_w, layer.grad_x])
      for (const row of rows) row.fill(null);
  trace.loss = trace.loss_after = null;
  const subject = subjectOf({ trace, network, catalog });
  trace.beats.forEach(({ op }, beat) => {
    assert.deepEqual(questionsAt(subject, beat), [], op);
    if (op !== "update") assert.equal(workedLine(subject, beat), null, op);
  });
});

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

test("a question stands until the place, the row or the trace is another", () => {
  const { trace, network } = spamMoment(0);
  const at = { beat: beatAt("loss", null, "loss"), part: null, time: 1 };
  const to = { ...at, beat: at.beat + 1 };
  const state = { ...initialState(), trace, network, catalog, cursor: at };
  state.predicting.mode = "question";
  const open = askOn(state, at, to);
  assert.equal(open?.beat, to.beat);
  const asked = { ...state, predicting: { ...state.predicting, open } };
  assert.equal(exerciseIn(asked), open);
  for (const change of [
    { cursor: to },
    { row: null },
    { trace: structuredClone(trace) },
    { playing: true },
    { phase: /** @type {const} */ ("running") },
  ])
    assert.equal(exerciseIn({ ...asked, ...change }), null);
  const told = { ...asked.predicting, open: /** @type {any} */ ({ ...open, answer: 0 }) };
  assert.equal(exerciseIn({ ...asked, predicting: told }), null);
  assert.equal(exerciseIn({ ...asked, predicting: told, cursor: to })?.answer, 0);
});

test("a phase that is shown as one asks about the first of its beats that has a question", () => {
  const { trace, network } = spamMoment(0);
  const state = { ...initialState(), trace, network, catalog, grain: /** @type {const} */ ("phase") };
  state.predicting.mode = "question";
  const at = { beat: beatAt("loss", null, "loss"), part: null, time: 1 };
  const to = { ...at, beat: beatAt("backward", 1, "gather") };
  assert.equal(askOn(state, at, to)?.beat, beatAt("backward", 2, "gate"));
});
