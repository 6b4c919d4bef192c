import assert from "node:assert/strict";
import { test } from "node:test";
import { curlOf, pythonCode, pythonOf, shellCode, wantedOf } from "../../static/js/share/code.js";
import { frameCode, framedAddress, panelsOf } from "../../static/js/share/embed.js";
import { isNetworkFile } from "../../static/js/share/formats.js";

test("an address says which panels stand in a frame", () => {
  assert.equal(panelsOf(""), null);
  assert.equal(panelsOf("?select=graph"), null);
  assert.deepEqual(panelsOf("?embed"), ["timeline", "graph"]);
  assert.deepEqual(panelsOf("?embed=inspector, graph,header"), ["graph", "inspector"]);
  assert.deepEqual(panelsOf("?embed=nothing"), ["timeline", "graph"]);
});

test("the code of a frame holds any name and any place", () => {
  const address = framedAddress("http://host/shared/abc", ["graph"], "step=1&beat=loss");
  const code = frameCode({ address, name: 'The "odd" <one> & more', width: 7, height: 8 });
  assert.ok(code.includes('src="http://host/shared/abc?embed=graph#step=1&amp;beat=loss"'));
  assert.ok(code.includes("The &quot;odd&quot; &lt;one&gt; &amp; more"));
  assert.equal(code.match(/"/g)?.length, 12);
});

test("a shell takes any text for what it is", () => {
  const line = curlOf("http://host", {
    path: "/networks/a/explain",
    body: { quantity: "it's $HOME `x`", from: undefined },
  });
  assert.ok(line.includes(String.raw`-d '{"quantity":"it'\''s $HOME ${"`x`"}"}'`));
});

test("Python reads what JavaScript says", () => {
  const value = { yes: true, no: [false, null, undefined], zero: -0, small: 5e-324, text: 'a "b" \\ π' };
  assert.equal(
    pythonOf(value),
    '{"yes": True, "no": [False, None, None], "zero": -0.0, "small": 5e-324, "text": "a \\"b\\" \\\\ π"}',
  );
});

test("what is picked out is what is read", () => {
  const neuron = (/** @type {number} */ layer) => /** @type {const} */ ({ kind: "neuron", layer, unit: 1 });
  assert.deepEqual(wantedOf(null, 0), { quantity: "grad_w", layer: 1, index: [] });
  assert.deepEqual(wantedOf(neuron(2), 3), { quantity: "grad_z", layer: 2, index: [3, 1] });
  assert.deepEqual(wantedOf(neuron(0), null), { quantity: "grad_x", layer: 1, index: [null, 1] });
  assert.equal(wantedOf({ kind: "loss" }, 0).quantity, "loss");
});

/** @type {any} */
const program = {
  origin: "http://host",
  id: "abc",
  description: { name: null, network: { inputs: 1, layers: [] }, parameters: [{ w: [[1]], b: [0] }] },
  before: null,
  batch: null,
  wanted: wantedOf({ kind: "neuron", layer: 1, unit: 2 }, null),
};

test("of a whole batch a neuron has a column of gradients", () => {
  assert.match(pythonCode(program), /\["layers"\]\[0\]\["grad_z"\]\[:, 2\]\)$/);
  assert.match(shellCode(program), /\[row\[2\] for row in json\.load\(sys\.stdin\)\["layers"\]\[0\]\["grad_z"\]\]/);
  assert.match(pythonCode(program), /network\.step\(\)/);
});

test("a network too long to write down is fetched as it was before the step", () => {
  const long = { ...program, before: 4, description: { ...program.description, name: "n".repeat(4000) } };
  assert.match(
    shellCode(long),
    /export\?format=json&before=4' \|\n {2}curl -s 'http:\/\/host\/api\/v1\/networks' .*@-/,
  );
  assert.match(pythonCode(long), /client\.import_file\(client\.open\("abc"\)\.export\("json", before=4\)\)/);
  assert.ok(shellCode(long).length < 700);
});

test("files of networks are known by how their names end", () => {
  for (const name of ["a.json", "B.NPZ", "c.safetensors", "d.onnx", "e.pt", "f.pth"]) assert.ok(isNetworkFile(name));
  for (const name of ["a.csv", "json", "a.json.txt"]) assert.ok(!isNetworkFile(name));
});
