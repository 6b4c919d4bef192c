/** Words and numbers within the picture: every number keeps its name, so that it can be checked and opened. */

/** @import { Text } from "../written.js" */
import { html } from "preact";

/** @param {{ text: Text }} props */
export function Tspans({ text }) {
  return text.map((part) =>
    typeof part === "string"
      ? part
      : html`<tspan data-number=${part.key} data-short=${part.short ? "" : undefined}>${part.text}</tspan>`,
  );
}
