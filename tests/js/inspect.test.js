import assert from "node:assert/strict";
import { test } from "node:test";
import { edgeExplanation } from "../../static/js/inspect/edges.js";
import { examplesOf, MOST_BARS, strippedOf } from "../../static/js/inspect/examples.js";
import { fraction, inline } from "../../static/js/inspect/latex.js";
import { checkOf, findingOf, gradientsOf, measurementsOf } from "../../static/js/inspect/proof.js";
import { comesAt, keyOf, markOf, reachedAt, refName } from "../../static/js/inspect/refs.js";
import { derivationsOf, ofOneExample, sectionsOf, titleOf } from "../../static/js/inspect/sections.js";
import { barsOf, cutRows, tableOf, toldBy } from "../../static/js/inspect/tables.js";
import { factorsOf, sharedSymbols, takenOff } from "../../static/js/inspect/terms.js";
import { numberOf } from "../../static/js/numbers.js";
import { beatTitle } from "../../static/js/timeline.js";
import { beatAt, richMoment, richTrace, spamMoment, spamTrace } from "./fixtures.js";

const spam = spamTrace();
const rich = richTrace();
const { network } = spamMoment(0);
const { network: richNetwork } = richMoment(0);
const close = (/** @type {any} */ a, /** @type {any} */ b) =>
  assert.ok(Math.abs(a - b) <= 1e-12 * Math.max(1e-3, Math.abs(a), Math.abs(b)), `${a} is not ${b}`);

test("a number of a derivation has a mark, a key and a name", () => {
  const input = { quantity: "x", layer: 1, unit: 2, example: 0 };
  assert.equal(markOf(input), "n-0-2");
  assert.equal(refName(input, network), "Input 3, reputation, example 1");
  const weight = { quantity: "grad_w", layer: 1, unit: 0, from: 2 };
  assert.equal(markOf(weight), "w-1-2-0");
  assert.equal(keyOf(weight), "grad_w:1:0:2:");
  assert.equal(keyOf(weight, "terms.3"), "grad_w.terms.3:1:0:2:");
  assert.equal(refName(weight, network), "∂L/∂w of weight from input 3 to layer 1, neuron 1");
  assert.equal(markOf({ quantity: "update", layer: 2, unit: 0, from: null }), "b-2-0");
  assert.equal(markOf({ quantity: "loss_term", layer: 2, unit: 0, example: 0 }), "loss");
  assert.equal(markOf({ quantity: "learning_rate", layer: 0 }), null);
  assert.equal(
    refName({ quantity: "momentum_gamma", layer: 1, unit: 0 }, richNetwork),
    "momentum of γ of layer 1, neuron 1",
  );
});

test("each number comes at the beat that makes it, and not before", () => {
  const at = (/** @type {import("../../static/js/types").Ref} */ ref) => {
    const beat = comesAt(spam, ref);
    return beat && beatTitle(beat);
  };
  assert.equal(at({ quantity: "z", layer: 2, unit: 0 }), "Forward, layer 2, add up");
  assert.equal(at({ quantity: "grad_a", layer: 1, unit: 0 }), "Backward, layer 2, gather");
  assert.equal(at({ quantity: "grad_a", layer: 2, unit: 0 }), "Backward, layer 2, gate");
  assert.equal(at({ quantity: "clipped", layer: 2, unit: 0, from: 1 }), "Update, change the weights");
  assert.equal(at({ quantity: "w", layer: 2, unit: 0, from: 1 }), null);
  const delta = { quantity: "grad_z", layer: 1, unit: 0 };
  const beat = beatAt("backward", 1, "gate");
  for (const [now, there] of /** @type {const} */ ([
    [beat - 1, false],
    [beat, true],
    [beat + 3, true],
  ]))
    assert.equal(reachedAt(spamMoment(now))(delta), there);
});

test("at the grain of neurons a number is there once its own neuron is", () => {
  const moment = spamMoment(beatAt("forward", 1, "sum"), 1, {
    grain: "neuron",
    cursor: { beat: beatAt("forward", 1, "sum"), part: 0, time: 1 },
  });
  const reached = reachedAt(moment);
  assert.ok(reached({ quantity: "z", layer: 1, unit: 0 }));
  assert.ok(!reached({ quantity: "z", layer: 1, unit: 1 }));
});

test("the phase of the moment comes first, then what was, then what is to come", () => {
  const weight = /** @type {const} */ ({ kind: "weight", layer: 1, from: 0, unit: 0 });
  const phases = (/** @type {any} */ now) => sectionsOf(weight, 0, spam, now, "").map(({ phase }) => phase);
  assert.deepEqual(phases("forward"), ["forward", "backward", "update"]);
  assert.deepEqual(phases("loss"), ["forward", "backward", "update"]);
  assert.deepEqual(phases("backward"), ["backward", "forward", "update"]);
  assert.deepEqual(phases("update"), ["update", "backward", "forward"]);
});

