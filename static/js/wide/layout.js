/**
 * Where everything stands in a network too wide for a circle a unit: layers as strips of cells, their weights as matrices
 * between them. Pure geometry, in "main" (along the layers) and "cross" (along the units) as in layout.js.
 */

/** @import { Box, Layout, Point, Size } from "../layout.js" */
import { HEAD, layoutNetwork } from "../layout.js";
import { MOST_CIRCLES } from "./tiers.js";

/**
 * @typedef {object} Strip one layer
 * @property {Box} box
 * @property {boolean} circles  few enough for a circle each
 * @property {Size} cell
 * @property {number} lanes  cells side by side in the direction of the layers; units go lane by lane, then on
 */
/** @typedef {Layout & { strips: Strip[], matrices: Box[], fan: number }} WideLayout `matrices` by layer − 1; `fan`: how many edges of a neuron are drawn on either side */

const MARGIN = 12;
const CELL = { least: 6, most: 20 };
/** How thick a strip may be, as long as its cells are not too small. */
const THICK = { across: 42, upright: 40 };
/** Between a strip and the matrix beside it. */
const AIR = 6;
const GAP = { across: { least: 84, most: 250 }, upright: { least: 118, most: 118 } };
const LOSS_GAP = { across: 24, upright: 30 };
const LOSS_SHARE = 0.6;
/** Half of what the title above the loss takes. */
const LOSS_HEAD = 84;
const LEAST_CROSS = 250;
/** What a circle takes across, and what an edge's number does. */
const CIRCLE = { across: 27, upright: 74 };
const FAN = { most: 8, across: 25, upright: 37 };
/** Below the strips, and above them where layers run downwards, for the titles. */
const FOOT = 14;
const TITLE = 26;

/** @param {number[]} widths @param {Size} space @returns {WideLayout} */
export function layoutWide(widths, space) {
  const base = layoutNetwork(
    widths.map((units) => Math.min(units, MOST_CIRCLES)),
    space,
  );
  const { upright } = base;
  const way = upright ? "upright" : "across";
  const cross = upright
    ? Math.max(LEAST_CROSS, space.width - 2 * MARGIN)
    : Math.max(LEAST_CROSS, space.height - HEAD - FOOT);
  const begin = upright ? MARGIN : HEAD;
  const shapes = widths.map((units) => shapeOf(units, cross, way, base));
  const lossMain = upright ? base.loss.height : base.loss.width;
  const title = upright ? TITLE : 0;
  const afterLoss = upright ? lossMain / 2 + MARGIN : Math.max(lossMain / 2, LOSS_HEAD);
  const taken =
    MARGIN +
    shapes.reduce((sum, { thick }) => sum + thick + title, 0) +
    LOSS_GAP[way] +
    title +
    lossMain / 2 +
    afterLoss;
  const between = widths.length - 1;
  const { least, most } = GAP[way];
  // What there is more than the least is shared with the way to the loss.
  const more = upright
    ? 0
    : Math.max(0, Math.min(most - least, (space.width - taken - least * between) / (between + LOSS_SHARE)));
  const gap = least + Math.floor(more);
  const lossGap = LOSS_GAP[way] + Math.floor(more * LOSS_SHARE);
  const used = taken + gap * between + lossGap - LOSS_GAP[way];
  const box = (
    /** @type {number} */ main,
    /** @type {number} */ side,
    /** @type {number} */ long,
    /** @type {number} */ broad,
  ) => (upright ? { x: side, y: main, width: broad, height: long } : { x: main, y: side, width: long, height: broad });
  const middle = begin + cross / 2;
  let at = MARGIN + (upright ? 0 : Math.max(0, (space.width - used) / 2));
  const strips = shapes.map(({ thick, extent, ...shape }) => {
    const strip = { ...shape, box: box(at + title + thick / 2, middle, thick, extent) };
    at += title + thick + gap;
    return strip;
  });
  const loss = box(at - gap + lossGap + title + lossMain / 2, middle, lossMain, lossMain);
  const nodes = strips.map((strip, layer) =>
    Array.from({ length: widths[layer] }, (_, unit) => centreOf(strip, unit, upright)),
  );
  const end = (upright ? loss.y : loss.x) + afterLoss;
  const heads = [
    ...strips.map(({ box: { x, y, height } }) => (upright ? { x: MARGIN, y: y - height / 2 - 9 } : { x, y: 22 })),
  ];
  return {
    ...base,
    width: upright ? Math.max(space.width, cross + 2 * MARGIN) : Math.max(space.width, end),
    height: upright ? end : Math.max(space.height, begin + cross + FOOT),
    detail: "compact",
    gap: Math.min(
      gap + Math.min(...shapes.map(({ thick }) => thick)),
      upright ? Infinity : loss.x - strips[between].box.x,
    ),
    step: Math.min(
      ...shapes.filter(({ circles }) => circles).map(({ cell }) => (upright ? cell.width : cell.height)),
      40,
    ),
    nodes,
    heads: [...heads, upright ? { x: MARGIN, y: loss.y - lossMain / 2 - 9 } : { x: loss.x, y: 22 }],
    loss: { ...base.loss, x: loss.x, y: loss.y },
    strips,
    matrices: strips.slice(1).map((to, i) => matrixBetween(strips[i], widths[i], to, upright)),
    fan: Math.min(FAN.most, Math.floor(cross / FAN[way]) - 1),
  };
}

