import assert from "node:assert/strict";
import { test } from "node:test";
import { boardOf, findCell, cellId, lineOf, MOST_CELLS } from "../../static/js/matrices/board.js";
import { matricesOf, workedOut } from "../../static/js/matrices/equation.js";
import { agree, cellAt } from "../../static/js/matrices/matrix.js";
import { ROOMS, shownOf } from "../../static/js/matrices/shown.js";
import { partCount } from "../../static/js/parts.js";
import { beatAt, richMoment, richTrace, spamMoment } from "./fixtures.js";

/** @import { Equation } from "../../static/js/matrices/equation.js" */
/** @import { Matrix } from "../../static/js/matrices/matrix.js" */

const rich = richTrace();

/** @param {any} moment @returns {Equation[]} */
const board = (moment) => boardOf({ pointed: null, ...moment });
/** @param {Matrix} matrix @returns {number[][]} */
const values = (matrix) => matrix.cells.map((line) => line.map(({ value }) => Number(value)));
/** @param {number} a @param {number} b @param {string} [what] */
const close = (a, b, what) =>
  assert.ok(Math.abs(a - b) <= 1e-12 * Math.max(1, Math.abs(b)), `${what}: ${a} is not ${b}`);
/** @param {Equation} equation @param {import("../../static/js/matrices/matrix.js").At} at */
const line = (equation, at) =>
  workedOut(equation, at)
    .map((piece) => (typeof piece === "string" ? piece : piece.text))
    .join("");

/** The scopes in which everything is tried: one example alone, one of a batch, and the whole batch. */
const SCOPES = [
  { name: "the spam filter", moment: spamMoment, row: 0 },
  { name: "one example of a batch", moment: richMoment, row: 1 },
  { name: "a whole batch", moment: richMoment, row: null },
];

/** What stands where in a sum of the trace, widened so that layer 1 has many units. @param {number} inputs @param {number} units */
function wideMoment(inputs, units) {
  const moment = richMoment(beatAt("forward", 2, "sum", rich), 1, { row: 1, pointed: null });
  const trace = structuredClone(moment.trace);
  const [first, second] = trace.layers;
  const n = trace.x.length;
  const number = (/** @type {number} */ i, /** @type {number} */ j) => Math.sin(1 + i * 7 + j * 3);
  const matrix = (/** @type {number} */ rows, /** @type {number} */ columns) =>
    Array.from({ length: rows }, (_, i) => Array.from({ length: columns }, (_, j) => number(i, j)));
  first.a = matrix(n, inputs);
  first.b = matrix(1, inputs)[0];
  second.x = first.a;
  second.w = matrix(inputs, units);
  second.b = matrix(1, units)[0];
  second.z = second.x.map((x) =>
    second.b.map(
      (b, j) =>
        Number(b) + x.reduce((/** @type {number} */ sum, value, k) => sum + Number(value) * Number(second.w[k][j]), 0),
    ),
  );
  second.grad_z = matrix(n, units);
  second.grad_h = matrix(n, inputs);
  second.grad_w = second.w.map((line, k) =>
    line.map((_, j) => second.x.reduce((sum, x, row) => sum + Number(x[k]) * Number(second.grad_z[row][j]), 0)),
  );
  second.grad_b = second.b.map((_, j) => second.grad_z.reduce((sum, own) => sum + Number(own[j]), 0));
  first.grad_a = second.grad_z.map((own, row) =>
    second.w.map((line, k) =>
      line.reduce(
        (/** @type {number} */ sum, w, j) => sum + Number(w) * Number(own[j]),
        Number(second.grad_h?.[row][k]),
      ),
    ),
  );
  return { ...moment, trace };
}

