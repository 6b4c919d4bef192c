/** The network as one builds it: what goes in, the layers, what is right, and how fast it learns. */

/** @import { State } from "../../types" */
/** @import { Actions } from "../../actions.js" */
import { html } from "preact";
import { DataGroup } from "../data/data.js";
import { Batch, Example } from "./example.js";
import { hintsOf, MoreHints } from "./hints.js";
import { Layers } from "./layers.js";
import { Learning } from "./learning.js";

/** @param {{ state: State, actions: Actions }} props */
export function Build({ state, actions }) {
  const { shown, more } = hintsOf(state);
  const why = state.catalog?.presets.find(({ label }) => label === state.network?.name)?.summary;
  return html`<section class="panel build" aria-label="Build">
    ${state.network && state.trace ? html`${why && html`<p class="why">${why}</p>`}<${DataGroup} state=${state} actions=${actions} /><${state.network.data ? Batch : Example} state=${state} actions=${actions} /><${Layers} state=${state} actions=${actions} hints=${shown} /><${Learning} state=${state} actions=${actions} hints=${shown} /><${MoreHints} more=${more} state=${state} actions=${actions} />` : html`<h2>Build</h2>`}
  </section>`;
}
