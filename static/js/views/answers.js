/** What the network answers for all of its data, drawn as the data are: a plane, a curve, images; and which classes it confuses. */

/** @import { State } from "../types" */
/** @import { Actions } from "../actions.js" */
/** @import { Feed } from "../feed.js" */
import { html } from "preact";
import { imageSide } from "../charts/images.js";
import { columnsOf, taskOf } from "../charts/points.js";
import { warpedLayer } from "../charts/warp.js";
import { Confusion } from "./confusion.js";
import { Fit } from "./fit.js";
import { Images } from "./images.js";
import { PlaneFigure, PlaneKey } from "./plane.js";
import { Warp } from "./warp.js";

/** @param {State} state */
export function answersTitle({ catalog, network, known }) {
  if (!network) return "";
  const columns = columnsOf(catalog, network, known);
  if (columns === 2) return taskOf(network) === "numbers" ? "Fitted surface" : "Decision boundary";
  return columns === 1 ? "Fitted curve" : "Answers";
}

/** @param {{ state: State, actions: Actions, feed: Feed }} props */
export function Answers({ state, actions, feed }) {
  const { catalog, network, known } = state;
  if (!network) return null;
  const columns = columnsOf(catalog, network, known);
  if (columns === 2)
    return html`<div class=${`answers${warpedLayer(network) ? " answers-two" : ""}`}>
      <${PlaneFigure} state=${state} actions=${actions} feed=${feed} whole />
      ${warpedLayer(network) && html`<${Warp} state=${state} feed=${feed} />`}
      <${PlaneKey} state=${state} actions=${actions} />
    </div>`;
  if (columns === 1)
    return html`<div class="answers">
      <${Fit} state=${state} feed=${feed} />
      <p class="note">The line is what the network answers; filled points are learned from, hollow ones kept aside.</p>
    </div>`;
  const side = known.rows ? imageSide(known.rows.columns) : 0;
  return html`<div class="answers-list">
    ${side > 0 && html`<${Images} state=${state} feed=${feed} side=${side} />`}
    <${Confusion} state=${state} feed=${feed} />
    ${!side && !known.sight && html`<p class="note">${emptyText(state)}</p>`}
  </div>`;
}

/** @param {State} state */
function emptyText({ phase }) {
  return phase === "still" ? "What it answers for each row is not known yet." : "Counted again when training pauses.";
}
