/** Text of words and numbers: each number keeps its name in the document, where it can be checked and opened. */

/** @import { Text } from "../written.js" */
import { html } from "preact";

/** Within an SVG text. @param {Text} text @param {boolean} [short] whether its numbers have fewer digits */
export const tspans = (text, short = false) =>
  text.map((part) =>
    typeof part === "string"
      ? part
      : html`<tspan data-number=${part.key} data-short=${short ? "" : undefined}>${part.text}</tspan>`,
  );

/** Within HTML. @param {Text} text */
export const spans = (text) =>
  text.map((part) => (typeof part === "string" ? part : html`<span data-number=${part.key}>${part.text}</span>`));