test("every beat has its equations, headed and within the cells a browser bears", () => {
  for (const { moment, row } of SCOPES)
    for (const [beat, { op }] of moment(0).trace.beats.entries()) {
      const equations = board({ ...moment(beat), row });
      assert.ok(equations.length > 0, op);
      assert.equal(new Set(equations.map(({ id }) => id)).size, equations.length);
      for (const equation of equations) {
        const ids = matricesOf(equation).map(({ id }) => id);
        assert.equal(new Set(ids).size, ids.length, `${op}: ${ids}`);
        for (const matrix of matricesOf(equation)) {
          assert.equal(matrix.cells.length, matrix.rows.heads.length);
          assert.ok(matrix.cells.every((own) => own.length === matrix.columns.heads.length));
        }
      }
    }
});

test("a product's result is what its rows and columns make, whatever is left out", () => {
  for (const { name, moment, row } of SCOPES)
    for (const [beat, { op, layer }] of moment(0).trace.beats.entries()) {
      if (!["sum", "deposit", "gather"].includes(op)) continue;
      const [equation] = board({ ...moment(beat), row });
      addsUp(equation, `${name}, ${op} of layer ${layer}`);
    }
});

/** Row times column and the terms beside make the result. @param {Equation} equation @param {string} what */
function addsUp({ left, above, terms, result }, what) {
  assert.ok(left && above);
  for (const cell of result.cells.flat()) {
    const products = above.rows.heads.map(({ at }) => {
      const second = Number(cellAt(above, { ...cell.at, ...at })?.value);
      const first = cellAt(left, { ...cell.at, ...at });
      return first ? second * Number(first.value) : second;
    });
    const beside = terms.map(({ matrix }) => Number(cellAt(matrix, cell.at)?.value));
    close(
      [...products, ...beside].reduce((sum, each) => sum + each, 0),
      Number(cell.value),
      `${what}, ${cell.name}`,
    );
  }
}

test("of a wide layer the first and the chosen are shown, and the rest is added up", () => {
  const moment = wideMoment(40, 30);
  const chosen = { ...moment, selection: { kind: "weight", layer: 2, from: 33, unit: 21 } };
  for (const [op, phase, row] of /** @type {const} */ ([
    ["sum", "forward", 1],
    ["sum", "forward", null],
    ["deposit", "backward", 1],
    ["deposit", "backward", null],
    ["gather", "backward", 1],
  ])) {
    const [equation] = board({ ...chosen, row, cursor: { beat: beatAt(phase, 2, op, rich), part: null, time: 1 } });
    addsUp(equation, op);
    const sides = matricesOf(equation).flatMap(({ rows, columns }) => [rows, columns]);
    for (const { heads, rest, count } of sides) {
      const drawn = heads.filter(({ at }) => at.own !== "b").length;
      if (count > 12) assert.deepEqual([drawn, rest], [8, count - 8]);
    }
    const places = matricesOf(equation).flatMap(({ cells }) => cells.flat().map(({ at }) => at));
    assert.ok(places.some((at) => at.in === 33));
    assert.ok(places.some((at) => at.out === 21));
  }
});

test("a rest names what it does not hold", () => {
  const [equation] = board(wideMoment(40, 30));
  const rest = equation.terms[0].matrix;
  const [cell] = rest.cells[0];
  assert.match(rest.name, /products of 32 more neurons of layer 1, added up/);
  assert.deepEqual(cell.shown, [0, 1, 2, 3, 4, 5, 6, 7]);
  assert.equal(cell.key, "product_rest:2:0::1");
});

test("however deep and wide, the cells are few", () => {
  const moment = wideMoment(200, 200);
  const [, second] = moment.trace.layers;
  const wide = { ...second, update: structuredClone(second.update) };
  const { w, b } = wide.update;
  for (const part of /** @type {const} */ (["gradient", "penalty", "clipped", "change", "after"])) {
    w[part] = wide.w;
    b[part] = wide.b;
  }
  const layers = Array.from({ length: 9 }, (_, i) => ({ ...wide, index: i + 1 }));
  const specs = layers.map(() => moment.network.network.layers[1]);
  const network = { ...moment.network, network: { ...moment.network.network, layers: specs } };
  const cursor = { beat: beatAt("update", null, "update", rich), part: null, time: 1 };
  const equations = board({ ...moment, network, cursor, trace: { ...moment.trace, layers } });
  const cells = equations.flatMap(matricesOf).flatMap(({ cells: own }) => own.flat());
  assert.ok(cells.length <= MOST_CELLS, `${cells.length}`);
  assert.ok(equations.length >= 18);
});

