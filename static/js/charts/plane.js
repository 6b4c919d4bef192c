/** A plane of numbers: from what the server sends to bytes, from bytes to colours, and the line where it decides. Pure. */

/** @import { Cells, Plane } from "../types" */

const STEPS = 255;
/** The strongest a colour gets: what is drawn over it stays readable. */
const SOFT = 0.72;

/** From the bytes of a frame. @param {Cells} cells @returns {Plane} */
export function planeOfCells({ data, min, max, outputs = 1, resolution }) {
  const text = atob(data);
  const cells = new Uint8Array(text.length);
  for (let i = 0; i < cells.length; i += 1) cells[i] = text.charCodeAt(i);
  const side = resolution ?? Math.round(Math.sqrt(cells.length / outputs));
  return { resolution: side, outputs, min: min ?? NaN, max: max ?? NaN, cells };
}

/** From numbers, (R, R) or (R, R, D). @param {any[][]} values @returns {Plane} */
export function planeOfValues(values) {
  const resolution = values.length;
  const outputs = Array.isArray(values[0][0]) ? values[0][0].length : 1;
  const numbers = new Float64Array(outputs * resolution * resolution);
  values.forEach((row, j) =>
    row.forEach((value, i) => {
      for (let output = 0; output < outputs; output += 1)
        numbers[(output * resolution + j) * resolution + i] = outputs === 1 ? value : value[output];
    }),
  );
  let [min, max] = [Infinity, -Infinity];
  for (const number of numbers) {
    if (number < min) min = number;
    if (number > max) max = number;
  }
  const scale = max > min ? STEPS / (max - min) : 0;
  return { resolution, outputs, min, max, cells: Uint8Array.from(numbers, (number) => (number - min) * scale + 0.5) };
}

/** What a byte stands for. @param {Plane} plane @param {number} byte */
export const valueOf = ({ min, max }, byte) => min + ((max - min) * byte) / STEPS;

/** @typedef {[number, number, number]} Colour red, green, blue, 0 to 255 */
/** @typedef {{ minus: Colour, middle: Colour, plus: Colour }} Hues */

/** Shades to either side of the middle. */
const SHADES = 256;

/** From full strength below the middle to full strength above it, the first steps small. @param {Hues} hues @returns {Uint32Array} 2·SHADES + 1 pixels */
export function rampOf({ minus, middle, plus }) {
  return Uint32Array.from({ length: 2 * SHADES + 1 }, (_, i) => {
    const away = (i - SHADES) / SHADES;
    return pixel(mixed(middle, away < 0 ? minus : plus, SOFT * Math.abs(away) ** 0.8));
  });
}

/**
 * The colours of all bytes of a plane: the middle of the ramp at `centre`, its ends at `reach` to either side.
 * @param {Plane} plane @param {Uint32Array} ramp @param {{ centre: number, reach: number }} scale
 * @returns {Uint32Array} 256 pixels
 */
export function coloursOf(plane, ramp, { centre, reach }) {
  const colours = new Uint32Array(STEPS + 1);
  const last = ramp.length - 1;
  for (let byte = 0; byte <= STEPS; byte += 1) {
    const at = (1 + (valueOf(plane, byte) - centre) / (reach || 1)) * (last / 2);
    colours[byte] = ramp[Math.max(0, Math.min(last, Math.round(at)))];
  }
  return colours;
}

/** @param {Colour} from @param {Colour} to @param {number} t @returns {Colour} */
function mixed(from, to, t) {
  return /** @type {Colour} */ (from.map((value, i) => Math.round(value + (to[i] - value) * t)));
}

/** As canvases keep it: the lowest byte is red. @param {Colour} colour */
function pixel([red, green, blue]) {
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/**
 * The pixels of a plane of one output; the first row is the top one, where y is largest.
 * @param {Plane} plane @param {Uint32Array} colours @param {Uint32Array} pixels  to fill, R·R
 */
export function paint({ resolution, cells }, colours, pixels) {
  for (let row = 0; row < resolution; row += 1) {
    const from = (resolution - 1 - row) * resolution;
    const to = row * resolution;
    for (let i = 0; i < resolution; i += 1) pixels[to + i] = colours[cells[from + i]];
  }
}

/**
 * The pixels of a plane of several outputs: the hue of the largest, the paler the closer the next one comes.
 * @param {Plane} plane @param {Colour[]} hues one an output @param {Colour} middle @param {Uint32Array} pixels  to fill, R·R
 */
export function paintClasses({ resolution, outputs, cells }, hues, middle, pixels) {
  const size = resolution * resolution;
  for (let cell = 0; cell < size; cell += 1) {
    let [best, first, second] = [0, -1, -1];
    for (let output = 0; output < outputs; output += 1) {
      const byte = cells[output * size + cell];
      if (byte > first) [best, first, second] = [output, byte, first];
      else if (byte > second) second = byte;
    }
    const row = resolution - 1 - Math.floor(cell / resolution);
    pixels[row * resolution + (cell % resolution)] = pixel(
      mixed(middle, hues[best % hues.length], SOFT * (0.2 + (0.8 * (first - second)) / STEPS)),
    );
  }
}

/** How a unit's plane is coloured: around the middle of what it can say, as far as it goes. @param {Plane} plane @param {string} activation */
export function scaleOfUnit(plane, activation) {
  if (activation === "sigmoid" || activation === "softmax") return { centre: 0.5, reach: 0.5 };
  return { centre: 0, reach: Math.max(Math.abs(plane.min), Math.abs(plane.max)) };
}

/**
 * The line at which a plane of one output passes a level, as an SVG path in cells from the lower left: marching squares.
 * @param {Plane} plane @param {number} level
 * @param {(column: number) => number} px @param {(row: number) => number} py
 */
export function contour(plane, level, px, py) {
  const { resolution: r, cells } = plane;
  const at = (/** @type {number} */ i, /** @type {number} */ j) => valueOf(plane, cells[j * r + i]) - level;
  const cross = (/** @type {number} */ a, /** @type {number} */ b) => a / (a - b);
  let path = "";
  for (let j = 0; j < r - 1; j += 1) {
    for (let i = 0; i < r - 1; i += 1) {
      const [a, b, c, d] = [at(i, j), at(i + 1, j), at(i + 1, j + 1), at(i, j + 1)];
      const kind = (a > 0 ? 1 : 0) | (b > 0 ? 2 : 0) | (c > 0 ? 4 : 0) | (d > 0 ? 8 : 0);
      if (kind === 0 || kind === 15) continue;
      const sides = [
        [i + cross(a, b), j],
        [i + 1, j + cross(b, c)],
        [i + cross(d, c), j + 1],
        [i, j + cross(a, d)],
      ];
      for (const [from, to] of SEGMENTS[kind])
        path += `M${px(sides[from][0]).toFixed(1)} ${py(sides[from][1]).toFixed(1)}L${px(sides[to][0]).toFixed(1)} ${py(sides[to][1]).toFixed(1)}`;
    }
  }
  return path;
}

/** Between which sides (below, right, above, left) the line runs, by which corners lie above the level. @type {[number, number][][]} */
const SEGMENTS = [
  [],
  [[3, 0]],
  [[0, 1]],
  [[3, 1]],
  [[1, 2]],
  [
    [3, 2],
    [0, 1],
  ],
  [[0, 2]],
  [[3, 2]],
  [[2, 3]],
  [[2, 0]],
  [
    [0, 3],
    [1, 2],
  ],
  [[2, 1]],
  [[1, 3]],
  [[1, 0]],
  [[0, 3]],
  [],
];
