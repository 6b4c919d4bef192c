/** A small picture of some rows; without a label it is an ornament of what says it in words. */

/** @import { Sample } from "../../data/sample.js" */
import { html, useLayoutEffect } from "preact";
import { shapeOf } from "../../charts/points.js";
import { useSize } from "../chart.js";
import { CLASS_TOKENS, hueOf, useTheme } from "../hues.js";

const EDGE = 8;

/** @param {{ sample: Sample, label: string, large?: boolean }} props */
export function SamplePicture({ sample, label, large = false }) {
  const [ref, { width, height }] = useSize();
  const theme = useTheme();
  useLayoutEffect(() => {
    /** @type {HTMLCanvasElement} */
    const canvas = ref.current;
    const context = canvas.getContext("2d");
    // It has no size before its dialog is open.
    if (!context || !width) return;
    canvas.width = Math.round(width * devicePixelRatio);
    canvas.height = Math.round(height * devicePixelRatio);
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    if (sample.kind === "images") paintImages(context, sample, width, height);
    else paintPoints(context, sample, width, height, large ? 3.4 : 2);
  }, [sample, theme, large, width, height]);
  return html`<canvas
    ref=${ref}
    class=${large ? "sample sample-large" : "sample"}
    ...${label ? { role: "img", "aria-label": label } : { "aria-hidden": "true" }}
  />`;
}

/** @param {string} token @param {number} [alpha] */
function paintOf(token, alpha = 1) {
  const [red, green, blue] = hueOf(token);
  return `rgb(${red} ${green} ${blue} / ${alpha})`;
}

/** @param {CanvasRenderingContext2D} context @param {Extract<Sample, { kind: "points" }>} sample @param {number} width @param {number} height @param {number} size */
function paintPoints(context, { spots, numbers }, width, height, size) {
  for (const { u, v, label, value } of spots) {
    const token = numbers ? (value < 0 ? "value-minus" : "value-plus") : CLASS_TOKENS[label % CLASS_TOKENS.length];
    context.fillStyle = paintOf(token, numbers ? 0.25 + 0.7 * Math.abs(value) : 0.85);
    context.save();
    context.translate(EDGE + u * (width - 2 * EDGE), height - EDGE - v * (height - 2 * EDGE));
    context.fill(new Path2D(shapeOf(label, size)));
    context.restore();
  }
}

/** As many as there is room for, in rows. @param {CanvasRenderingContext2D} context @param {Extract<Sample, { kind: "images" }>} sample @param {number} width @param {number} height */
function paintImages(context, { side, images }, width, height) {
  const columns = Math.ceil(Math.sqrt((images.length * width) / height));
  const rows = Math.ceil(images.length / columns);
  const cell = Math.min((width - EDGE) / columns, (height - EDGE) / rows);
  const [left, top] = [(width - cell * columns) / 2, (height - cell * rows) / 2];
  images.forEach((image, i) => {
    const most = Math.max(...image) || 1;
    const pixel = (cell - 4) / side;
    const [x, y] = [left + (i % columns) * cell + 2, top + Math.floor(i / columns) * cell + 2];
    image.forEach((value, p) => {
      context.fillStyle = paintOf("ink", value / most);
      context.fillRect(x + (p % side) * pixel, y + Math.floor(p / side) * pixel, pixel + 0.3, pixel + 0.3);
    });
  });
}
