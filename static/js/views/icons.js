/** The few signs of the page, drawn on a 20 px grid in the colour of the text. */
import { html } from "preact";

/** @type {Record<string, string>} */
const PATHS = {
  first: "M5 4v12M15.5 4.5 7.5 10l8 5.5z",
  back: "M12.5 4.5 6.5 10l6 5.5",
  play: "M6 4.2v11.6L16 10z",
  pause: "M6.5 4.5v11M13.5 4.5v11",
  forward: "M7.5 4.5l6 5.5-6 5.5",
  last: "M15 4v12M4.5 4.5l8 5.5-8 5.5z",
  undo: "M7.5 4.5 4 8l3.5 3.5M4.5 8H12a4 4 0 0 1 0 8H9",
  redo: "M12.5 4.5 16 8l-3.5 3.5M15.5 8H8a4 4 0 0 0 0 8h3",
  runs: "M3.5 15.5c4-9 6-9.5 13-10M3.5 15.5c5-4 8-4.5 13-5",
  compare: "M3.5 4.5h5v11h-5zM11.5 4.5h5v11h-5z",
  share: "M10 12V3.5M6.5 6.8 10 3.5l3.5 3.3M7 9H4.5v7h11V9H13",
  class: "M10 3.5a2.6 2.6 0 1 1 0 5.2a2.6 2.6 0 1 1 0-5.2M4 16.5c.6-3.4 2.9-5.2 6-5.2s5.4 1.8 6 5.2",
  lessons:
    "M10 5.2C8 4 5.8 3.8 3.5 4.2v11c2.3-.4 4.5 0 6.5 1.2 2-1.2 4.2-1.6 6.5-1.2v-11C14.2 3.8 12 4 10 5.2zM10 5.2v11.2",
  settings: "M3.5 6.5h7M14.5 6.5h2M3.5 13.5h2M9.5 13.5h7M12.5 4.5v4M7.5 11.5v4",
  help: "M7.6 7.6a2.4 2.4 0 1 1 3.5 2.1c-.8.4-1.1.9-1.1 1.8M10 14.4v.1",
  reset: "M4.5 10a5.5 5.5 0 1 0 2-4.2M4 4v4h4",
  up: "M5 12.5l5-5 5 5",
  down: "M5 7.5l5 5 5-5",
  close: "M5.5 5.5l9 9M14.5 5.5l-9 9",
  plus: "M10 4.5v11M4.5 10h11",
  minus: "M4.5 10h11",
  grip: "M7.5 5.5v.1M7.5 10v.1M7.5 14.5v.1M12.5 5.5v.1M12.5 10v.1M12.5 14.5v.1",
  check: "M4 10.5l4 4 8-9",
  pointer: "M4.5 10h11M11 5.5l4.5 4.5-4.5 4.5",
  goto: "M7 5.5h7.5V13M14 6 5.5 14.5",
  fit: "M4 7.5V4h3.5M12.5 4H16v3.5M16 12.5V16h-3.5M7.5 16H4v-3.5",
};

const FILLED = new Set(["play", "first", "last"]);

/** @param {{ name: string }} props */
export function Icon({ name }) {
  return html`<svg class=${`icon${FILLED.has(name) ? " icon-filled" : ""}`} viewBox="0 0 20 20" aria-hidden="true">
    <path d=${PATHS[name]} />
  </svg>`;
}

/** Forward one way, backward the other. */
export function Logo() {
  return html`<svg class="logo" viewBox="0 0 26 26" aria-hidden="true">
    <path class="logo-forward" d="M4 8C13 8 13 18 22 18" />
    <path class="logo-backward" d="M22 8C13 8 13 18 4 18" />
  </svg>`;
}
