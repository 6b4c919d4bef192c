/** Matrices of a wide network onto a canvas. What each looks like is made once for a trace and a theme. */

/** @import { Trace } from "../../types" */
/** @import { Family } from "../../scales.js" */
/** @import { Box, Size } from "../../layout.js" */
/** @import { Heat, Region } from "../../wide/shown.js" */
import { rampOf } from "../../charts/plane.js";
import { strength } from "../../scales.js";
import { once } from "../../once.js";
import { hueOf, theme } from "../hues.js";

/** @typedef {{ context: CanvasRenderingContext2D, upright: boolean }} Ground */

/** How strongly what is not at work is drawn. */
const RESTING = 0.38;
const UNREACHED = 0.3;
/** @type {Map<string, Uint32Array>} */
const ramps = new Map();

/** From the strongest below zero by the ground to the strongest above, in this theme. @param {Family} family */
export function rampOfFamily(family) {
  const key = `${theme()} ${family}`;
  const made =
    ramps.get(key) ??
    rampOf({ minus: hueOf(`${family}-minus`), middle: hueOf("panel"), plus: hueOf(`${family}-plus`) });
  ramps.set(key, made);
  return made;
}

/**
 * A picture of a matrix, a pixel a weight; where it has more weights than there are pixels, each pixel is the strongest of its weights.
 * @param {object} owner  what the values belong to, so that the picture is kept as long as they are
 * @param {string} name @param {Float64Array} values @param {{ sources: number, targets: number, most: number, family: Family, upright: boolean, size: Size }} about `size` in pixels
 * @returns {HTMLCanvasElement}
 */
export function imageOf(owner, name, values, { sources, targets, most, family, upright, size }) {
  const [across, down] = upright ? [sources, targets] : [targets, sources];
  const width = Math.max(1, Math.min(across, Math.floor(size.width)));
  const height = Math.max(1, Math.min(down, Math.floor(size.height)));
  return once(owner, `image ${name} ${family} ${upright} ${width}×${height} ${theme()}`, () => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [width, height];
    const strongest = pooled(values, { sources, targets, upright, width, height });
    const image = new ImageData(width, height);
    colour(strongest, new Uint32Array(image.data.buffer), most, rampOfFamily(family));
    /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")).putImageData(image, 0, 0);
    return canvas;
  });
}

/** The strongest weight of each pixel. @param {Float64Array} values @param {{ sources: number, targets: number, upright: boolean, width: number, height: number }} grid */
export function pooled(values, { sources, targets, upright, width, height }) {
  const strongest = new Float64Array(width * height);
  for (let from = 0; from < sources; from += 1)
    for (let unit = 0; unit < targets; unit += 1) {
      const value = values[from * targets + unit];
      const x = upright ? Math.floor((from * width) / sources) : Math.floor((unit * width) / targets);
      const y = upright ? Math.floor((unit * height) / targets) : Math.floor((from * height) / sources);
      const at = y * width + x;
      if (Number.isNaN(value) || Math.abs(value) > Math.abs(strongest[at])) strongest[at] = value;
    }
  return strongest;
}

/** @param {Float64Array} values @param {Uint32Array} pixels @param {number} most @param {Uint32Array} ramp */
export function colour(values, pixels, most, ramp) {
  const middle = (ramp.length - 1) / 2;
  const [red, green, blue] = hueOf("broken");
  const broken = ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i];
    if (Number.isFinite(value))
      pixels[i] = ramp[Math.round(middle + Math.sign(value) * strength(value, most) * middle)];
    else pixels[i] = broken;
  }
}

/** @param {Ground} ground @param {Box} box @param {Heat} heat @param {HTMLCanvasElement} under @param {HTMLCanvasElement} over @param {{ sources: number, targets: number }} counts */
export function drawHeat({ context, upright }, box, heat, under, over, counts) {
  const [left, top] = [box.x - box.width / 2, box.y - box.height / 2];
  const place = (/** @type {Region} */ [a, b, c, d]) => {
    const [x, y] = upright
      ? [
          [a, b],
          [c, d],
        ]
      : [
          [c, d],
          [a, b],
        ];
    const [across, down] = upright ? [counts.sources, counts.targets] : [counts.targets, counts.sources];
    const [w, h] = [box.width / across, box.height / down];
    return /** @type {[number, number, number, number]} */ ([
      left + x[0] * w,
      top + y[0] * h,
      (x[1] - x[0]) * w,
      (y[1] - y[0]) * h,
    ]);
  };
  context.save();
  context.imageSmoothingEnabled = false;
  context.globalAlpha = heat.active ? 1 : RESTING;
  if (heat.regions) {
    context.globalAlpha = UNREACHED;
    context.drawImage(under, left, top, box.width, box.height);
    context.globalAlpha = 1;
    context.beginPath();
    for (const region of heat.regions) context.rect(...place(region));
    context.save();
    context.clip();
    context.fillStyle = `rgb(${hueOf("panel").join(" ")})`;
    context.fillRect(left, top, box.width, box.height);
    context.drawImage(over, left, top, box.width, box.height);
    context.restore();
  } else context.drawImage(over, left, top, box.width, box.height);
  if (heat.at) {
    const [x, y, w, h] = place(heat.at);
    context.strokeStyle = `rgb(${hueOf("ink").join(" ")})`;
    context.lineWidth = 1.2;
    context.strokeRect(x - 1.5, y - 1.5, w + 3, h + 3);
  }
  context.restore();
}

/** How many weights stand behind a pixel at most, over all matrices; 1 where none is pooled. @param {Trace} trace @param {Box[]} matrices @param {boolean} upright @param {number} scale pixels of the screen to one of the picture */
export function poolOf(trace, matrices, upright, scale) {
  return Math.max(
    ...trace.layers.map(({ w, b }, i) => {
      const [across, down] = upright ? [w.length, b.length] : [b.length, w.length];
      const per = (/** @type {number} */ count, /** @type {number} */ extent) =>
        Math.ceil(count / Math.min(count, Math.floor(extent * scale)));
      return per(across, matrices[i].width) * per(down, matrices[i].height);
    }),
  );
}
