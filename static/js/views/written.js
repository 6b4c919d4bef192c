/** Words and numbers on the page: every number keeps its name, so that it can be checked and opened. */

/** @import { Text } from "../written.js" */
import { html } from "preact";

/** Within an SVG text. @param {{ text: Text }} props */
export function Tspans({ text }) {
  return text.map((part) =>
    typeof part === "string"
      ? part
      : html`<tspan data-number=${part.key} data-short=${part.short ? "" : undefined}>${part.text}</tspan>`,
  );
}

/** Within HTML. @param {Text} text */
export const spans = (text) =>
  text.map((part) => (typeof part === "string" ? part : html`<span data-number=${part.key}>${part.text}</span>`));
