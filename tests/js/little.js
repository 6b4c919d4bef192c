/**
 * A small network worked out by loops of its own, so that what the page says of a trace can be held against arithmetic that
 * shares nothing with it. Plain descent; linear, ReLU, sigmoid and tanh; squared error, or cross-entropy after a sigmoid or softmax.
 */

/** @type {Record<string, { f: (z: number) => number, slope: (z: number) => number }>} */
const ACTIVATIONS = {
  linear: { f: (z) => z, slope: () => 1 },
  relu: { f: (z) => Math.max(0, z), slope: (z) => (z > 0 ? 1 : 0) },
  sigmoid: { f: (z) => 1 / (1 + Math.exp(-z)), slope: (z) => Math.exp(-z) / (1 + Math.exp(-z)) ** 2 },
  tanh: { f: (z) => Math.tanh(z), slope: (z) => 1 - Math.tanh(z) ** 2 },
};

/** Numbers between −1 and 1 that are the same for the same seed. @param {number} seed */
function dice(seed) {
  let state = seed * 2654435761 + 1;
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return (state / 4294967296) * 2 - 1;
  };
}

/** @param {number} rows @param {number} columns @param {() => number} value */
const matrix = (rows, columns, value) => Array.from({ length: rows }, () => Array.from({ length: columns }, value));

/** @param {{ widths: number[], activations: string[], seed: number, rows?: number, loss?: string, rate?: number }} spec */
export function little({ widths, activations, seed, rows = 1, loss = "mean_squared_error", rate = 0.1 }) {
  const die = dice(seed);
  const x = matrix(rows, widths[0], () => die() * 2);
  const outputs = widths[widths.length - 1];
  const y = matrix(rows, outputs, () => (loss === "mean_squared_error" ? die() : 0));
  if (loss === "categorical_cross_entropy") for (const row of y) row[Math.abs(Math.round(die() * 100)) % outputs] = 1;
  if (loss === "binary_cross_entropy") for (const row of y) row[0] = die() > 0 ? 1 : 0;
  const parameters = activations.map((_, l) => ({
    w: matrix(widths[l], widths[l + 1], die),
    b: Array.from({ length: widths[l + 1] }, die),
  }));
  const before = forward(x, parameters, activations);
  const layers = backward(before, y, parameters, activations, loss);
  const traced = layers.map((layer, l) => {
    const own = parameters[l];
    const change = { w: layer.grad_w.map((row) => row.map((g) => -rate * g)), b: layer.grad_b.map((g) => -rate * g) };
    const after = {
      w: own.w.map((row, k) => row.map((w, j) => w + change.w[k][j])),
      b: own.b.map((b, j) => b + change.b[j]),
    };
    const update = (/** @type {"w" | "b"} */ name) => {
      const gradient = name === "w" ? layer.grad_w : layer.grad_b;
      return { gradient, clipped: gradient, change: change[name], after: after[name] };
    };
    return { index: l + 1, ...own, ...layer, update: { w: update("w"), b: update("b") } };
  });
  const after = traced.map(({ update }) => ({ w: update.w.after, b: update.b.after }));
  /** @type {any} */
  const trace = {
    ...{ x, y, a: before[before.length - 1].a, layers: traced, learning_rate: rate, step: seed, epoch: 0, batch: null },
    loss: lossOf(before, y, loss),
    loss_after: lossOf(forward(x, /** @type {any} */ (after), activations), y, loss),
    grad_a: traced[traced.length - 1].grad_a,
    beats: beatsOf(activations.length),
  };
  /** @type {any} */
  const network = {
    network: {
      inputs: widths[0],
      loss,
      layers: activations.map((activation, l) => ({ activation, units: widths[l + 1] })),
    },
    training: { optimizer: { name: "sgd", learning_rate: rate } },
    example: null,
  };
  return { trace: /** @type {import("../../static/js/types").Trace} */ (trace), network };
}

/** @param {number[][]} x @param {{ w: number[][], b: number[] }[]} parameters @param {string[]} activations */
function forward(x, parameters, activations) {
  /** @type {{ x: number[][], z: number[][], a: number[][] }[]} */
  const layers = [];
  let into = x;
  parameters.forEach(({ w, b }, l) => {
    const z = into.map((row) => b.map((bias, j) => row.reduce((sum, value, k) => sum + value * w[k][j], bias)));
    const a = z.map((row) => {
      if (activations[l] !== "softmax") return row.map(ACTIVATIONS[activations[l]].f);
      const powers = row.map(Math.exp);
      return powers.map((power) => power / powers.reduce((sum, value) => sum + value, 0));
    });
    layers.push({ x: into, z, a });
    into = a;
  });
  return layers;
}

/** @param {{ a: number[][] }[]} layers @param {number[][]} y @param {string} loss */
function lossOf(layers, y, loss) {
  const terms = layers[layers.length - 1].a.flatMap((row, n) =>
    row.map((a, j) => {
      if (loss === "mean_squared_error") return (a - y[n][j]) ** 2 / row.length;
      if (loss === "binary_cross_entropy") return -Math.log(y[n][j] ? a : 1 - a);
      return y[n][j] ? -Math.log(a) : 0;
    }),
  );
  return terms.reduce((sum, term) => sum + term, 0) / y.length;
}

/** @param {ReturnType<typeof forward>} layers @param {number[][]} y @param {{ w: number[][], b: number[] }[]} parameters @param {string[]} activations @param {string} loss */
function backward(layers, y, parameters, activations, loss) {
  const rows = y.length;
  let back = layers[layers.length - 1].a.map((row, n) =>
    row.map((a, j) => {
      if (loss === "mean_squared_error") return (2 * (a - y[n][j])) / row.length / rows;
      if (loss === "binary_cross_entropy") return (a - y[n][j]) / (a * (1 - a)) / rows;
      return -y[n][j] / a / rows;
    }),
  );
  return layers
    .map((layer, l) => ({ layer, l }))
    .reverse()
    .map(({ layer, l }) => {
      const { w } = parameters[l];
      const grad_a = back;
      const softmax = activations[l] === "softmax";
      const slope = softmax ? null : layer.z.map((row) => row.map(ACTIVATIONS[activations[l]].slope));
      const grad_z = grad_a.map((row, n) =>
        row.map((g, j) => (slope ? g * slope[n][j] : (layer.a[n][j] - y[n][j]) / rows)),
      );
      const total = (/** @type {(n: number) => number} */ term) => grad_z.reduce((sum, _, n) => sum + term(n), 0);
      const grad_w = w.map((row, k) => row.map((_, j) => total((n) => layer.x[n][k] * grad_z[n][j])));
      const grad_b = w[0].map((_, j) => total((n) => grad_z[n][j]));
      back = grad_z.map((row) => w.map((weights) => weights.reduce((sum, weight, j) => sum + weight * row[j], 0)));
      return { ...layer, slope, grad_a, grad_z, grad_w, grad_b, grad_x: back };
    })
    .reverse();
}

/** @param {number} count */
function beatsOf(count) {
  const layers = Array.from({ length: count }, (_, l) => l + 1);
  const of = (/** @type {string} */ phase, /** @type {number} */ layer, /** @type {string[]} */ ops) =>
    ops.map((op) => ({ phase, layer, op }));
  return [
    ...layers.flatMap((layer) => of("forward", layer, ["product", "sum", "activation"])),
    { phase: "loss", layer: null, op: "loss" },
    ...layers.toReversed().flatMap((layer) => of("backward", layer, ["gate", "deposit", "send", "gather"])),
    { phase: "update", layer: null, op: "update" },
    { phase: "update", layer: null, op: "measure" },
  ];
}
