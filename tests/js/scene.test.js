import assert from "node:assert/strict";
import { test } from "node:test";
import { withNonFinite } from "../../static/js/numbers.js";
import { buildScene } from "../../static/js/scene/scene.js";
import { plain } from "../../static/js/written.js";
import { beatAt, spamMoment, spamTrace } from "./fixtures.js";

/** @param {ReturnType<typeof buildScene>} scene @param {string} id */
const node = (scene, id) => /** @type {any} */ (scene.nodes.find((mark) => mark.id === id));
/** The lines that are played above a neuron. @param {ReturnType<typeof buildScene>} scene @param {string} id */
const played = (scene, id) => node(scene, id).stage.lines.map((/** @type {any} */ line) => plain(line.text));
/** @param {ReturnType<typeof buildScene>} scene @param {string} kind */
const texts = (scene, kind) =>
  scene.labels
    .filter((label) => label.kind === kind)
    .map((label) => label.text)
    .sort();

test("the same trace and cursor give the same scene", () => {
  for (const [beat] of spamTrace().beats.entries()) {
    for (const time of [0, 0.3, 1])
      assert.equal(
        JSON.stringify(buildScene(spamMoment(beat, time))),
        JSON.stringify(buildScene(spamMoment(beat, time))),
      );
  }
});

test("what is not computed yet is a dash, never a zero", () => {
  const scene = buildScene(spamMoment(0));
  for (const id of ["n-1-0", "n-1-1", "n-2-0"]) {
    assert.equal(node(scene, id).value.text, "–");
    assert.equal(plain(node(scene, id).caption), "z = –");
    assert.match(node(scene, id).name, /not computed yet/);
  }
  assert.equal(scene.loss.value.text, "–");
});

test("the worked example appears number by number", () => {
  const sums = buildScene(spamMoment(beatAt("forward", 1, "sum")));
  assert.equal(plain(node(sums, "n-1-0").caption), "z = 2.16");
  assert.equal(plain(node(sums, "n-1-1").caption), "z = −0.18");
  assert.equal(node(sums, "n-1-0").value.text, "–");
  const hidden = buildScene(spamMoment(beatAt("forward", 1, "activation")));
  assert.deepEqual([node(hidden, "n-1-0").value.text, node(hidden, "n-1-1").value.text], ["2.16", "0"]);
  const loss = buildScene(spamMoment(beatAt("loss", null, "loss")));
  assert.equal(node(loss, "n-2-0").value.text, "0.7707");
  assert.equal(loss.loss.value.text, "0.2605");
  const gate = buildScene(spamMoment(beatAt("backward", 2, "gate")));
  assert.deepEqual(played(gate, "n-2-0"), ["∂L/∂ŷ −1.298", "× f′ 0.1767", "δ −0.2293"]);
  const send = buildScene(spamMoment(beatAt("backward", 2, "send")));
  assert.deepEqual(texts(send, "deposit"), ["∂w 0", "∂w −0.4954"].sort());
  assert.deepEqual(texts(send, "message"), ["← −0.1605", "← −0.2752"]);
  const shut = buildScene(spamMoment(beatAt("backward", 1, "gate")));
  assert.equal(node(shut, "n-1-1").gate.shut, true);
  assert.equal(node(shut, "n-1-1").gate.open, 0);
  assert.equal(played(shut, "n-1-1").at(-1), "δ 0");
  assert.equal(plain(node(shut, "n-1-1").gate.text), "z = −0.18 ≤ 0");
  assert.equal(node(shut, "n-1-0").gate.shut, false);
  const update = buildScene(spamMoment(beatAt("update", null, "update")));
  assert.ok(texts(update, "update").includes("0.7 → 0.7495"));
});

test("a beat is followed by its result: at its beginning the result is not there yet", () => {
  const before = buildScene(spamMoment(beatAt("forward", 1, "sum"), 0));
  assert.equal(plain(node(before, "n-1-0").caption), "z = –");
  assert.equal(before.labels.filter((label) => label.kind === "product").length, 6);
});

test("colour spreads forward with the product and backward with the message", () => {
  const half = (/** @type {number} */ beat) =>
    buildScene(spamMoment(beat, 0.35)).edges.flatMap((edge) => (edge.flow ? [edge.flow] : []));
  const forward = half(beatAt("forward", 1, "product"));
  assert.equal(forward.length, 6);
  assert.ok(forward.every((flow) => !flow.backward && flow.reach > 0 && flow.reach < 1));
  assert.ok(half(beatAt("backward", 2, "send")).every((flow) => flow.backward));
});

test("sign shows twice: as a hue and as a dash or minus", () => {
  const scene = buildScene(spamMoment(0));
  for (const edge of scene.edges) {
    const value = spamTrace().layers[edge.layer - 1].w[edge.from][edge.unit] ?? 0;
    assert.equal(edge.negative, value < 0);
    assert.equal(edge.tone, value < 0 ? "tone-value-minus" : "tone-value-plus");
  }
});

test("names count from one and end with the value", () => {
  const scene = buildScene(spamMoment(16));
  assert.equal(node(scene, "n-0-0").name, "Input 1, exclamations: 3, gradient of its output −0.08027");
  const edge = scene.edges.find((mark) => mark.id === "w-1-2-1");
  assert.match(edge?.name ?? "", /^Weight from input 3 to layer 1, neuron 2: 0\.4, carries 0\.32, gradient 0/);
  assert.match(node(scene, "n-2-0").bias.name, /^Bias of layer 2, neuron 1: −0\.2771/);
});

test("a number that is not finite is said to be so, in its own hue", () => {
  const trace = spamTrace();
  trace.layers[0].z[0][0] = null;
  trace.layers[0].a[0][0] = null;
  const scene = buildScene(spamMoment(beatAt("loss", null, "loss"), 1, { trace }));
  assert.equal(node(scene, "n-1-0").value.text, "not finite");
  assert.equal(node(scene, "n-1-0").tone, "tone-broken");
});

test("infinities that the server had to leave out are put back where they stood", () => {
  const trace = spamTrace();
  trace.layers[1].grad_a[0][0] = null;
  trace.layers[0].update.w.after = [
    [null, 0],
    [0, 0],
    [0, 0],
  ];
  trace.non_finite = {
    total: 3,
    first: [
      { layer: 2, quantity: "grad_a", index: [0, 0], value: "-Infinity" },
      { layer: 1, quantity: "update.w.after", index: [0, 0], value: "NaN" },
      { layer: null, quantity: "nowhere", index: [4], value: "NaN" },
    ],
  };
  withNonFinite(trace);
  assert.equal(trace.layers[1].grad_a[0][0], -Infinity);
  assert.ok(Number.isNaN(/** @type {number[][]} */ (trace.layers[0].update.w.after)[0][0]));
});

test("a picture can be drawn of a trace in which nothing is finite any more", () => {
  const trace = spamTrace();
  for (const layer of trace.layers) {
    for (const rows of [layer.w, layer.z, layer.a, layer.grad_z, layer.grad_w, layer.grad_x])
      for (const row of rows) row.fill(Infinity);
  }
  for (const [beat] of trace.beats.entries()) {
    const scene = buildScene(spamMoment(beat, 1, { trace }));
    for (const edge of scene.edges) assert.ok(Number.isFinite(edge.width) && Number.isFinite(edge.flow?.width ?? 0));
  }
});
