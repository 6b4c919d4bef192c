/** The picture that is on the screen as a file: read off the page with the styles it has there, and drawn anew where pixels are wanted. */

import { colourOf, markup, tag } from "../picture/markup.js";
import { fileName, sheetOf } from "../picture/sheet.js";

const COLOURS = /** @type {const} */ ([
  "ground",
  "ink",
  "muted",
  "value-plus",
  "value-minus",
  "gradient-plus",
  "gradient-minus",
]);
/** A canvas measures narrow digits; the picture writes them all as wide. */
const TABULAR = 1.06;
/** So many pixels of the file for one of the page. */
const SCALE = 2;

/** What is saved: the network itself, or the plane where it stands in its place. */
export const pictureOnPage = () =>
  document.querySelector(".graph-stage, .canvas .plane")?.querySelector("svg")?.parentElement ?? null;

/** @typedef {{ name: string, text: string, width: number, height: number }} Picture `name` without an ending */

/**
 * @param {{ network: string, step: number, beat: string, font: ArrayBuffer | null }} of
 * @returns {Picture | null} null where no picture is on the page
 */
export function readPicture({ network, step, beat, font }) {
  const frame = pictureOnPage();
  if (!frame) return null;
  const sheets = [...frame.querySelectorAll("canvas, svg")].filter((sheet) => !sheet.parentElement?.closest("svg"));
  const main = /** @type {Element} */ (frame.querySelector("svg")).getBoundingClientRect();
  const said = document.querySelector(".said");
  const title = said?.querySelector("b")?.textContent ?? "";
  const whole = said?.textContent?.trim() ?? "";
  const style = getComputedStyle(document.documentElement);
  const family = style.getPropertyValue("font-family");
  const sheet = sheetOf(
    {
      size: { width: main.width, height: main.height },
      layers: sheets.map((layer) => layerText(layer, main)),
      name: `${network}, step ${step}`,
      title,
      caption: whole.slice(title.length).trim(),
      link: location.href,
      colours: /** @type {import("../picture/sheet.js").Sheet["colours"]} */ (
        Object.fromEntries(COLOURS.map((token) => [token, tokenColour(token)]))
      ),
      font: family,
      face: font ? faceOf(font) : "",
    },
    measureIn(family),
  );
  return { ...sheet, name: fileName([network, "step", step, beat]) };
}

/** @param {Element} layer @param {DOMRect} main */
function layerText(layer, main) {
  const { x, y, width, height } = layer.getBoundingClientRect();
  const place = { x: x - main.x, y: y - main.y, width, height };
  const styleOf = (/** @type {unknown} */ node) => {
    const style = getComputedStyle(/** @type {Element} */ (node));
    return (/** @type {string} */ property) => style.getPropertyValue(property);
  };
  if (layer instanceof HTMLCanvasElement) {
    const opacity = styleOf(layer)("opacity");
    return layer.width && layer.height && opacity !== "0"
      ? tag("image", { ...place, opacity, preserveAspectRatio: "none", href: layer.toDataURL() })
      : "";
  }
  const viewBox = layer.getAttribute("viewBox") ?? `0 0 ${width} ${height}`;
  return markup(layer, styleOf, { ...place, viewBox });
}

/** @param {string} token */
function tokenColour(token) {
  const probe = document.body.appendChild(document.createElement("span"));
  probe.style.color = `var(--${token})`;
  const { colour } = colourOf(getComputedStyle(probe).color);
  probe.remove();
  return colour;
}

/** @param {string} family @returns {import("../picture/sheet.js").Measure} */
function measureIn(family) {
  const context = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
  return (text, size) => {
    context.font = `${size}px ${family}`;
    return context.measureText(text).width * TABULAR;
  };
}

/** @param {ArrayBuffer} font */
function faceOf(font) {
  let bytes = "";
  for (const byte of new Uint8Array(font)) bytes += String.fromCharCode(byte);
  return `@font-face{font-family:Inter;font-weight:400 700;src:url(data:font/woff2;base64,${btoa(bytes)}) format("woff2")}`;
}

/** @param {Picture} picture */
export const svgOf = ({ text }) => new Blob([text], { type: "image/svg+xml" });

/** @param {Picture} picture @returns {Promise<Blob>} */
export async function pngOf({ text, width, height }) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width * SCALE, height * SCALE];
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done, failed) =>
    canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("The picture is too large for this browser.")))),
  );
}

/** @param {Blob} blob @param {string} name */
export function saveFile(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
