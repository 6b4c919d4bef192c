/** What a snapshot says above all: that it stays as it is, and how to get one that does not. */

/** @import { Actions } from "../actions.js" */
import { html } from "preact";

/** @param {{ actions: Actions }} props */
export function ReadOnly({ actions }) {
  return html`<section class="read-only" aria-label="Read-only">
    <p><b>Read-only.</b> This is a snapshot: look at every number, walk through every beat. It stays as it is.</p>
    <button class="button small" onClick=${actions.makeCopy}>Make a copy to change it</button>
  </section>`;
}