test("what is shown of many holds what is chosen, in order, and the rest is all else", () => {
  for (const room of ROOMS)
    for (const count of [1, 2, 5, 12, 13, 40]) {
      const { shown, rest } = shownOf(count, room, [count - 1, 0, count + 3]);
      assert.deepEqual(
        [...shown, ...rest].sort((a, b) => a - b),
        [...Array(count).keys()],
      );
      assert.deepEqual(
        shown,
        [...shown].sort((a, b) => a - b),
      );
      assert.ok(shown.includes(count - 1) || room.few === 1);
      assert.ok(count <= room.whole ? rest.length === 0 : shown.length === room.few);
    }
});

test("the arithmetic of a cell is written out as on paper", () => {
  const [sum] = board(spamMoment(beatAt("forward", 1, "sum")));
  assert.equal(line(sum, { row: 0, out: 0 }), "0.5·3 + 0.8·1 − 0.3·0.8 + 0.1 = 2.16");
  const [gate] = board(spamMoment(beatAt("backward", 2, "gate")));
  assert.equal(line(gate, { row: 0, out: 0 }), "−1.298·0.1767 = −0.2293");
  const [deposit] = board(spamMoment(beatAt("backward", 1, "deposit")));
  assert.equal(line(deposit, { in: 0, out: 0, own: "w" }), "−0.1605·3 = −0.4816");
  assert.equal(line(deposit, { out: 0, own: "b" }), "−0.1605 = −0.1605");
  const [step, after] = board(spamMoment(beatAt("update", null, "update")));
  assert.equal(line(step, { in: 0, out: 0, own: "w" }), "−0.1·(−0.4816) = 0.04816");
  assert.equal(line(after, { in: 0, out: 0, own: "w" }), "0.5 + 0.04816 = 0.5482");
  const [normalised, scaled] = board(richMoment(beatAt("forward", 1, "batch_norm", rich)));
  assert.equal(line(normalised, { row: 0, out: 0 }), "(−0.6201 − (−0.2056)) / √(0.0875 + ε) = −1.401");
  assert.equal(line(scaled, { row: 0, out: 0 }), "−1.401·1 + 0 = −1.401");
});

test("numbers made one by one are what the line says", () => {
  const { trace } = richMoment(0);
  const all = (/** @type {"forward" | "backward"} */ phase, /** @type {number} */ layer, /** @type {string} */ op) =>
    board({ ...richMoment(beatAt(phase, layer, op, rich)), row: null });
  const [z, mean, variance] = all("forward", 1, "batch_norm")[0].terms.map(({ matrix }) => values(matrix));
  const xHat = values(all("forward", 1, "batch_norm")[0].result);
  xHat.forEach((own, n) =>
    own.forEach((value, j) => close((z[n][j] - mean[0][j]) / Math.sqrt(variance[0][j] + 1e-5), value, "x̂")),
  );
  const norm = all("backward", 1, "gate").at(-1);
  assert.ok(norm);
  const [gamma, spread, gradY, gradBeta, hat, gradGamma] = norm.terms.map(({ matrix }) => values(matrix));
  const count = trace.x.length;
  values(norm.result).forEach((own, n) =>
    own.forEach((value, j) => {
      const inner = gradY[n][j] - (gradBeta[0][j] + hat[n][j] * gradGamma[0][j]) / count;
      close((gamma[0][j] / Math.sqrt(spread[0][j] + 1e-5)) * inner, value, "δ");
    }),
  );
  const [dropped] = all("forward", 2, "dropout");
  const [before, mask] = dropped.terms.map(({ matrix }) => values(matrix));
  values(dropped.result).forEach((own, n) => own.forEach((value, j) => close(before[n][j] * mask[n][j], value, "a")));
});

