/** The network as one builds it: what goes in, the layers, what is right, and how fast it learns. */

/** @import { State } from "../../types" */
/** @import { Actions } from "../../actions.js" */
import { html } from "preact";
import { DataGroup } from "../data/data.js";
import { Batch, Example } from "./example.js";
import { hintsOf, MoreHints } from "./hints.js";
import { Layers } from "./layers.js";
import { Learning } from "./learning.js";

/** @typedef {"data" | "batch" | "layers" | "learning"} Group */

/** @param {{ state: State, actions: Actions, groups?: Group[] }} props `groups`: which of them, all unless said */
export function Build({ state, actions, groups = ["data", "batch", "layers", "learning"] }) {
  const { shown, more } = hintsOf(state);
  const why = state.catalog?.presets.find(({ label }) => label === state.network?.name)?.summary;
  const has = (/** @type {Group} */ group) => groups.includes(group);
  return html`<section class="panel build" aria-label="Build">
    ${
      state.network && state.trace
        ? html`${why && html`<p class="why">${why}</p>`}
            ${has("data") && html`<${DataGroup} state=${state} actions=${actions} />`}
            ${has("batch") && html`<${state.network.data ? Batch : Example} state=${state} actions=${actions} />`}
            ${has("layers") && html`<${Layers} state=${state} actions=${actions} hints=${shown} />`}
            ${has("learning") && html`<${Learning} state=${state} actions=${actions} hints=${shown} />`}
            <${MoreHints} more=${more} state=${state} actions=${actions} />`
        : html`<h2>Build</h2>`
    }
  </section>`;
}
