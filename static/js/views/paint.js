/** Planes onto canvases: one putImageData for all that is new, and the browser makes it large. */

/** @import { NetworkSummary, Plane, Planes } from "../types" */
/** @import { Layout } from "../layout.js" */
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

/** A canvas as large as the picture, wiped clean, in the picture's own units. @param {HTMLCanvasElement} canvas @param {Layout} layout @param {number} [detail] how many times finer than the screen */
export function sized(canvas, layout, detail = 1) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const scale = window.devicePixelRatio * detail;
  const [width, height] = [Math.round(layout.width * scale), Math.round(layout.height * scale)];
  if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, layout.width, layout.height);
  return context;
}

/** All faces side by side before they are drawn large. @type {{ canvas: HTMLCanvasElement, image: ImageData } | null} */
let sheet = null;

/** @param {number} width @param {number} height @returns {NonNullable<typeof sheet>} */
function sheetOf(width, height) {
  if (sheet?.image.width === width && sheet.image.height === height) return sheet;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  return (sheet = { canvas, image: new ImageData(width, height) });
}

/** What each unit hands on over the plane, in the circle of its neuron. @param {CanvasRenderingContext2D} context @param {Layout} layout @param {NetworkSummary} network @param {Planes} planes */
export function paintFaces(context, layout, network, planes) {
  const faces = layout.nodes.flatMap((units, layer) =>
    units.flatMap((at, unit) => {
      const plane = layer > 0 && planes.units[`${layer}.${unit}`];
      return plane ? [{ at, plane, activation: choiceName(network.network.layers[layer - 1].activation) }] : [];
    }),
  );
  if (!faces.length) return;
  const side = faces[0].plane.resolution;
  const { canvas, image } = sheetOf(side, side * faces.length);
  const pixels = new Uint32Array(image.data.buffer);
  const ramp = valueRamp();
  faces.forEach(({ plane, activation }, i) => {
    const colours = coloursOf(plane, ramp, scaleOfUnit(plane, activation));
    paint(plane, colours, pixels.subarray(i * side * side, (i + 1) * side * side));
  });
  /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")).putImageData(image, 0, 0);
  const r = layout.radius;
  context.save();
  context.beginPath();
  for (const { at } of faces) {
    context.moveTo(at.x + r, at.y);
    context.arc(at.x, at.y, r, 0, 2 * Math.PI);
  }
  context.clip();
  faces.forEach(({ at }, i) => context.drawImage(canvas, 0, i * side, side, side, at.x - r, at.y - r, 2 * r, 2 * r));
  context.restore();
}