/** How a layer fills the room across: circles, or as few lanes of cells as make them largest. @param {number} units @param {number} cross @param {"across" | "upright"} way @param {Layout} base */
function shapeOf(units, cross, way, { body }) {
  const size = (/** @type {number} */ main, /** @type {number} */ side) =>
    way === "upright" ? { width: side, height: main } : { width: main, height: side };
  if (units <= MOST_CIRCLES && units * CIRCLE[way] <= cross) {
    const step = Math.min(cross / units, way === "upright" ? 110 : 64);
    const thick = way === "upright" ? body.height : body.width;
    return { circles: true, lanes: 1, thick, extent: step * units, cell: size(thick, step) };
  }
  const sideWith = (/** @type {number} */ lanes) => {
    const side = cross / Math.ceil(units / lanes);
    return { lanes, side, least: Math.min(side, THICK[way] / lanes, CELL.most) };
  };
  const options = Array.from({ length: Math.min(units, Math.floor(THICK[way] / CELL.least)) }, (_, i) =>
    sideWith(i + 1),
  );
  const best = options.reduce((most, option) => (option.least > most.least ? option : most));
  const rowsAtMost = Math.floor(cross / CELL.least);
  const { lanes, side } = best.side < CELL.least ? sideWith(Math.ceil(units / rowsAtMost)) : best;
  const along = Math.max(CELL.least, Math.min(THICK[way] / lanes, side, CELL.most));
  const broad = Math.min(side, CELL.most * 1.6);
  return {
    circles: false,
    lanes,
    thick: along * lanes,
    extent: broad * Math.ceil(units / lanes),
    cell: size(along, broad),
  };
}

/** @param {Strip} strip @param {number} unit @param {boolean} upright @returns {Point} */
function centreOf({ box, cell, lanes }, unit, upright) {
  const [lane, row] = [unit % lanes, Math.floor(unit / lanes)];
  const [right, down] = upright ? [row, lane] : [lane, row];
  return {
    x: box.x - box.width / 2 + (right + 0.5) * cell.width,
    y: box.y - box.height / 2 + (down + 0.5) * cell.height,
  };
}

/** Its rows stand beside the units that they come from, of which the last row of cells may lack some. @param {Strip} strip @param {number} units @param {Strip} to @param {boolean} upright @returns {Box} */
function matrixBetween({ box: from, lanes }, units, { box: to }, upright) {
  const full = units / (Math.ceil(units / lanes) * lanes);
  if (upright) {
    const [start, end] = [from.y + from.height / 2 + AIR, to.y - to.height / 2 - AIR - TITLE];
    const width = from.width * full;
    return { x: from.x - (from.width - width) / 2, y: (start + end) / 2, width, height: end - start };
  }
  const [start, end] = [from.x + from.width / 2 + AIR, to.x - to.width / 2 - AIR];
  const height = from.height * full;
  return { x: (start + end) / 2, y: from.y - (from.height - height) / 2, width: end - start, height };
}