test("what the cursor has not reached is unknown, unit by unit and term by term", () => {
  const beat = beatAt("forward", 1, "sum");
  const at = (/** @type {"neuron" | "term"} */ grain, /** @type {number} */ part) =>
    board(spamMoment(beat, 1, { grain, cursor: { beat, part, time: 1 } }))[0];
  assert.deepEqual(
    at("neuron", 0).result.cells[0].map(({ value }) => value !== undefined),
    [true, false],
  );
  assert.deepEqual(
    at("term", 2).result.cells[0].map(({ value }) => value !== undefined),
    [false, false],
  );
  assert.deepEqual(
    at("term", 3).result.cells[0].map(({ value }) => value !== undefined),
    [true, false],
  );
  const lit = (/** @type {Equation} */ equation) =>
    matricesOf(equation).map(({ cells }) => cells.flat().filter(({ now }) => now).length);
  // W, x, b, z: a neuron lights its column and its bias, a term its weight, its input and its sum, the bias itself.
  assert.deepEqual(lit(at("neuron", 1)), [3, 0, 1, 1]);
  assert.deepEqual(lit(at("term", 2)), [1, 1, 0, 1]);
  assert.deepEqual(lit(at("term", 3)), [0, 0, 1, 1]);
});

test("nothing of a later beat is shown, at any part of any beat", () => {
  for (const grain of /** @type {const} */ (["layer", "neuron", "term"]))
    for (const [beat, entry] of rich.beats.entries()) {
      const parts = Math.max(1, partCount(rich, entry, grain));
      for (const part of [0, parts - 1]) {
        const cursor = { beat, part: grain === "layer" ? null : part, time: 1 };
        const equations = board({ ...richMoment(beat), grain, row: null, cursor });
        const results = equations.flatMap(({ result }) => result.cells.flat());
        const known = results.filter(({ value }) => value !== undefined).length;
        if (grain === "layer" || part === parts - 1) assert.equal(known, results.length, entry.op);
        else if (parts > 1 && !["loss", "measure"].includes(entry.op))
          assert.ok(known < results.length, `${entry.op} ${grain}`);
      }
    }
});

test("a cell lights its row and its column, and nothing else of the factors", () => {
  const [sum] = board({ ...richMoment(beatAt("forward", 1, "sum", rich)), row: null });
  const at = { row: 2, out: 1 };
  const lit = (/** @type {Matrix | null} */ matrix) =>
    matrix?.cells.map((own) => own.map((cell) => agree(cell.at, at)));
  assert.deepEqual(lit(sum.left), [[false, false], [false, false], [true, true]]); // prettier-ignore
  assert.deepEqual(lit(sum.above), [[false, true, false], [false, true, false]]); // prettier-ignore
});

test("a cell stands for a mark of the picture", () => {
  const [sum] = board(spamMoment(beatAt("forward", 1, "sum")));
  const marks = matricesOf(sum).map(({ symbol, cells }) => [symbol, cells[cells.length - 1][cells[0].length - 1].mark]);
  assert.deepEqual(marks, [["W", "w-1-2-1"], ["x", "n-0-2"], ["b", "b-1-1"], ["z", "n-1-1"]]); // prettier-ignore
});

test("the line follows what is pointed at, else what is at work or picked out", () => {
  const beat = beatAt("forward", 1, "sum");
  const text = (/** @type {ReturnType<typeof lineOf>} */ pieces) =>
    pieces.map((piece) => (typeof piece === "string" ? piece : piece.text)).join("");
  const equations = board(spamMoment(beat));
  assert.deepEqual(lineOf(equations, null, null), []);
  assert.match(text(lineOf(equations, null, "n-1-1")), /= −0\.18$/);
  const found = findCell(equations, cellId(equations[0], equations[0].result, 0, 0));
  assert.match(text(lineOf(equations, found, "n-1-1")), /= 2\.16$/);
  const atWork = board(spamMoment(beat, 1, { grain: "neuron", cursor: { beat, part: 0, time: 1 } }));
  assert.match(text(lineOf(atWork, null, null)), /= 2\.16$/);
});