test("of softmax with its own loss δ comes before the long way to it", () => {
  const output = /** @type {const} */ ({ kind: "neuron", layer: 2, unit: 0 });
  const backward = (/** @type {string} */ loss) =>
    sectionsOf(output, 0, spam, "backward", loss)[0].refs.map(({ quantity }) => quantity);
  assert.deepEqual(backward("binary_cross_entropy"), ["grad_a", "grad_z"]);
  assert.deepEqual(backward("categorical_cross_entropy"), ["grad_z", "grad_a"]);
});

test("all that is explained has a title, and says whether an example must be picked for it", () => {
  for (const trace of [spam, rich])
    for (const selection of /** @type {const} */ ([
      { kind: "neuron", layer: 1, unit: 0 },
      { kind: "neuron", layer: 2, unit: 0 },
      { kind: "neuron", layer: 0, unit: 0 },
      { kind: "weight", layer: 1, from: 0, unit: 0 },
      { kind: "bias", layer: 1, unit: 0 },
      { kind: "loss" },
    ])) {
      const refs = derivationsOf(selection, 0, trace);
      for (const ref of refs) {
        assert.ok(titleOf(ref.quantity, refs), ref.quantity);
        assert.equal(ofOneExample(ref), typeof ref.example === "number", ref.quantity);
      }
    }
});

test("what an edge brings, sends and gets multiplies to what the trace has", () => {
  for (const quantity of ["product", "message", "share"])
    for (const layer of [1, 2, 3]) {
      const explained = edgeExplanation(rich, { quantity, layer, unit: 0, from: 1, example: 2 });
      assert.ok(explained);
      const [{ factors }] = explained.terms;
      close(
        factors.reduce((product, { value }) => product * Number(value), 1),
        explained.value,
      );
      assert.equal(explained.value, numberOf(rich, 2, quantity, { layer, unit: 0, from: 1 }));
    }
  assert.equal(edgeExplanation(rich, { quantity: "product", layer: 1, unit: 0, from: 1 }), null);
  assert.equal(edgeExplanation(rich, { quantity: "z", layer: 1, unit: 0, from: 1, example: 0 }), null);
});

test("every table adds up to its last line, of one example and of all", () => {
  for (const row of [0, 2, null])
    for (const layer of [0, 1, 2, 3])
      for (const kind of /** @type {const} */ (["in", "back"])) {
        const table = tableOf(rich, richNetwork, row, kind, layer, 0);
        if (!table) {
          assert.ok(kind === "in" ? layer === 0 : layer === 3);
          continue;
        }
        const total = /** @type {NonNullable<typeof table.total>} */ (table.total);
        const sum = table.rows.reduce((all, { value }) => all + Number(value), 0);
        close(sum, numberOf(rich, row, total.quantity, total.place));
        for (const { cells } of table.rows) assert.equal(cells.length, table.heads.length - 1);
      }
});

test("what goes around a layer is a row of what comes back", () => {
  const around = tableOf(rich, richNetwork, 0, "back", 1, 2)?.rows.at(-1);
  assert.equal(around?.label, "around");
  assert.equal(around?.value, numberOf(rich, 0, "grad_h", { layer: 2, unit: 2 }));
});

test("over the whole batch only what is shared opens without an example", () => {
  const table = tableOf(rich, richNetwork, null, "in", 2, 0);
  const [w, x, product] = /** @type {any[]} */ (table?.rows[0].cells);
  assert.deepEqual(w.ref, { quantity: "w", layer: 2, unit: 0, from: 0 });
  assert.equal(x.ref, null);
  assert.equal(product.ref, null);
  assert.deepEqual(toldBy(x), { quantity: "a", layer: 1, unit: 0 });
});

test("what is cut off a list is said and still adds up", () => {
  const rows = Array.from({ length: 20 }, (_, i) => ({ value: (i % 2 ? -1 : 1) * i }));
  const { shown, rest } = cutRows(rows, 12);
  assert.equal(shown.length + Number(rest?.count), 20);
  close(shown.reduce((sum, { value }) => sum + value, 0) + Number(rest?.value), -10);
  assert.deepEqual(cutRows(rows, 12, true).shown[0], { value: -19 });
  assert.equal(cutRows(rows, 19).rest, null, "one row more takes no more room than the line that stands for it");
  assert.equal(cutRows([...rows, { value: null }], 12).rest?.value, null);
});

test("bars begin at zero and end at their number", () => {
  const { zero, bars } = barsOf([3, -1, 0, null]);
  assert.equal(zero, 0.25);
  assert.deepEqual(bars[0], { start: 0.25, end: 1 });
  assert.deepEqual(bars[1], { start: 0, end: 0.25 });
  assert.deepEqual(bars[2], { start: 0.25, end: 0.25 });
  assert.deepEqual(barsOf([]).bars, []);
});

