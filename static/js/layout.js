/**
 * Where everything in the graph stands: from the widths of a network and the space there is to positions.
 * Pure geometry. "main" runs with the layers, "cross" with the units; a tall screen turns the picture by 90°.
 */

/** @typedef {{ x: number, y: number }} Point */
/** @typedef {{ x: number, y: number, width: number, height: number }} Box centred on x, y */
/** @typedef {[Point, Point, Point, Point]} Curve  the control points of a cubic curve */
/** @typedef {"full" | "short" | "compact"} Detail how much is written at a node */
/** @typedef {{ width: number, height: number }} Size */
/** @typedef {Size & { bottom: number }} Stage  the room above a neuron in which a beat is played; `bottom` is how far it ends above the centre */
/**
 * @typedef {object} Layout
 * @property {number} width  of the drawing; wider than the space there is when the network does not fit
 * @property {number} height
 * @property {boolean} upright  true where layers run from top to bottom
 * @property {Detail} detail
 * @property {number} radius  of a neuron; of a compact one half its height
 * @property {Size} body  of a neuron: round, or a pill where its number needs more room than its height
 * @property {Size} input  of an input; its edges begin below it where it is wider
 * @property {number} gap  between the centres of two layers
 * @property {number} step  between the centres of two units
 * @property {number} type  size of the numbers at edges and neurons, in pixels
 * @property {Stage[]} stages  by layer
 * @property {Point[][]} nodes  by layer (0 is the input), then unit
 * @property {Point[]} heads  where the title of each layer stands, the loss last
 * @property {Box} loss
 */

/** What the titles above the layers take. */
export const HEAD = 58;
const MARGIN = 16;
const LOSS = { roomy: { width: 126, height: 84 }, compact: { width: 112, height: 78 } };
/** How far the loss stands from the outputs, of the distance between layers; and the least line between them. */
const LOSS_GAP = 0.62;
const LOSS_LINE = { roomy: 50, compact: 26 };
/** Half of what the title above the loss takes. */
const LOSS_HEAD = 84;
const COMPACT = { width: 68, height: 24 };
/** The part of the way to the next unit that a compact neuron takes, and the least that a number can be read in. */
const SHARE = 0.88;
const LEAST_HEIGHT = 15;
/** A neuron that shows its face stays round however many there are; up to this radius. */
const FACE = 22;
/** Least distance between the centres of two units, for each detail: twenty of them fit beside an open dock. */
const ROOM = { across: { full: 140, short: 88, compact: 17.5 }, upright: { full: 142, short: 84, compact: 70 } };
/** The same for neurons that show no more than their face, and so need no room for a number. */
const FACE_ROOM = 17.5;
/** The same for inputs, which have no sum and no bias. */
const INPUT_ROOM = { across: { full: 104, short: 88, compact: 17.5 }, upright: { full: 84, short: 84, compact: 70 } };
/** Inputs keep this distance where there is room, however close the units stand. */
const INPUT_STEP = { across: 44, upright: 72 };
const LEAST_GAP = { across: 158, compact: 164, faces: 68, upright: 176 };
/** The radius of a round neuron: its bounds, and the part it takes of the ways to its neighbours and to the next layer. */
const RADIUS = { full: { least: 28, most: 36, step: 0.19 }, short: { least: 22, most: 30, step: 0.24 } };
const RADIUS_OF = { inputStep: 0.285, column: 0.178 };
/** Where neurons are this large, what is written is larger too. */
const ROOMY = 32;
const TYPE = { plain: 12, roomy: 13.5 };

/**
 * @param {number[]} widths  units of each layer, the input first
 * @param {Size} space
 * @param {{ faces?: boolean }} [options] `faces`: neurons show pictures, and are round for it
 * @returns {Layout}
 */
