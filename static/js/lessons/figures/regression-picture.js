/** What a straight line and an MLP answer: both in one picture of one column, side by side over a plane of two. */

/** @import { NetworkSummary, State } from "../../types" */
/** @import { Actions } from "../../actions.js" */
/** @import { Fitted, Regression } from "../../actions/figures.js" */
import { html } from "preact";
import { NO_RUN } from "../../views/feed.js";
import { FitPicture } from "../../views/fit.js";
import { PlaneFigure } from "../../views/plane.js";

/** @param {{ value: Regression, actions: Actions }} props */
export function RegressionPicture({ value, actions }) {
  const { rows, linear, mlp } = value;
  if (rows.columns.length === 1)
    return html`<figure class="regression-picture">
      <${FitPicture}
        rows=${rows}
        lines=${[lineOf(linear, "is-linear"), lineOf(mlp, "is-mlp")]}
        label="The straight line and the MLP's curve through the rows of the data"
      />
      <figcaption class="drawn-key">
        <span class="key-linear">linear regression</span><span class="key-mlp">MLP</span>
      </figcaption>
    </figure>`;
  return html`<div class="regression-planes">
    ${[
      { label: "Linear regression", fitted: linear },
      { label: "MLP", fitted: mlp },
    ].map(
      ({ label, fitted }) =>
        html`<figure key=${label} aria-label=${`${label}: what it answers over the plane`}>
          <figcaption>${label}</figcaption>
          <${PlaneFigure} state=${stateOf(value, fitted)} actions=${actions} feed=${NO_RUN} whole fixed />
        </figure>`,
    )}
  </div>`;
}

/** @param {Fitted} fitted @param {string} kind */
function lineOf({ sight }, kind) {
  const curve = sight.frame.curve ?? { x: [], values: [] };
  return { x: curve.x, y: curve.values.map(([value]) => value), kind };
}

/** As much of the page's state as a plane is drawn from. @param {Regression} value @param {Fitted} fitted @returns {State} */
function stateOf({ rows, extent, binary }, { network, sight }) {
  const known = { rows, extent, sight };
  const shown = binary ? decidingAtHalf(network) : network;
  return /** @type {any} */ ({
    known,
    network: shown,
    traced: null,
    phase: "still",
    trace: null,
    row: null,
    looked: null,
  });
}

/** Of two classes that 0 and 1 stand for, ½ is between them under any loss: it is drawn as what decides there. @param {NetworkSummary} summary */
function decidingAtHalf({ network, ...summary }) {
  const layers = [
    ...network.layers.slice(0, -1),
    { ...network.layers[network.layers.length - 1], activation: "sigmoid" },
  ];
  return { ...summary, network: { ...network, layers, loss: "binary_cross_entropy" } };
}
