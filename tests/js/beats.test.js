import assert from "node:assert/strict";
import { test } from "node:test";
import { formatNumber } from "../../static/js/format.js";
import { layoutNetwork } from "../../static/js/layout.js";
import { messagesTo, numberOf, termsOf } from "../../static/js/numbers.js";
import { buildScene } from "../../static/js/scene/scene.js";
import { plain } from "../../static/js/written.js";
import { beatAt, richMoment, richTrace, spamMoment, spamTrace } from "./fixtures.js";

/** @param {ReturnType<typeof buildScene>} scene @param {string} id */
const node = (scene, id) => /** @type {any} */ (scene.nodes.find((mark) => mark.id === id));
/** The lines that are played above a neuron. @param {ReturnType<typeof buildScene>} scene @param {string} id @returns {string[]} */
const played = (scene, id) => node(scene, id).stage.lines.map((/** @type {any} */ line) => plain(line.text));
const rich = richTrace();
/** @param {string} phase @param {number | null} layer @param {string} op */
const inRich = (phase, layer, op) => beatAt(phase, layer, op, rich);

test("a sum is stacked from its terms, each beginning where the one before ended, and ends where they add up", () => {
  const { plot } = node(buildScene(spamMoment(beatAt("forward", 1, "sum"))), "n-1-0").stage;
  const terms = /** @type {number[]} */ (termsOf(spamTrace(), 0, 1, 0));
  assert.equal(plot.bars.length, terms.length);
  assert.deepEqual(played(buildScene(spamMoment(beatAt("forward", 1, "sum"))), "n-1-0"), terms.map(formatNumber));
  const ends = plot.bars.map((/** @type {any} */ bar) => (bar.negative ? bar.start : bar.end));
  const begins = plot.bars.map((/** @type {any} */ bar) => (bar.negative ? bar.end : bar.start));
  assert.ok(Math.abs(begins[0] - plot.zero) < 1e-12);
  ends
    .slice(0, -1)
    .forEach((/** @type {number} */ end, /** @type {number} */ i) => assert.ok(Math.abs(end - begins[i + 1]) < 1e-12));
  assert.ok(Math.abs(ends[ends.length - 1] - plot.sum) < 1e-12);
  assert.ok(
    plot.bars.some((/** @type {any} */ bar) => bar.negative),
    "one of them goes back",
  );
});

test("what came around a layer is told apart among the arrivals", () => {
  const { plot } = node(buildScene(richMoment(inRich("backward", 2, "gather"))), "n-1-0").stage;
  assert.equal(plot.bars.length, messagesTo(rich, 0, 2, 0).length);
  assert.deepEqual(plot.bars.map((/** @type {any} */ bar) => bar.bypass), [false, false, false, true]); // prettier-ignore
});

test("term by term a sum stands as far as it has come, and the later terms are not there yet", () => {
  const beat = beatAt("forward", 1, "sum");
  const at = (/** @type {number} */ part) =>
    buildScene(spamMoment(beat, 1, { grain: "term", cursor: { beat, part, time: 1 } }));
  const second = node(at(1), "n-1-0");
  assert.deepEqual(second.stage.plot.bars.map((/** @type {any} */ bar) => bar.begun), [true, true, false, false]); // prettier-ignore
  assert.equal(plain(second.caption), "so far 2.3");
  assert.equal(node(at(1), "n-1-1").stage, null);
  assert.equal(plain(node(at(3), "n-1-0").caption), "z = 2.16");
});

test("a message is written as its product where there is room, a deposit stays as a chip and then as a bead", () => {
  const send = buildScene(spamMoment(beatAt("backward", 2, "send")));
  const message = send.labels.find((label) => label.kind === "message" && label.from === 0);
  assert.deepEqual(message?.lines.map(plain), ["0.7 · (−0.2293)", "← −0.1605"]);
  const held = (/** @type {number} */ beat) =>
    buildScene(spamMoment(beat)).edges.filter((edge) => edge.layer === 2 && edge.bead !== null).length;
  assert.equal(held(beatAt("backward", 2, "gate")), 0);
  assert.equal(held(beatAt("backward", 2, "deposit")), 0, "the chips are there");
  assert.equal(held(beatAt("backward", 2, "gather")), 2);
  assert.equal(held(beatAt("backward", 1, "gather")), 2);
  assert.equal(held(beatAt("update", null, "update")), 0);
});

test("a valve lets through as wide a part as f′ says", () => {
  const { gate } = node(buildScene(spamMoment(beatAt("backward", 2, "gate"))), "n-2-0");
  const slope = Number(spamTrace().layers[1].slope?.[0][0]);
  assert.ok(Math.abs(gate.open - slope) < 1e-12);
  assert.ok(Math.abs(gate.leaves.wide / gate.arrives.wide - slope) < 1e-12);
  const early = node(buildScene(spamMoment(beatAt("backward", 2, "gate"), 0.1)), "n-2-0").gate;
  assert.equal(early.open, 1, "it closes only once what comes back has arrived");
  assert.equal(early.leaves.reach, 0);
});

