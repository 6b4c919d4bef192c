/** The picture as a sheet of its own: its layers one over the other, below them the caption, what the signs mean, and where it is from. */

import { escaped, tag } from "./markup.js";

/**
 * @typedef {object} Sheet
 * @property {{ width: number, height: number }} size of the picture
 * @property {string[]} layers SVG text each, the lowest first
 * @property {string} name what the picture is of: the network, its step, the beat
 * @property {string} title the first words of the caption
 * @property {string} caption
 * @property {string} link
 * @property {Record<"ground" | "ink" | "muted" | "value-plus" | "value-minus" | "gradient-plus" | "gradient-minus", string>} colours
 * @property {string} font its families, the best first
 * @property {string} face a rule that brings the font along, or nothing
 */
/** @typedef {(text: string, size: number) => number} Measure how wide a text is, in pixels, in a font of that size */

const EDGE = 24;
const NARROWEST = 360;
const TEXT = 15;
const SMALL = 12.5;
const LEADING = 1.45;

/**
 * @param {Sheet} sheet
 * @param {Measure} measure
 * @returns {{ text: string, width: number, height: number }}
 */
export function sheetOf(sheet, measure) {
  const { size, colours, name, title, caption, link } = sheet;
  const width = Math.max(NARROWEST, size.width) + 2 * EDGE;
  const room = width - 2 * EDGE;
  const blocks = [
    { lines: wrapped(title, room, (text) => measure(text, TEXT) * 1.06), size: TEXT, weight: 600, colour: colours.ink },
    { lines: wrapped(caption, room, (text) => measure(text, TEXT)), size: TEXT, weight: 400, colour: colours.ink },
    {
      lines: wrapped(`${name} · ${link}`, room, (text) => measure(text, SMALL)),
      size: SMALL,
      weight: 400,
      colour: colours.muted,
    },
  ];
  let y = EDGE + size.height + 14;
  const words = blocks.map(({ lines, size: at, weight, colour }) => {
    const texts = lines.map((line) => tag("text", { x: EDGE, y: Math.round((y += at * LEADING)) }, escaped(line)));
    y += 4;
    return tag("g", { "font-size": at, "font-weight": weight, fill: colour }, texts.join(""));
  });
  const key = legend(colours, y + SMALL * LEADING, room, measure);
  const height = Math.round(key.bottom + EDGE);
  const inside = [
    tag("title", {}, escaped(name)),
    tag("desc", {}, escaped(`${title} ${caption} ${link}`)),
    sheet.face && tag("style", {}, sheet.face),
    tag("rect", { width, height, fill: colours.ground }),
    tag("g", { transform: `translate(${(width - size.width) / 2} ${EDGE})` }, sheet.layers.join("")),
    ...words,
    key.text,
  ];
  const root = {
    xmlns: "http://www.w3.org/2000/svg",
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: "img",
    "font-family": sheet.font,
    style: "font-variant-numeric: tabular-nums",
  };
  return { text: tag("svg", root, inside.join("")), width, height };
}

/** The four hues and what they say, in as many rows as it takes. @param {Sheet["colours"]} colours @param {number} top @param {number} room @param {Measure} measure */
function legend(colours, top, room, measure) {
  let [x, y] = [EDGE, top];
  const items = /** @type {const} */ (["value", "gradient"]).flatMap((family) =>
    /** @type {const} */ (["plus", "minus"]).map((sign) => {
      const text = `${sign === "plus" ? "positive" : "negative"} ${family}`;
      const wide = 32 + measure(text, SMALL);
      if (x + wide > EDGE + room) [x, y] = [EDGE, y + SMALL * LEADING];
      const line = tag("path", {
        d: `M${x} ${y - 4}h26`,
        stroke: colours[`${family}-${sign}`],
        "stroke-width": 3,
        "stroke-dasharray": sign === "minus" ? "6 4" : undefined,
      });
      const item = line + tag("text", { x: x + 32, y }, text);
      x += wide + 18;
      return item;
    }),
  );
  return { text: tag("g", { "font-size": SMALL, fill: colours.muted }, items.join("")), bottom: y };
}

/** Breaks a text into lines no wider than there is room; a word that is wider is broken, too. @param {string} text @param {number} room @param {(text: string) => number} wide @returns {string[]} */
export function wrapped(text, room, wide) {
  /** @type {string[]} */
  const lines = [];
  let line = "";
  for (let word of text.split(/\s+/).filter(Boolean)) {
    if (line && wide(`${line} ${word}`) <= room) {
      line += ` ${word}`;
      continue;
    }
    if (line) lines.push(line);
    while (wide(word) > room) {
      let end = word.length - 1;
      while (end > 1 && wide(word.slice(0, end)) > room) end -= 1;
      lines.push(word.slice(0, end));
      word = word.slice(end);
    }
    line = word;
  }
  return line ? [...lines, line] : lines;
}

/** What a file of this may be called everywhere: `spam-filter-step-1-backward-2-send`. @param {(string | number)[]} parts */
export function fileName(parts) {
  return parts
    .join(" ")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}
