/** What the network answers for all of its data, drawn as the data are: a plane, a curve, images; and which classes it confuses. */

/** @import { State } from "../types" */
/** @import { Actions } from "../actions.js" */
/** @import { Feed } from "../feed.js" */
import { html } from "preact";
import { columnsOf, taskOf } from "../charts/points.js";
import { PlaneFigure, PlaneKey } from "./plane.js";

/** @param {State} state */
export function answersTitle({ catalog, network, known }) {
  if (!network) return "";
  if (columnsOf(catalog, network, known) === 2)
    return taskOf(network) === "numbers" ? "Fitted surface" : "Decision boundary";
  return "Answers";
}

/** @param {{ state: State, actions: Actions, feed: Feed }} props */
export function Answers({ state, actions, feed }) {
  const { catalog, network, known } = state;
  if (!network) return null;
  if (columnsOf(catalog, network, known) === 2)
    return html`<div class="answers">
      <${PlaneFigure} state=${state} actions=${actions} feed=${feed} whole />
      <${PlaneKey} state=${state} />
    </div>`;
  return html`<p class="graph-empty">Only data of two columns can be drawn as a plane.</p>`;
}
