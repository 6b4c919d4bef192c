/** Where the edges of a neuron run over a matrix, each through the place of its number. Pure geometry. */

/** @import { Point } from "../layout.js" */
/** @import { Weight } from "./fans.js" */
/** @import { WideLayout } from "./layout.js" */

/** Between the middles of two numbers. */
const APART = { across: 24, upright: 36 };
/** What is left out is said in two lines, and needs so much more room. */
const REST = 1.3;
/** What a number takes that stands beside another. */
const BROAD = 78;
/** Where numbers stand side by side, every other one stands lower. */
const STAGGER = 13;

/**
 * Numbers in a row: each as near to where it would like to be as its neighbours let it, in the order given.
 * @param {number[]} wanted in rising order @param {number} apart @param {[number, number]} bounds @returns {number[]}
 */
export function spread(wanted, apart, [low, high]) {
  /** @type {number[]} */
  const places = [];
  for (const place of wanted) places.push(Math.max(place, low, (places[places.length - 1] ?? -Infinity) + apart));
  let most = high;
  for (let i = places.length - 1; i >= 0; i -= 1) {
    places[i] = Math.min(places[i], most);
    most = places[i] - apart;
  }
  return places;
}

/**
 * Where the numbers of the edges of one layer stand: across its matrix one after the other, each about halfway along its edge,
 * so that few edges cross; the last place is for what is left out.
 * @param {WideLayout} layout @param {number} layer @param {Weight[]} edges @returns {{ edges: Point[], rest: Point }}
 */
export function numberPlaces(layout, layer, edges) {
  const { upright, nodes, matrices } = layout;
  const box = matrices[layer - 1];
  const side = (/** @type {Point} */ at) => (upright ? at.x : at.y);
  const middle = (/** @type {Weight} */ { from, unit }) =>
    (side(nodes[layer - 1][from]) + side(nodes[layer][unit])) / 2;
  const order = edges.map((edge, i) => ({
    i,
    at: middle(edge),
    end: side(nodes[layer - 1][edge.from]) + side(nodes[layer][edge.unit]),
  }));
  order.sort((a, b) => a.at - b.at || a.end - b.end || a.i - b.i);
  const apart = upright ? APART.upright : APART.across;
  const room = apart * REST;
  const half = (upright ? box.width : box.height) / 2;
  const centre = side(box);
  const edge = upright ? BROAD / 2 : apart / 2;
  const bounds = /** @type {[number, number]} */ ([centre - half + edge, centre + half - edge - room]);
  const along = spread(
    order.map(({ at }) => at),
    apart,
    bounds,
  );
  const point = (/** @type {number} */ at, /** @type {number} */ i) =>
    upright ? { x: at, y: box.y + (i % 2 ? STAGGER : -STAGGER) } : { x: box.x, y: at };
  /** @type {Point[]} */
  const places = [];
  order.forEach(({ i }, place) => (places[i] = point(along[place], place)));
  return { edges: places, rest: point((along[along.length - 1] ?? centre) + room, order.length) };
}

/** An edge from the border of one unit to that of another, by way of a point. @param {WideLayout} layout @param {Weight} edge @param {Point} by */
export function edgePath(layout, { layer, from, unit }, by) {
  const start = border(layout, layer - 1, from, 1);
  const end = border(layout, layer, unit, -1);
  const part = (/** @type {Point} */ a, /** @type {Point} */ b) => {
    const [dx, dy] = layout.upright ? [0, (b.y - a.y) / 2] : [(b.x - a.x) / 2, 0];
    return `C${text(a.x + dx)} ${text(a.y + dy)} ${text(b.x - dx)} ${text(b.y - dy)} ${text(b.x)} ${text(b.y)}`;
  };
  return `M${text(start.x)} ${text(start.y)}${part(start, by)}${part(by, end)}`;
}

/** Where an edge leaves a unit or comes to it. @param {WideLayout} layout @param {number} layer @param {number} unit @param {1 | -1} way @returns {Point} */
function border({ nodes, strips, upright, body, input }, layer, unit, way) {
  const { circles, cell } = strips[layer];
  const own = circles ? (layer === 0 ? input : body) : cell;
  const at = nodes[layer][unit];
  return upright ? { x: at.x, y: at.y + (way * own.height) / 2 } : { x: at.x + (way * own.width) / 2, y: at.y };
}

/** @param {number} value */
const text = (value) => Math.round(value * 10) / 10;