export function layoutNetwork(widths, space, { faces = false } = {}) {
  const upright = space.width < 600;
  const way = upright ? "upright" : "across";
  const inputRoom = INPUT_ROOM[way];
  const room = faces ? { ...ROOM[way], compact: FACE_ROOM } : ROOM[way];
  const most = Math.max(...widths.slice(1));
  const crossSpace = (upright ? space.width : space.height - HEAD) - MARGIN;
  const fits = (/** @type {Detail} */ name) =>
    most * room[name] <= crossSpace && (upright || widths[0] * inputRoom[name] <= crossSpace);
  const detail = /** @type {const} */ (["full", "short"]).find(fits) ?? "compact";
  const step = Math.min(upright ? 150 : 216, Math.max(room[detail], crossSpace / most));
  const inputStep = Math.min(Math.max(step, INPUT_STEP[way]), Math.max(inputRoom[detail], crossSpace / widths[0]));
  const steps = widths.map((_, layer) => (layer === 0 ? inputStep : step));
  const inner = Math.max(crossSpace, ...widths.map((units, layer) => units * steps[layer]));
  const round = detail !== "compact" || faces;
  const taken = Math.min(step, inputStep) * SHARE;
  const height = upright ? COMPACT.height : Math.max(LEAST_HEIGHT, Math.min(COMPACT.height, taken));
  const pill = { width: COMPACT.width, height };
  const radius =
    detail === "compact"
      ? faces
        ? Math.min(FACE, taken / 2)
        : height / 2
      : roundRadius(RADIUS[detail], upright, step, inputStep, space.width / (widths.length + 1));
  const type = !upright && detail !== "compact" && radius >= ROOMY ? TYPE.roomy : TYPE.plain;
  const body = round ? { width: 2 * radius, height: 2 * radius } : pill;
  // An input has no face, and its number needs the room.
  const input = detail === "compact" ? pill : body;

  const own = detail === "compact" ? "compact" : "roomy";
  const lossSize = LOSS[own];
  const half = upright ? radius : body.width / 2;
  const inputHalf = upright ? radius : input.width / 2;
  const lossHalf = upright ? lossSize.height / 2 : LOSS_HEAD;
  const start = upright ? HEAD + radius + 4 : MARGIN + Math.max(inputHalf, 46);
  const between = widths.length - 1;
  const lossLeast = upright ? 0 : half + lossSize.width / 2 + LOSS_LINE[own];
  const leastGap = upright
    ? LEAST_GAP.upright
    : LEAST_GAP[round ? (detail === "compact" ? "faces" : "across") : "compact"];
  const spaceAlong = space.width - MARGIN - start - lossHalf;
  const fitting = Math.floor(Math.min(spaceAlong / (between + LOSS_GAP), (spaceAlong - lossLeast) / between));
  const gap = upright ? leastGap : Math.min(330, Math.max(leastGap, fitting));
  const lossGap = Math.max(lossLeast, gap * LOSS_GAP);
  const used = start + gap * between + lossGap + lossHalf + MARGIN;
  const spare = Math.max(0, ((upright ? 0 : space.width) - used) / 2);

  const along = (/** @type {number} */ layer) => start + spare + layer * gap;
  // Text stands to the right of a neuron where layers run downwards, so the picture moves a little to the left.
  const middle = upright ? (inner + MARGIN) / 2 - (detail === "full" ? 16 : 0) : HEAD + inner / 2;
  const point = (/** @type {number} */ main, /** @type {number} */ side) =>
    upright ? { x: side, y: main } : { x: main, y: side };
  const nodes = widths.map((units, layer) =>
    Array.from({ length: units }, (_, unit) => point(along(layer), middle + (unit - (units - 1) / 2) * steps[layer])),
  );
  const lossAt = point(along(between) + lossGap, middle);
  const heads = [...widths.map((_, layer) => along(layer)), along(between) + lossGap].map((main) =>
    upright ? { x: 14, y: main - radius - 30 } : { x: main, y: 16 },
  );
  return {
    width: upright ? Math.max(space.width, inner + MARGIN) : Math.max(space.width, used),
    height: upright ? used : Math.max(space.height, HEAD + inner + MARGIN),
    upright,
    detail,
    radius,
    body,
    input,
    gap,
    step,
    type,
    stages: nodes.map((units, layer) => stageOf(units, layer, { detail, upright, radius, gap })),
    nodes,
    heads,
    loss: { ...lossAt, ...lossSize },
  };
}