test("the mean of the examples' own gradients is the gradient of the batch", () => {
  for (const selection of /** @type {const} */ ([
    { kind: "weight", layer: 1, from: 1, unit: 0 },
    { kind: "bias", layer: 2, unit: 1 },
    { kind: "neuron", layer: 2, unit: 1 },
    { kind: "neuron", layer: 0, unit: 1 },
  ])) {
    const ref = strippedOf(selection, true);
    assert.ok(ref);
    const examples = examplesOf(rich, ref, selection.kind === "bias");
    assert.ok(examples);
    assert.equal(examples.values.length, rich.x.length);
    close(
      examples.values.reduce((sum, value) => Number(sum) + Number(value), 0),
      rich.x.length * Number(examples.mean.value),
    );
    assert.equal(examples.values[1], numberOf(rich, 1, examples.quantity, examples.place));
  }
  const weight = examplesOf(rich, { quantity: "share", layer: 3, unit: 0, from: 1 });
  assert.equal(weight?.mean.value, rich.layers[2].grad_w[1][0]);
});

test("more examples than there are bars for are told by their mean", () => {
  const many = {
    ...spam,
    x: Array(100).fill(spam.x[0]),
    layers: spam.layers.map((layer) => ({ ...layer, a: layer.a.flatMap((row) => Array(100).fill(row)) })),
  };
  const examples = examplesOf(many, { quantity: "a", layer: 1, unit: 0 });
  assert.equal(examples?.rest?.count, 100 - MOST_BARS);
  close(examples?.rest?.mean, 2.16);
});

test("a check tells of one gradient, whichever layers it was made of", () => {
  const own = {
    analytic: [[1, 2]],
    numeric: [[1, 3]],
    relative_error: [[1e-12, 0.4]],
    kink: [[false, false]],
  };
  const bias = { analytic: [1, 2], numeric: [1, 0], relative_error: [0, 1], kink: [false, true] };
  const check = {
    checked: 4,
    agree: 2,
    kinks: 1,
    epsilon: 1e-4,
    tolerance: 1e-5,
    layers: [{ index: 2, w: own, b: bias }],
  };
  const outcome = (/** @type {any} */ ref) => findingOf({ 2: check }, ref)?.outcome;
  assert.equal(outcome({ quantity: "grad_w", layer: 2, unit: 0, from: 0 }), "agrees");
  assert.equal(outcome({ quantity: "grad_w", layer: 2, unit: 1, from: 0 }), "differs");
  assert.equal(outcome({ quantity: "grad_b", layer: 2, unit: 1 }), "kink");
  assert.equal(outcome({ quantity: "grad_b", layer: 1, unit: 1 }), undefined);
  assert.equal(outcome({ quantity: "grad_z", layer: 2, unit: 1 }), undefined);
  assert.equal(findingOf({ 2: "running" }, { quantity: "grad_b", layer: 2, unit: 0 }), null);
  assert.equal(checkOf({ 0: check }, 2), check, "a check of all layers tells of each");
});

test("proofs are asked of what is a parameter, and say how much they measure", () => {
  const quantities = (/** @type {any} */ selection, trace = rich) =>
    gradientsOf(selection, trace).map(({ quantity }) => quantity);
  assert.deepEqual(quantities({ kind: "neuron", layer: 1, unit: 0 }), ["grad_b", "grad_gamma", "grad_beta"]);
  assert.deepEqual(quantities({ kind: "neuron", layer: 2, unit: 0 }), ["grad_b"]);
  assert.deepEqual(quantities({ kind: "weight", layer: 2, unit: 0, from: 0 }), ["grad_w"]);
  assert.deepEqual(quantities({ kind: "loss" }), []);
  assert.equal(measurementsOf(spam, 0), 4 * 11);
  assert.equal(measurementsOf(spam, 2), 4 * 3);
});

test("symbols that all terms share are said once, and a leading −1 is a minus", () => {
  const factor = (/** @type {string} */ symbol) => ({ symbol, value: 2, ref: { quantity: "a", layer: 1, unit: 0 } });
  const term = (/** @type {any[]} */ ...factors) => ({ label: "", value: 4, factors });
  const minus = { symbol: "-1", value: -1, ref: null };
  assert.deepEqual(sharedSymbols([term(factor("x"), factor("d")), term(factor("x"), factor("d"))]), ["x", "d"]);
  assert.equal(sharedSymbols([term(factor("x")), term(factor("y"))]), null);
  assert.equal(sharedSymbols([term(factor("x"))]), null);
  assert.ok(takenOff(term(minus, factor("x"))));
  assert.ok(!takenOff(term(minus)), "a bare −1 is a number of its own");
  assert.deepEqual(
    factorsOf(term(minus, factor("x"))).map(({ place }) => place),
    [1],
  );
});

test("a gradient stands as a fraction or in a line, and comes back as it was", () => {
  const symbol = "\\partial L / \\partial z^{(1)}_{1}";
  assert.equal(fraction(symbol), "\\dfrac{\\partial L}{\\partial z^{(1)}_{1}}");
  assert.equal(inline(fraction(symbol)), symbol);
  assert.equal(fraction("w"), "w");
});
