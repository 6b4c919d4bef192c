import assert from "node:assert/strict";
import test from "node:test";
import { colourOf, escaped, markup } from "../../static/js/picture/markup.js";
import { fileName, sheetOf, wrapped } from "../../static/js/picture/sheet.js";

/** @typedef {import("../../static/js/picture/markup.js").Node & { style?: Record<string, string> }} Drawn */

/** @param {string} localName @param {Record<string, string>} attributes @param {Record<string, string>} style @param {Drawn[]} childNodes @returns {Drawn} */
const element = (localName, attributes = {}, style = {}, childNodes = []) => ({
  nodeType: 1,
  localName,
  attributes: Object.entries(attributes).map(([name, value]) => ({ name, value })),
  childNodes,
  style,
});
/** @param {string} nodeValue @returns {Drawn} */
const text = (nodeValue) => ({ nodeType: 3, nodeValue, childNodes: [] });

/** What a browser says where no style sheet does. @type {Record<string, string>} */
const USUAL = {
  display: "inline",
  visibility: "visible",
  opacity: "1",
  fill: "rgb(0, 0, 0)",
  "fill-opacity": "1",
  stroke: "none",
  "stroke-opacity": "1",
  "stroke-width": "1px",
  "font-weight": "400",
};
/** @param {import("../../static/js/picture/markup.js").Node} node */
const styleOf = (node) => (/** @type {string} */ name) =>
  /** @type {Drawn} */ (node).style?.[name] ?? USUAL[name] ?? "";

test("what a style sheet says of an element stands on it", () => {
  const line = element(
    "path",
    { d: "M0 0H9", class: "edge", "data-mark": "w-1-0-0", "stroke-width": "7", "aria-label": "Weight" },
    {
      fill: "none",
      stroke: "rgb(37, 99, 201)",
      "stroke-width": "2.5px",
      "stroke-dasharray": "6px, 5px",
      opacity: "0.4",
    },
  );
  assert.equal(
    markup(line, styleOf),
    '<path d="M0 0H9" fill="none" stroke="#2563c9" stroke-width="2.5" stroke-dasharray="6 5" opacity="0.4"/>',
  );
});

test("what a child has from its parent is written once, and written again where it ends", () => {
  const red = { fill: "rgba(255, 0, 0, 0.5)" };
  const parent = element("g", {}, red, [
    element("circle", { r: "1" }, red),
    element("circle", { r: "2" }, { fill: "rgb(255, 0, 0)" }),
    element("circle", { r: "3" }, { fill: "rgba(255, 0, 0, 0.5)", "fill-opacity": "0.5" }),
  ]);
  assert.equal(
    markup(parent, styleOf),
    '<g fill="#ff0000" fill-opacity="0.5"><circle r="1"/><circle r="2" fill-opacity="1"/><circle r="3" fill-opacity="0.25"/></g>',
  );
});

test("what is not seen is left out", () => {
  for (const style of [
    { display: "none" },
    { visibility: "hidden" },
    { opacity: "0" },
    { fill: "none" },
    { fill: "none", stroke: "rgba(0, 0, 0, 0)" },
  ])
    assert.equal(markup(element("rect", { width: "9" }, style), styleOf), "", JSON.stringify(style));
});

test("texts are escaped, and comments left out", () => {
  const said = element("text", { title: 'a "b"' }, {}, [text("1 < 2 & 3"), { nodeType: 8, childNodes: [] }]);
  assert.equal(markup(said, styleOf), '<text title="a &quot;b&quot;">1 &lt; 2 &amp; 3</text>');
});

test("colours are written as every reader knows them", () => {
  assert.deepEqual(colourOf("rgb(1, 2, 255)"), { colour: "#0102ff", alpha: 1 });
  assert.deepEqual(colourOf("color(srgb 1 0.5 0 / 0.25)"), { colour: "#ff8000", alpha: 0.25 });
  assert.deepEqual(colourOf("color(srgb 1.2 -0.1 0)"), { colour: "#ff0000", alpha: 1 });
  assert.deepEqual(colourOf("none"), { colour: "none", alpha: 1 });
});

test("no line of a caption is wider than there is room, and none of its words is lost", () => {
  const wide = (/** @type {string} */ said) => said.length;
  const said = "Each neuron sends w·δ back to everything that fed it: 1.2 × (−0.2293)";
  for (const room of [6, 11, 20, 200]) {
    const lines = wrapped(said, room, wide);
    assert.ok(lines.every((line) => line.length <= room));
    assert.equal(lines.join("").replaceAll(" ", ""), said.replaceAll(" ", ""));
  }
  assert.deepEqual(wrapped("", 10, wide), []);
});

test("a sheet holds its picture, its caption and where it is from, and grows with the caption", () => {
  /** @param {string} caption */
  const make = (caption) =>
    sheetOf(
      {
        size: { width: 500, height: 300 },
        layers: ["<image/>", "<svg/>"],
        name: "A <network>, step 1",
        title: "Backward.",
        caption,
        link: "https://example.org/#beat=loss",
        colours: {
          ground: "#fff",
          ink: "#000",
          muted: "#555",
          "value-plus": "#00f",
          "value-minus": "#f80",
          "gradient-plus": "#0aa",
          "gradient-minus": "#a0a",
        },
        font: "Inter, sans-serif",
        face: "",
      },
      (said, size) => said.length * size * 0.5,
    );
  const short = make("It goes back.");
  const long = make("It goes back. ".repeat(40));
  assert.ok(long.height > short.height && short.height > 300);
  assert.equal(long.width, short.width);
  assert.ok(short.text.includes("<image/><svg/>"));
  assert.ok(short.text.includes(`<title>${escaped("A <network>, step 1")}</title>`));
  assert.ok(short.text.includes("<desc>Backward. It goes back. https://example.org/#beat=loss</desc>"));
});

test("a file is called what every system takes", () => {
  assert.equal(fileName(["Spam filter", "step", 1, "backward-2-send"]), "spam-filter-step-1-backward-2-send");
  assert.equal(fileName(["Größe / “a\\b”", 2]), "gro-e-a-b-2");
});
