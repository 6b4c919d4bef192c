import assert from "node:assert/strict";
import { test } from "node:test";
import { adviceOn } from "../../static/js/build/advice.js";
import { spamMoment } from "./fixtures.js";

const { network: spam } = spamMoment(0);
const catalog = /** @type {any} */ ({
  activations: [
    { name: "relu", label: "ReLU", initializer: "he_normal" },
    { name: "sigmoid", label: "Sigmoid", initializer: "xavier_uniform" },
    { name: "tanh", label: "Tanh", initializer: "xavier_uniform" },
  ],
  datasets: [
    { name: "moons", task: "binary" },
    { name: "sine", task: "regression" },
    { name: "iris", task: "classes" },
  ],
});
const layer = (activation = "relu", more = {}) => ({
  units: 16,
  activation,
  initializer: activation === "relu" ? "he_normal" : "xavier_uniform",
  ...more,
});
const OUTPUT = layer("sigmoid", { units: 1 });

/** @param {any[]} layers @param {{ training?: object, data?: object | null, loss?: string, total?: number, rows?: number }} [more] */
function advice(layers, { training = {}, data = null, loss = "binary_cross_entropy", total = 100, rows = 350 } = {}) {
  const network = {
    ...spam,
    network: { ...spam.network, layers, loss },
    data,
    training: {
      optimizer: { name: "sgd", learning_rate: 0.1 },
      batch_size: 32,
      l1: 0,
      l2: 0,
      early_stopping: null,
      ...training,
    },
    parameters: { total, layers: [] },
  };
  return adviceOn(
    /** @type {any} */ (network),
    /** @type {any} */ ({ count: { train: rows, validation: 0 } }),
    catalog,
  );
}
const keys = (/** @type {Parameters<typeof advice>} */ ...of) => advice(...of).map(({ key }) => key);
const MOONS = { name: "moons", standardize: true, validation_fraction: 0.3 };

test("what keeps to the rules gets no advice", () => {
  assert.deepEqual(keys([layer(), OUTPUT]), []);
  assert.deepEqual(keys([layer(), layer(), OUTPUT], { data: MOONS }), []);
  assert.deepEqual(
    keys([layer("tanh"), OUTPUT], { training: { optimizer: { name: "adam", learning_rate: 0.01 } } }),
    [],
  );
  assert.deepEqual(keys([OUTPUT]), []);
});

test("sigmoids in a row fade, said once at the first, and all of them are changed", () => {
  const [{ layer: at, text, fix }] = advice([layer(), layer("sigmoid"), layer("sigmoid"), layer("sigmoid"), OUTPUT]);
  assert.equal(at, 1);
  assert.match(text, /a quarter of the gradient .* after 3 of them/);
  assert.deepEqual(Object.keys(fix?.layers ?? {}), ["1", "2", "3"]);
  const normed = layer("sigmoid", { batch_norm: true });
  assert.deepEqual(keys([normed, normed, normed, OUTPUT]), [], "batch norm keeps it alive");
});

test("the initializer is to suit the activation, and zeros suit none", () => {
  const [he] = advice([layer("relu", { initializer: "xavier_uniform" }), OUTPUT]);
  assert.deepEqual(he.fix, { label: "Use He", layers: { 0: { initializer: "he_normal" } } });
  assert.deepEqual(keys([layer("tanh", { initializer: "he_normal" }), OUTPUT]), ["xavier-1"]);
  const [zeros] = advice([layer("tanh", { initializer: "zeros" }), OUTPUT]);
  assert.deepEqual([zeros.key, zeros.fix?.label], ["zeros-1", "Use Xavier"]);
  assert.deepEqual(keys([layer(), { ...OUTPUT, initializer: "zeros" }]), [], "an output may begin at 0");
});

test("what a hidden layer cannot do is said there", () => {
  assert.deepEqual(keys([layer("linear"), OUTPUT]), ["linear-1"]);
  assert.deepEqual(keys([layer("softmax"), OUTPUT]), ["softmax-1"]);
  assert.deepEqual(keys([layer("relu", { units: 1 }), OUTPUT]), ["narrow-1"]);
  assert.deepEqual(keys([layer("relu", { units: 4, dropout: 0.5 }), OUTPUT]), ["dropout-1"]);
});

test("the output and the loss are to suit the task", () => {
  const regression = { data: { ...MOONS, name: "sine" }, loss: "mean_squared_error" };
  assert.deepEqual(keys([layer(), OUTPUT], regression), ["output"]);
  assert.deepEqual(keys([layer(), layer("linear", { units: 1 })], regression), []);
  assert.deepEqual(keys([layer(), OUTPUT], { data: MOONS, loss: "mean_squared_error" }), ["loss"]);
  assert.deepEqual(advice([layer(), layer("tanh", { units: 1 })], { data: MOONS, loss: "mean_squared_error" })[0].fix, {
    label: "Use sigmoid",
    layers: { 1: { activation: "sigmoid" } },
    loss: "binary_cross_entropy",
  });
  assert.deepEqual(keys([layer(), layer("sigmoid", { units: 3 })], { data: { ...MOONS, name: "iris" } }), ["output"]);
});

test("a learning rate is judged by its optimizer", () => {
  const rated = (/** @type {string} */ name, /** @type {number} */ learning_rate) =>
    advice([layer(), OUTPUT], { training: { optimizer: { name, learning_rate, beta1: 0.9 } } });
  assert.deepEqual(rated("sgd", 0.1), []);
  assert.deepEqual(rated("adam", 0.1)[0].fix, {
    label: "Use 0.01",
    training: { optimizer: { name: "adam", learning_rate: 0.01, beta1: 0.9 } },
  });
  assert.equal(rated("sgd", 2)[0].fix?.label, "Use 0.1");
  assert.match(rated("sgd", 1e-6)[0].text, /hardly/);
});

test("batches, scales, sizes and stopping are judged by the data", () => {
  const normed = [layer("relu", { batch_norm: true }), OUTPUT];
  assert.deepEqual(keys(normed, { data: MOONS, training: { batch_size: 1 } }), ["batch-norm"]);
  assert.deepEqual(keys([layer(), OUTPUT], { data: MOONS, training: { batch_size: 350 } }), ["whole"]);
  assert.deepEqual(keys([layer(), OUTPUT], { data: { ...MOONS, standardize: false } }), ["scale"]);
  assert.deepEqual(keys([layer(), OUTPUT], { data: MOONS, total: 5000 }), ["many"]);
  assert.deepEqual(keys([layer(), OUTPUT], { data: MOONS, total: 5000, training: { l2: 0.1 } }), []);
  const stopping = { data: { ...MOONS, validation_fraction: 0 }, training: { early_stopping: { patience: 5 } } };
  assert.deepEqual(keys([layer(), OUTPUT], stopping), ["aside"]);
});

test("the weightiest comes first, and each is one sentence with an end", () => {
  const frozen = { frozen: true };
  const layers = [layer("relu", { initializer: "xavier_uniform", ...frozen }), { ...OUTPUT, ...frozen }];
  const all = advice(layers, { training: { optimizer: { name: "adam", learning_rate: 1 } } });
  assert.deepEqual(
    all.map(({ key }) => key),
    ["frozen", "rate", "he-1"],
  );
  for (const { text } of all) assert.match(text, /^[A-Z][^.]*(\.\d[^.]*)*\.$/);
});