/** @param {{ least: number, most: number, step: number }} bounds @param {boolean} upright @param {number} step @param {number} inputStep @param {number} column */
function roundRadius(bounds, upright, step, inputStep, column) {
  if (upright) return bounds.least;
  const room = Math.min(step * bounds.step, inputStep * RADIUS_OF.inputStep, column * RADIUS_OF.column);
  return Math.min(bounds.most, Math.max(bounds.least, room));
}

/** What a neuron has written below it while something is played above it. @param {Detail} detail @param {number} layer */
const below = (detail, layer) => (detail === "full" ? (layer > 0 ? 40 : 22) : 19);
/** Down to where the titles reach. */
const HEAD_LINES = 49;

/** The room above each neuron of a layer, the same for all of them. @param {Point[]} units @param {number} layer @param {{ detail: Detail, upright: boolean, radius: number, gap: number }} about @returns {Stage} */
function stageOf(units, layer, { detail, upright, radius, gap }) {
  const bottom = radius + (detail === "full" ? 7 : 5);
  if (upright || detail === "compact") return { width: 0, height: 0, bottom };
  const first = units[0].y - HEAD_LINES;
  const others = units.length > 1 ? units[1].y - units[0].y - radius - below(detail, layer) : first;
  return {
    width: Math.min(232, gap * 1.15),
    height: Math.max(0, Math.min(first, others, bottom + 76) - bottom),
    bottom,
  };
}

/** What a valve takes beside its neuron, from the border on. */
export const VALVE = { length: 44 };

/** Where units stand closer than this, only the one that is picked has a gradient written below it. */
export const TIGHT = 40;
/** In a circle smaller than this no number is written. */
export const ROOM_FOR_NUMBER = 15;

/**
 * The control points of an edge, from the border of one node to the border of the next.
 * @param {Layout} layout
 * @param {Point} from
 * @param {Point} to
 * @param {number} [toHalf] half the extent of what the edge ends at
 * @returns {Curve}
 */
export function edgeCurve(layout, from, to, toHalf = halfExtent(layout)) {
  const out = halfExtent(layout);
  if (layout.upright) {
    const [start, end] = [from.y + out, to.y - toHalf];
    const bend = (end - start) * 0.45;
    return [
      { x: from.x, y: start },
      { x: from.x, y: start + bend },
      { x: to.x, y: end - bend },
      { x: to.x, y: end },
    ];
  }
  const [start, end] = [from.x + out, to.x - toHalf];
  const bend = (end - start) * 0.45;
  return [
    { x: start, y: from.y },
    { x: start + bend, y: from.y },
    { x: end - bend, y: to.y },
    { x: end, y: to.y },
  ];
}

/**
 * A way around the edges between two units of the same number: an arc off the shoulders of the nodes.
 * @param {Layout} layout
 * @param {Point} from
 * @param {Point} to
 * @returns {Curve}
 */
export function bypassCurve(layout, from, to) {
  const [out, off] = [halfExtent(layout) * 0.75, layout.radius * 0.75];
  const bulge = Math.min(layout.radius + 14, layout.step * 0.42);
  if (layout.upright) {
    const [start, end] = [from.y + out, to.y - out];
    const bend = (end - start) * 0.3;
    return [
      { x: from.x - off, y: start },
      { x: from.x - off - bulge, y: start + bend },
      { x: to.x - off - bulge, y: end - bend },
      { x: to.x - off, y: end },
    ];
  }
  const [start, end] = [from.x + out, to.x - out];
  const bend = (end - start) * 0.3;
  return [
    { x: start, y: from.y - off },
    { x: start + bend, y: from.y - off - bulge },
    { x: end - bend, y: to.y - off - bulge },
    { x: end, y: to.y - off },
  ];
}

