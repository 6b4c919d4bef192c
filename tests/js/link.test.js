import assert from "node:assert/strict";
import { test } from "node:test";
import { jsonOf } from "../../static/js/json.js";
import { holdsNetwork, readLink, writeLink } from "../../static/js/share/link.js";
import { LinkError } from "../../static/js/share/packed.js";
import { refusalOf, sharedOf, stepOf } from "../../static/js/share/shared.js";
import { random } from "./random.js";
import { spamMoment } from "./fixtures.js";

const ROUNDS = 200;

/** The 64 bits of every number of a value, in order. @param {unknown} value @returns {bigint[]} */
function bitsOf(value) {
  if (typeof value === "number") return [new BigUint64Array(Float64Array.of(value).buffer)[0]];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(bitsOf) : [];
}

/** Any finite float64: all exponents, signs, zeros and the smallest of them. @param {ReturnType<typeof random>} draw */
function anyNumber(draw) {
  const [number] = new Float64Array(BigUint64Array.of((BigInt(draw.bits()) << 32n) | BigInt(draw.bits())).buffer);
  return Number.isFinite(number) ? draw.pick([number, number, number, 0, -0, 5e-324, 0.1, 3]) : -0;
}

/** @param {number} seed @returns {import("../../static/js/types").Shared} */
function anyShared(seed) {
  const draw = random(seed);
  const row = (/** @type {number} */ n) => Array.from({ length: n }, () => anyNumber(draw));
  const widths = Array.from({ length: 2 + draw.below(4) }, () => 1 + draw.below(6));
  const layers = widths.slice(1).map((units) => ({ units, activation: draw.pick(["relu", "tanh"]) }));
  const parameters = layers.map(({ units }, i) => ({
    w: Array.from({ length: widths[i] }, () => row(units)),
    b: row(units),
  }));
  const name = draw.pick(["Spam filter", "Größe π 🧠", "", '"; <script>&#/?']);
  return {
    network: {
      name,
      network: { inputs: widths[0], layers },
      parameters,
      state: { step: draw.below(1000), optimizer: { m: row(draw.below(40)) } },
    },
    taken: draw.pick([true, false]),
    ...draw.pick([{}, { batch: { x: [row(widths[0])], y: [row(2)] } }]),
    place: draw.pick(["", "step=3&beat=backward-2-gate&row=all"]),
  };
}

test("a link gives back every network to the bit", async () => {
  for (let seed = 0; seed < ROUNDS; seed += 1) {
    const shared = anyShared(seed);
    const again = await readLink(`#${await writeLink(shared)}`);
    assert.deepEqual(again, shared, `seed ${seed}`);
    assert.deepEqual(bitsOf(again), bitsOf(shared), `seed ${seed}`);
  }
});

test("a link is made of the letters that an address may have behind its #", async () => {
  for (let seed = 0; seed < 20; seed += 1) assert.match(await writeLink(anyShared(seed)), /^net=1\.[\w-]+$/);
});

test("a link that lost or changed a letter says so, and never opens anything else", async () => {
  const shared = anyShared(3);
  const link = await writeLink(shared);
  let refused = 0;
  for (let at = 4; at < link.length; at += 1) {
    const other = link[at] === "A" ? "B" : "A";
    for (const broken of [link.slice(0, at), link.slice(0, at) + other + link.slice(at + 1)]) {
      const read = await readLink(broken).catch((error) => error);
      refused += Number(read instanceof LinkError);
      // A bit that fills up the last byte belongs to nothing.
      if (!(read instanceof LinkError)) assert.deepEqual(read, shared, `letter ${at}`);
    }
  }
  assert.ok(refused > 2 * (link.length - 4) - 4, `${refused} of ${link.length}`);
});

