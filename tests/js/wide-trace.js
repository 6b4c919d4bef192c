/** A step of any network of ReLUs, worked out here loop by loop: for what golden networks are too small for. */

/** @typedef {import("../../static/js/types").Trace} Trace */

/** Numbers that look random and are the same each time. @param {number} seed */
export function numbersFrom(seed) {
  let state = seed;
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 1073741824 - 1;
  };
}

/** @param {number[]} widths the input first @param {{ rows?: number, seed?: number }} [options] @returns {Trace} */
export function wideTrace(widths, { rows = 2, seed = 1 } = {}) {
  const next = numbersFrom(seed);
  const matrix = (
    /** @type {number} */ n,
    /** @type {number} */ m,
    /** @type {(i: number, j: number) => number} */ make,
  ) => Array.from({ length: n }, (_, i) => Array.from({ length: m }, (__, j) => make(i, j)));
  const dot = (/** @type {number} */ n, /** @type {(k: number) => number} */ term) => {
    let sum = 0;
    for (let k = 0; k < n; k += 1) sum += term(k);
    return sum;
  };
  const x = matrix(rows, widths[0], next);
  /** @type {any[]} */
  const layers = [];
  for (let l = 1; l < widths.length; l += 1) {
    const [n, m] = [widths[l - 1], widths[l]];
    const from = l === 1 ? x : layers[l - 2].a;
    const w = matrix(n, m, () => next() / Math.sqrt(n));
    const b = Array.from({ length: m }, () => next() / 10);
    const z = matrix(rows, m, (r, j) => dot(n, (i) => from[r][i] * w[i][j]) + b[j]);
    layers.push({ index: l, x: from, w, b, z, a: z.map((row) => row.map((value) => Math.max(0, value))) });
  }
  const outputs = widths[widths.length - 1];
  const y = matrix(rows, outputs, next);
  const last = layers[layers.length - 1];
  let back = matrix(rows, outputs, (r, j) => (2 * (last.a[r][j] - y[r][j])) / (rows * outputs));
  for (const layer of layers.toReversed()) {
    const [n, m] = [layer.w.length, layer.b.length];
    layer.grad_a = back;
    layer.slope = layer.z.map((/** @type {number[]} */ row) => row.map((value) => Number(value > 0)));
    layer.grad_z = matrix(rows, m, (r, j) => layer.grad_a[r][j] * layer.slope[r][j]);
    layer.grad_w = matrix(n, m, (i, j) => dot(rows, (r) => layer.x[r][i] * layer.grad_z[r][j]));
    layer.grad_b = Array.from({ length: m }, (_, j) => dot(rows, (r) => layer.grad_z[r][j]));
    layer.grad_x = matrix(rows, n, (r, i) => dot(m, (j) => layer.w[i][j] * layer.grad_z[r][j]));
    const moved = (/** @type {number} */ gradient) => -0.1 * gradient;
    layer.update = {
      w: {
        gradient: layer.grad_w,
        clipped: layer.grad_w,
        change: layer.grad_w.map((/** @type {number[]} */ row) => row.map(moved)),
      },
      b: { gradient: layer.grad_b, clipped: layer.grad_b, change: layer.grad_b.map(moved) },
    };
    layer.update.w.after = matrix(n, m, (i, j) => layer.w[i][j] + layer.update.w.change[i][j]);
    layer.update.b.after = layer.b.map(
      (/** @type {number} */ value, /** @type {number} */ j) => value + layer.update.b.change[j],
    );
    back = layer.grad_x;
  }
  const beat = (/** @type {string} */ phase, /** @type {number | null} */ layer) => (/** @type {string} */ op) => ({
    phase,
    layer,
    op,
  });
  const forward = layers.flatMap((_, i) => ["product", "sum", "activation"].map(beat("forward", i + 1)));
  const backward = layers.flatMap((_, i) =>
    ["gate", "deposit", "send", "gather"].map(beat("backward", layers.length - i)),
  );
  const beats = [
    ...forward,
    beat("loss", null)("loss"),
    ...backward,
    ...["update", "measure"].map(beat("update", null)),
  ];
  return /** @type {any} */ ({
    x,
    y,
    a: last.a,
    layers,
    beats,
    loss: 1,
    loss_after: 0.9,
    step: 1,
    epoch: 0,
    learning_rate: 0.1,
    batch: null,
  });
}

/** A moment of it. @param {Trace} trace @param {object} layout @param {string} op @param {number | null} layer @param {object} [change] @returns {any} */
export function wideMoment(trace, layout, op, layer, change = {}) {
  const beat = trace.beats.findIndex((each) => each.op === op && each.layer === layer);
  const units = trace.layers.map((each) => ({ units: each.b.length, activation: "relu" }));
  const network = { name: "Wide", network: { inputs: trace.x[0].length, layers: units, loss: "mean_squared_error" } };
  return {
    trace,
    network,
    catalog: null,
    layout,
    cursor: { beat, part: null, time: 1 },
    grain: "layer",
    row: 0,
    selection: null,
    ...change,
  };
}
