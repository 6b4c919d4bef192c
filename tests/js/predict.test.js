import assert from "node:assert/strict";
import { test } from "node:test";
import { workedLine } from "../../static/js/predict/lines.js";
import { questionOf, questionsAt } from "../../static/js/predict/questions.js";
import { askOn, exerciseIn } from "../../static/js/predict/session.js";
import { initialState } from "../../static/js/store.js";
import { plain } from "../../static/js/written.js";
import { beatAt, spamMoment } from "./fixtures.js";
import { little } from "./little.js";

/** @typedef {import("../../static/js/predict/subject.js").Subject} Subject */
import { subjectOf, catalog, ALL, atEveryBeat, rightText, unitIn } from "./subjects.js";

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