test("softmax beside its own loss has one tie for all outputs, and ŷ − y at each", () => {
  const trace = spamTrace();
  trace.layers[1].slope = null;
  const { network } = spamMoment(0);
  const softmax = { ...network, network: { ...network.network, loss: "categorical_cross_entropy" } };
  const scene = buildScene(spamMoment(beatAt("backward", 2, "gate"), 1, { trace, network: softmax }));
  assert.ok(node(scene, "n-2-0").gate.tied);
  assert.deepEqual(played(scene, "n-2-0"), ["ŷ − y = 0.7707 − 1", "δ −0.2293"]);
});

test("the update of the steepest weight, or of the chosen parameter, is told part by part", () => {
  const beat = beatAt("update", null, "update");
  const steepest = buildScene(spamMoment(beat)).loss.ledger;
  assert.equal(steepest?.title, "weight h₁ → ŷ");
  assert.deepEqual(
    steepest?.rows.map(([label, number]) => `${label} ${number.text}`),
    ["gradient −0.4954", "change 0.04954", "new w 0.7495"],
  );
  const bias = buildScene(spamMoment(beat, 1, { selection: { kind: "bias", layer: 2, unit: 0 } })).loss.ledger;
  assert.equal(bias?.title, "bias of ŷ");
  assert.equal(bias?.rows.at(-1)?.[1].text, formatNumber(numberOf(spamTrace(), 0, "b_after", { layer: 2, unit: 0 })));
});

test("at the end the loss stands as it was, as it was foretold and as it is", () => {
  const { compared } = buildScene(spamMoment(beatAt("update", null, "measure"))).loss;
  assert.deepEqual(compared?.map((bar) => bar.label), ["before", "foretold", "measured"]); // prettier-ignore
  assert.equal(compared?.[0].length, 1);
  assert.ok(Number(compared?.[2].length) < 1);
});

test("over the whole batch no product of sums is passed off as a sum of products", () => {
  for (const op of ["gate", "deposit"]) {
    const scene = buildScene(richMoment(inRich("backward", 2, op), 1, { row: null }));
    const texts = [
      ...scene.labels.filter((label) => label.kind === "deposit").map((label) => label.lines.map(plain).join(" ")),
      ...scene.nodes.flatMap((mark) => (mark.stage ? played(scene, mark.id) : [])),
    ];
    assert.ok(texts.length > 0);
    for (const text of texts) assert.doesNotMatch(text, /[·×]/, text);
  }
});

test("edges of a neuron that dropout switched off go pale with it", () => {
  const off = /** @type {number[][]} */ (rich.layers[1].mask)[0].indexOf(0);
  const pale = buildScene(richMoment(inRich("forward", 2, "dropout"))).edges.filter((edge) => edge.off);
  assert.ok(pale.length > 0 && pale.some((edge) => edge.from === off));
  assert.ok(pale.every((edge) => edge.layer === 3));
});

test("a scene of three thousand edges is made well within a frame", () => {
  const widths = [50, 60];
  const random = (/** @type {number} */ n) => Array.from({ length: n }, (_, i) => Math.sin(i + 1));
  const w = Array.from({ length: 50 }, () => random(60));
  const [x, z] = [[random(50)], [random(60)]];
  const parts = { gradient: w, penalty: w, clipped: w, change: w, after: w };
  const layer = {
    index: 1,
    x,
    w,
    b: z[0],
    z,
    slope: z,
    a: z,
    grad_a: z,
    grad_z: z,
    grad_w: w,
    grad_b: z[0],
    grad_x: x,
  };
  const update = { w: parts, b: { gradient: z[0], penalty: z[0], clipped: z[0], change: z[0], after: z[0] } };
  const { trace: spam, network } = spamMoment(0);
  const trace = { ...spam, x, y: z, a: z, layers: [{ ...layer, update }], beats: spam.beats.filter((beat) => beat.layer !== 2) }; // prettier-ignore
  const layers = [{ units: 60, activation: "relu" }];
  const wide = { ...network, network: { ...network.network, inputs: 50, layers } };
  const layout = layoutNetwork(widths, { width: 796, height: 650 });
  const change = { trace, network: wide, layout };
  const took = trace.beats.map((_, beat) => {
    const moment = spamMoment(beat, 0.5, change);
    buildScene(moment);
    const start = process.hrtime.bigint();
    buildScene(moment);
    return Number(process.hrtime.bigint() - start) / 1e6;
  });
  assert.ok(Math.min(...took) < 40, `${took.map((ms) => ms.toFixed(1))}`);
});
