import assert from "node:assert/strict";
import { test } from "node:test";
import { counts, mostUnits, totalOf } from "../../static/js/build/counts.js";
import * as drafts from "../../static/js/build/drafts.js";
import { withInputs, withLayers, withSettings } from "../../static/js/requests.js";
import { spamMoment } from "./fixtures.js";

const { network, catalog } = spamMoment(0);
const hidden = (/** @type {number} */ units) => ({ units, activation: "tanh" });
const before = { inputs: 3, layers: [hidden(2), hidden(4), hidden(4), hidden(1)] };
const all = drafts.draftsOf(before.layers);
const kept = (/** @type {drafts.Draft[]} */ next, inputs = 3) => drafts.keptLayers(before, inputs, next);
const upTo = (/** @type {number} */ n) => Array.from({ length: n }, (_, i) => i);

test("what is left as it is is kept whole, and nothing is drawn", () => {
  assert.deepEqual(kept(all), [
    { layer: 1, inputs: [0, 1, 2], units: [0, 1] },
    { layer: 2, inputs: [0, 1], units: upTo(4) },
    { layer: 3, inputs: upTo(4), units: upTo(4) },
    { layer: 4, inputs: upTo(4), units: [0] },
  ]);
  assert.equal(drafts.isDrawn(kept(all)), false);
});

test("more units keep the old ones, here and in what comes after", () => {
  const [one, two] = kept(drafts.changed(all, 0, { units: 3 }));
  assert.deepEqual(one?.units, [0, 1, null]);
  assert.deepEqual(two?.inputs, [0, 1, null]);
  assert.deepEqual(two?.units, upTo(4));
});

test("fewer units drop the last ones and nothing is drawn", () => {
  const next = kept(drafts.changed(all, 1, { units: 2 }));
  assert.deepEqual(next[1]?.units, [0, 1]);
  assert.deepEqual(next[2]?.inputs, [0, 1]);
  assert.equal(drafts.isDrawn(next), false);
});

test("an activation, an option or freezing keeps all; another initializer draws that layer alone", () => {
  assert.deepEqual(kept(drafts.changed(all, 1, { activation: "relu", batch_norm: true })), kept(all));
  const next = kept(drafts.changed(all, 1, { initializer: "zeros" }));
  assert.deepEqual(next, kept(all).with(1, null));
});

test("a layer that goes takes its own weights along and leaves the others theirs", () => {
  const next = kept(drafts.removed(all, 1));
  assert.deepEqual(
    next.map((layer) => layer?.layer),
    [1, 3, 4],
  );
  assert.deepEqual(next[1]?.inputs, [null, null], "its matrix had four rows and now needs two");
  assert.deepEqual(next[1]?.units, upTo(4), "its biases still fit");
  assert.deepEqual(next[2], kept(all)[3]);
  const square = kept(drafts.removed(all, 2));
  assert.deepEqual(square[2], kept(all)[3], "behind another layer of the same width all of it fits");
});

test("a layer in between is new, and what follows keeps what fits", () => {
  const next = kept(drafts.added(all, 3, hidden(4)));
  assert.equal(next[3], null);
  assert.deepEqual(next[4], kept(all)[3]);
  assert.equal(drafts.isDrawn(next), true);
});

test("a copy has the same weights where it can have them", () => {
  const next = kept(drafts.duplicated(all, 2));
  assert.deepEqual(next[3], next[2]);
  assert.equal(drafts.isDrawn(next), false);
  const narrow = kept(drafts.duplicated(all, 1));
  assert.deepEqual(narrow[2], { layer: 2, inputs: [null, null, null, null], units: upTo(4) });
});

test("layers change places with their weights, and back again all is as it was", () => {
  const there = drafts.moved(all, 1, 2);
  assert.deepEqual(
    there.map(({ from }) => from),
    [1, 3, 2, 4],
  );
  assert.deepEqual(kept(there)[3], kept(all)[3]);
  for (const [at, to] of [
    [0, 3],
    [3, 0],
    [1, 2],
  ])
    assert.deepEqual(drafts.moved(drafts.moved(all, at, to), to, at), all);
});

test("more inputs keep the rows of the old ones", () => {
  assert.deepEqual(kept(all, 4)[0]?.inputs, [0, 1, 2, null]);
  assert.deepEqual(withInputs(network, 2, catalog).keep?.layers[0]?.inputs, [0, 1]);
});

test("the next seed is taken where something is drawn, so that no layer is the copy of another", () => {
  const own = drafts.draftsOf(network.network.layers);
  const same = withLayers(network, drafts.changed(own, 0, { activation: "tanh" }), catalog);
  assert.equal(same.network.seed, network.network.seed);
  assert.equal(same.keep?.network, network.id);
  const more = withLayers(network, drafts.added(own, 1, drafts.newLayer(own, 1)), catalog);
  assert.equal(more.network.seed, network.network.seed + 1);
  assert.equal(withSettings(network, { dtype: "float32" }, catalog).network.seed, network.network.seed);
});

test("a new layer is like the hidden one beside it", () => {
  assert.deepEqual(drafts.newLayer(all, 2), hidden(4));
  assert.deepEqual(drafts.newLayer(all, 0), hidden(3), "three units at least");
  assert.deepEqual(drafts.newLayer(all.slice(3), 0), { units: 3, activation: "relu" }, "an output is no example");
  assert.deepEqual(drafts.newLayer(all, 4), hidden(1), "behind the output it is the output");
});

test("parameters are counted by the tutorial's formula, with numbers put in", () => {
  const layers = [hidden(20), { ...hidden(15), batch_norm: true }, hidden(1)];
  const all = counts(10, layers);
  assert.deepEqual(all, [
    { text: "20·(10 + 1)", total: 220 },
    { text: "15·(20 + 1) + 2·15", total: 345 },
    { text: "1·(15 + 1)", total: 16 },
  ]);
  assert.equal(totalOf(all), 581);
});

test("the count is the server's", () => {
  const { inputs, layers } = network.network;
  assert.deepEqual(
    counts(inputs, layers).map(({ total }) => total),
    network.parameters.layers.map(({ total }) => total),
  );
});

test("the widest a layer may be stays within the parameters, and the next unit would not", () => {
  const layers = [hidden(8), { ...hidden(16), batch_norm: true }, hidden(2)];
  const most = { units: 1000, parameters: 2000 };
  for (const layer of [0, 1, 2, 3]) {
    const units = mostUnits(4, layers, layer, most);
    const at = (/** @type {number} */ n) =>
      totalOf(layer === 0 ? counts(n, layers) : counts(4, layers.with(layer - 1, { ...layers[layer - 1], units: n })));
    assert.ok(at(units) <= 2000 && at(units + 1) > 2000, `layer ${layer}`);
    assert.equal(mostUnits(4, layers, layer, { units: 30, parameters: 1e9 }), 30);
  }
  assert.equal(mostUnits(4, layers, 1, { units: 4, parameters: 1 }), 8, "what is there may stay");
});