test("what is no network in a whole link is refused, too", async () => {
  const { network, taken, place } = anyShared(1);
  for (const odd of [
    null,
    7,
    "text",
    [],
    { network: null, taken, place },
    { network, place },
    { network, taken, place: 3 },
    { network, taken, place, batch: "x" },
    { network, taken, place, traced: null },
  ])
    await assert.rejects(readLink(await writeLink(/** @type {any} */ (odd))), LinkError, JSON.stringify(odd));
});

test("a link of another version says so", async () => {
  const link = (await writeLink(anyShared(1))).replace("net=1.", "net=2.");
  await assert.rejects(readLink(link), /version 2, and this page reads version 1/);
});

test("a link that unpacks to more than a page should hold is refused", async () => {
  const huge = { ...anyShared(1), place: "a".repeat(5_000_000) };
  const link = await writeLink(huge);
  assert.ok(link.length < 20_000);
  await assert.rejects(readLink(link), LinkError);
});

test("an address holds a network or a place", () => {
  assert.ok(holdsNetwork("#net=1.abc"));
  for (const hash of ["", "#", "#step=1&beat=net=1", "#netting=1"]) assert.ok(!holdsNetwork(hash));
});

test("JSON is written as JavaScript does, but for the sign of zero", () => {
  for (const value of [null, true, 'π\n"', 1e21, 5e-324, [1, [2.5]], { a: undefined, b: { c: [null] } }, [undefined]])
    assert.equal(jsonOf(value), JSON.stringify(value));
  assert.equal(jsonOf([0, -0]), "[0,-0.0]");
  assert.ok(Object.is(JSON.parse(jsonOf(-0)), -0));
});

/** @param {object} [change] @returns {any} */
function pageState(change = {}) {
  const moment = spamMoment(3);
  return { ...moment, taken: false, traced: null, looked: null, newest: null, view: "graph", zoom: null, ...change };
}
/** @type {any} */
const document = { network: {}, parameters: [{ w: [[0.5]], b: [0] }], data: null };

test("what is foretold is shared as the network is, what was taken as it was before", () => {
  const { trace } = pageState();
  assert.equal(stepOf(pageState()), null);
  assert.equal(stepOf(pageState({ taken: true })), trace.step);
  const taken = sharedOf(pageState({ taken: true }), document);
  assert.deepEqual(taken.batch, { x: trace.x, y: trace.y });
  assert.equal(sharedOf(pageState(), document).batch, undefined);
  assert.match(taken.place, /^step=1&beat=/);
});

test("behind a row on its own stands the step that it was sent through after", () => {
  const { trace } = pageState();
  const alone = { part: "train", index: 2, x: [[1, 2, 3]], y: [[1]] };
  const newest = { trace: { ...trace, step: 7 }, taken: true, sight: null };
  const state = pageState({ traced: alone, newest });
  assert.equal(stepOf(state), 7);
  assert.deepEqual(sharedOf(state, document).traced, alone);
  assert.equal(stepOf(pageState({ taken: true, looked: 1, newest })), trace.step);
});

test("what fits into no link is refused in a sentence that says why", () => {
  const { network } = pageState();
  const large = { ...network, parameters: { ...network.parameters, total: 2001 } };
  assert.match(refusalOf(pageState({ network: large })), /up to 2,000 parameters, and this network has 2,001/);
  const onData = { ...network, data: { name: "moons" } };
  assert.match(refusalOf(pageState({ network: onData, taken: true })), /rows that are not of the data/);
  assert.equal(refusalOf(pageState()), "");
  const odd = { ...document, parameters: [{ w: [[1, null]], b: [0] }] };
  assert.throws(() => sharedOf(pageState(), odd), /parameters\[0\]\.w\[0\]\[1\] is none/);
  const endless = { ...document, state: { step: 1, optimizer: { m: [Infinity] } } };
  assert.throws(() => sharedOf(pageState(), endless), /state\.m\[0\]/);
  assert.throws(() => sharedOf(pageState(), { ...document, data: { dataset_id: "abc" } }), /missing/);
});
