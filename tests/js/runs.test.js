import assert from "node:assert/strict";
import test from "node:test";
import { axesOf, cellsOf } from "../../static/js/runs/grid.js";
import { freeName, overlaid, runsOf, sorted, thinned } from "../../static/js/runs/runs.js";

const history = (count) => ({
  step: Array.from({ length: count }, (_, i) => i * 3),
  train_loss: Array.from({ length: count }, (_, i) => 1 / (i + 1)),
  validation_loss: Array.from({ length: count }, () => null),
});
const run = (name, more = {}) => ({
  id: name,
  name,
  settings: "",
  step: 1,
  train: null,
  validation: null,
  accuracy: null,
  curve: { step: [], train: [], validation: [] },
  ...more,
});
const network = {
  name: "Moons",
  network: {
    inputs: 2,
    layers: [
      { units: 4, activation: "tanh", skip: false },
      { units: 1, activation: "sigmoid" },
    ],
    loss: "binary_cross_entropy",
    seed: 3,
  },
  training: { optimizer: { name: "momentum", learning_rate: 0.1, momentum: 0.8 }, batch_size: 32 },
  data: { name: "moons" },
};
const catalog = { activations: ["relu", "tanh", "sigmoid", "gelu"].map((name) => ({ name })) };
const axis = (name) => axesOf(network, catalog).find((each) => each.name === name);

test("a long curve is thinned and keeps its last moment", () => {
  const { step, train } = thinned(history(1000));
  assert.ok(step.length <= 121);
  assert.equal(step.at(-1), 2997);
  assert.equal(train.at(-1), 1 / 1000);
});

test("curves with moments of their own are laid over each other on the steps of both", () => {
  const first = run("a", { curve: { step: [0, 10], train: [1, 0], validation: [null, null] } });
  const second = run("b", { curve: { step: [0, 4, 8], train: [3, 2, 1], validation: [null, null, null] } });
  const { steps, lines } = overlaid([first, second], "train");
  assert.deepEqual(steps, [0, 4, 8, 10]);
  assert.deepEqual(
    lines.map((line) => line.map((value) => value && Number(value.toFixed(9)))),
    [
      [1, 0.6, 0.2, 0],
      [3, 2, 1, null],
    ],
  );
});

test("the best comes first and what is not known last", () => {
  const runs = [run("a"), run("b", { validation: 2, accuracy: 0.5 }), run("c", { validation: 1, accuracy: 0.9 })];
  assert.deepEqual(
    sorted(runs, "validation").map(({ name }) => name),
    ["c", "b", "a"],
  );
  assert.deepEqual(
    sorted(runs, "accuracy").map(({ name }) => name),
    ["c", "b", "a"],
  );
});

test("a name is free of those that are taken", () => {
  assert.equal(freeName([run("Moons 1"), run("Moons 3")], "Moons"), "Moons 2");
});

test("what makes no sense is not remembered", () => {
  assert.deepEqual(runsOf("[]"), []);
  assert.deepEqual(runsOf([null, {}, { id: 1 }, run("kept")]), [run("kept")]);
});

test("two things that differ make each pair once, and leave the network's own request alone", () => {
  const before = JSON.stringify(network);
  const cells = cellsOf(network, [axis("learning_rate"), axis("units")]);
  assert.equal(cells.length, 5 * 4);
  assert.equal(new Set(cells.map(({ label }) => label)).size, cells.length);
  assert.deepEqual(cells[1].request.training.optimizer, { name: "momentum", learning_rate: 0.01, momentum: 0.8 });
  assert.equal(cells[1].request.network.layers[0].units, 4);
  assert.equal(JSON.stringify(network), before);
});

test("an optimizer and a learning rate that both differ are both heeded", () => {
  const cells = cellsOf(network, [axis("learning_rate"), axis("optimizer")]);
  assert.deepEqual(cells[3].request.training.optimizer, { name: "adam", learning_rate: 0.01 });
  const other = cellsOf(network, [axis("optimizer"), axis("learning_rate")]);
  assert.deepEqual(other.at(-1).request.training.optimizer, { name: "adam", learning_rate: 1 });
});

test("no hidden layer is among the depths to try", () => {
  const [none, one, two] = cellsOf(network, [axis("depth")]);
  assert.deepEqual(
    [none, one, two].map(({ request }) => request.network.layers.length),
    [1, 2, 3],
  );
});