/** What a node takes. @param {Layout} layout @param {number} layer 0 for the input @returns {Size} */
export const bodyOf = (layout, layer) => (layer === 0 ? layout.input : layout.body);

/** Half of what a node takes in the direction of the layers. @param {Layout} layout */
export function halfExtent(layout) {
  return layout.upright ? layout.radius : layout.body.width / 2;
}

/** What stands at the nodes and must not be covered by numbers on edges: bodies, gradients above them, texts. @param {Layout} layout @returns {Box[]} */
export function obstaclesOf(layout) {
  const { radius, detail, upright, type } = layout;
  const heads = layout.heads.map((at) =>
    upright ? { x: at.x + 88, y: at.y - 4, width: 192, height: 18 } : { ...at, y: 22, width: 150, height: 46 },
  );
  const marks = layout.nodes.flatMap((units, layer) =>
    units.flatMap((at) => {
      const { width, height } = bodyOf(layout, layer);
      const boxes = [{ ...at, width: width + 8, height: height + 8 }];
      if (detail !== "compact" && (layer > 0 || !upright))
        boxes.push({ x: at.x, y: at.y - radius - 17, width: 84, height: 22 });
      if (detail === "full" && layer > 0)
        boxes.push(
          upright
            ? { x: at.x + radius + 42, y: at.y, width: 76, height: 62 }
            : { x: at.x, y: at.y + radius + 32, width: type > TYPE.plain ? 86 : 78, height: 54 },
        );
      return boxes;
    }),
  );
  return [...heads, ...marks, ...walls(layout)];
}

/** What lies beside the picture, where a number would be cut off. @param {Layout} layout @returns {Box[]} */
function walls({ width, height }) {
  const beside = { y: height / 2, width, height: 2 * height };
  return [
    { ...beside, x: -width / 2 },
    { ...beside, x: width * 1.5 },
  ];
}

/** @param {Curve} curve */
export function curvePath([a, b, c, d]) {
  return `M${round(a.x)} ${round(a.y)}C${round(b.x)} ${round(b.y)} ${round(c.x)} ${round(c.y)} ${round(d.x)} ${round(d.y)}`;
}

/** The point of a cubic curve at `t`. @param {Curve} curve @param {number} t @returns {Point} */
export function pointOn([a, b, c, d], t) {
  const s = 1 - t;
  const mix = (/** @type {"x" | "y"} */ axis) =>
    s * s * s * a[axis] + 3 * s * s * t * b[axis] + 3 * s * t * t * c[axis] + t * t * t * d[axis];
  return { x: mix("x"), y: mix("y") };
}

export const LABEL_HEIGHT = 20;

/** An upper bound of what a text takes, tabular digits, and a little on both sides. @param {string} text @param {number} [size] in pixels */
export function labelWidth(text, size = TYPE.plain) {
  return Math.round(textWidth(text, size) + 14);
}

/** What characters of the page's typeface take, in parts of its size, semibold; the others take less than OTHER. @type {[RegExp, number][]} */
const ADVANCES = [
  [/[ ′]/u, 0.26],
  [/[.·,:|]/u, 0.32],
  [/[()/f]/u, 0.38],
  [/[0-9]/u, 0.645],
  [/[−+=×≤≈]/u, 0.68],
  [/[w]/u, 0.84],
  [/[→←]/u, 0.96],
];
const OTHER = 0.66;

/** An upper bound of what a text takes. @param {string} text @param {number} size in pixels */
export function textWidth(text, size) {
  let width = 0;
  for (const character of text) width += ADVANCES.find(([some]) => some.test(character))?.[1] ?? OTHER;
  return width * size;
}

/** To a tenth of a pixel. @param {number} value */
export function round(value) {
  return Math.round(value * 10) / 10;
}
