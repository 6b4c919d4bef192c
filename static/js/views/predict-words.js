/** A sentence in which every number keeps its name. */

/** @import { Text } from "../written.js" */
import { html } from "preact";

/** @param {{ text: Text }} props */
export function Words({ text }) {
  return text.map((part) =>
    typeof part === "string" ? part : html`<span class="word-number" data-number=${part.key}>${part.text}</span>`,
  );
}
