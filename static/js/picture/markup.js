/** An SVG element as text that needs no style sheet: what was computed for it stands on it. Knows no document: it is handed what a node looks like. */

/**
 * @typedef {object} Node what of an SVG node is read
 * @property {number} nodeType
 * @property {string} [localName]
 * @property {string | null} [nodeValue]
 * @property {Iterable<{ name: string, value: string }>} [attributes]
 * @property {Iterable<Node>} childNodes
 * @typedef {(property: string) => string} Style the computed value of a property
 */

/** What a child has from its parent, and what holds at the root. @type {Record<string, string>} */
const INHERITED = {
  fill: "#000000",
  "fill-opacity": "1",
  stroke: "none",
  "stroke-width": "1",
  "stroke-opacity": "1",
  "stroke-dasharray": "none",
  "stroke-dashoffset": "0",
  "stroke-linecap": "butt",
  "stroke-linejoin": "miter",
  "paint-order": "normal",
  "font-family": "",
  "font-size": "",
  "font-weight": "400",
  "text-anchor": "start",
  "dominant-baseline": "auto",
};
/** What each element has of itself. @type {Record<string, string>} */
const OWN = { opacity: "1", "vector-effect": "none", "clip-path": "none", mask: "none" };

/** Attributes for the page, not for the picture. */
const OF_THE_PAGE = /^(class|style|role|tabindex|aria-.*|data-.*|on.*)$/;
const TEXT_NODE = 3;
const ELEMENT_NODE = 1;
/** Elements that show nothing where they have neither fill nor stroke. */
const SHAPES = new Set(["path", "rect", "circle", "ellipse", "line", "polyline", "polygon"]);

/** @param {string} text */
export const escaped = (text) =>
  text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign] ?? sign);

/** @param {string} name @param {Record<string, string | number | undefined>} attributes @param {string} [inside] */
export function tag(name, attributes, inside = "") {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escaped(String(value))}"`)
    .join("");
  return inside ? `<${name}${written}>${inside}</${name}>` : `<${name}${written}/>`;
}

/**
 * @param {Node} node
 * @param {(node: Node) => Style} styleOf
 * @param {Record<string, string | number>} [place] attributes of the outermost element, in place of its own
 * @param {Record<string, string>} [parent] what the parent hands down
 * @returns {string}
 */
export function markup(node, styleOf, place = {}, parent = INHERITED) {
  if (node.nodeType === TEXT_NODE) return escaped(node.nodeValue ?? "");
  if (node.nodeType !== ELEMENT_NODE || !node.localName) return "";
  const style = styleOf(node);
  if (style("display") === "none" || style("visibility") === "hidden" || style("opacity") === "0") return "";
  const handed = computed(style, INHERITED);
  if (SHAPES.has(node.localName) && isUnseen(handed, "fill") && isUnseen(handed, "stroke")) return "";
  const own = [...(node.attributes ?? [])].filter(({ name }) => !OF_THE_PAGE.test(name) && !(name in INHERITED));
  const attributes = {
    ...Object.fromEntries(own.filter(({ name }) => !(name in OWN)).map(({ name, value }) => [name, value])),
    ...place,
    ...changed(handed, parent),
    ...changed(computed(style, OWN), OWN),
  };
  return tag(
    node.localName,
    attributes,
    [...node.childNodes].map((child) => markup(child, styleOf, {}, handed)).join(""),
  );
}

/** What was computed for some properties, in the words of attributes. @param {Style} style @param {Record<string, string>} properties */
function computed(style, properties) {
  const values = Object.fromEntries(Object.keys(properties).map((name) => [name, plain(style(name))]));
  for (const paint of ["fill", "stroke"]) {
    if (!(paint in values)) continue;
    const { colour, alpha } = colourOf(values[paint]);
    values[paint] = colour;
    values[`${paint}-opacity`] = String(Math.round(alpha * Number(values[`${paint}-opacity`]) * 1000) / 1000);
  }
  return values;
}

/** @param {Record<string, string>} values @param {Record<string, string>} before */
const changed = (values, before) =>
  Object.fromEntries(Object.entries(values).filter(([name, value]) => value && value !== before[name]));

/** Numbers without their unit, lists of them without commas. @param {string} value */
const plain = (value) => (/^[-\d.]/.test(value) ? value.replace(/px/g, "").replace(/,/g, "") : value);

/** @param {Record<string, string>} values @param {"fill" | "stroke"} paint */
const isUnseen = (values, paint) => values[paint] === "none" || values[`${paint}-opacity`] === "0";

/**
 * A computed colour as every reader of SVG knows it, apart from how much it covers.
 * @param {string} value `rgb(1, 2, 3)`, `rgba(1, 2, 3, 0.5)`, `color(srgb 0.1 0.2 0.3 / 0.5)`, or something that is no colour
 */
export function colourOf(value) {
  const found = /^(rgba?|color)\((?:srgb )?([^)]*)\)$/.exec(value);
  if (!found) return { colour: value, alpha: value === "transparent" ? 0 : 1 };
  const [red, green, blue, alpha = 1] = (found[2].match(/[-\d.e]+/g) ?? []).map(Number);
  const scale = found[1] === "color" ? 255 : 1;
  const hex = [red, green, blue].map((part) =>
    Math.round(Math.min(255, Math.max(0, part * scale)))
      .toString(16)
      .padStart(2, "0"),
  );
  return { colour: `#${hex.join("")}`, alpha };
}
