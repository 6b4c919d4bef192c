/** A plane onto a canvas that has a pixel for each of its cells: one putImageData, and the browser makes it large. */

/** @import { NetworkSummary, Plane } from "../types" */
import { taskOf } from "../charts/points.js";
import { coloursOf, paint, paintClasses, rampOf, scaleOfUnit } from "../charts/plane.js";
import { choiceName } from "../names.js";
import { CLASS_TOKENS, hueOf, theme } from "./hues.js";

/** Kept with its canvas, so that a frame makes nothing new. @type {WeakMap<HTMLCanvasElement, ImageData>} */
const images = new WeakMap();

/** One a theme. @type {Map<string, Uint32Array>} */
const ramps = new Map();

/** The colours of values in this theme. */
export function valueRamp() {
  const key = theme();
  const hues = () => ({ minus: hueOf("value-minus"), middle: hueOf("panel"), plus: hueOf("value-plus") });
  const found = ramps.get(key) ?? rampOf(hues());
  ramps.set(key, found);
  return found;
}

/** @param {HTMLCanvasElement} canvas @param {number} resolution @param {(pixels: Uint32Array) => void} fill */
function put(canvas, resolution, fill) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  let image = images.get(canvas);
  if (!image || image.width !== resolution) {
    canvas.width = canvas.height = resolution;
    image = context.createImageData(resolution, resolution);
    images.set(canvas, image);
  }
  fill(new Uint32Array(image.data.buffer));
  context.putImageData(image, 0, 0);
}

/** What a unit hands on, over the plane. @param {HTMLCanvasElement} canvas @param {Plane} plane @param {string} activation @param {Uint32Array} ramp */
export function paintUnit(canvas, plane, activation, ramp) {
  const colours = coloursOf(plane, ramp, scaleOfUnit(plane, activation));
  put(canvas, plane.resolution, (pixels) => paint(plane, colours, pixels));
}

/** What the network answers, over the plane: its number, or the class that it holds likeliest. @param {HTMLCanvasElement} canvas @param {Plane} plane @param {NetworkSummary} network */
export function paintOutputs(canvas, plane, network) {
  const { layers } = network.network;
  if (taskOf(network) === "classes") {
    const classes = CLASS_TOKENS.map(hueOf);
    put(canvas, plane.resolution, (pixels) => paintClasses(plane, classes, hueOf("panel"), pixels));
  } else paintUnit(canvas, plane, choiceName(layers[layers.length - 1].activation), valueRamp());
}
