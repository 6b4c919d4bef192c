/** The page within a frame: the panels that were chosen, and the way to the whole of it. */

/** @import { State } from "../types" */
/** @import { Actions } from "../actions.js" */
/** @import { Feed } from "../feed.js" */
import { html } from "preact";
import { Inspector } from "./inspector.js";
import { Timeline } from "./timeline.js";

/** @param {{ state: State, actions: Actions, feed: Feed, network: unknown }} props `network` is the region with the picture */
export function Embedded({ state, actions, feed, network }) {
  const panels = state.embed ?? [];
  const has = (/** @type {string} */ panel) => panels.some((each) => each === panel);
  return html`${has("timeline") && html`<${Timeline} state=${state} actions=${actions} />`}
    <main class="main main-embedded">
      ${has("graph") && network}
      ${has("inspector") && html`<${Inspector} state=${state} actions=${actions} feed=${feed} />`}
    </main>
    <footer class="embedded-foot">
      <h1>${state.network?.name ?? "mlpscope"}</h1>
      ${state.network && html`<a href=${`${state.network.url}#${actions.place()}`} target="_blank" rel="noopener">Open in mlpscope</a>`}
    </footer>`;
}
