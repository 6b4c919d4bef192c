/** "Prove it": every gradient beside the finite difference that a change of its weight really makes. */

/** @import { GradientCheck, Problem, Selection, State } from "../types" */
/** @import { Actions } from "../actions.js" */
import { html } from "preact";
import { formatNumber } from "../format.js";

/** @param {{ state: State, actions: Actions, selection: Selection | null }} props */
export function Proof({ state, actions, selection }) {
  const { check } = state;
  return html`<div class="proof">
    <button class="button" disabled=${check === "running"} onClick=${actions.prove}>
      ${check === "running" ? "Measuring…" : "Prove it"}
    </button>
    <div role="status" aria-label="Proof">
      ${
        check === null || check === "running"
          ? html`<p class="note">
              Moves each weight and bias a little both ways, measures the loss, and compares the slope with the
              gradient.
            </p>`
          : "detail" in check
            ? html`<p>${/** @type {Problem} */ (check).detail}</p>`
            : html`<${Verdict} check=${check} selection=${selection} />`
      }
    </div>
  </div>`;
}

/** @param {{ check: GradientCheck, selection: Selection | null }} props */
function Verdict({ check, selection }) {
  const whole = check.agree + check.kinks === check.checked;
  const mine = selected(check, selection);
  return html`<p class=${whole ? "agrees" : "differs"}>
      ${whole ? "✓" : "×"} ${check.agree} of ${check.checked} gradients
      agree${check.kinks ? `, ${check.kinks} stand on a kink where no slope exists` : ""}
    </p>
    ${
      mine &&
      html`<dl class="facts">
        <div>
          <dt>Gradient</dt>
          <dd>${formatNumber(mine.analytic)}</dd>
        </div>
        <div>
          <dt>Measured slope</dt>
          <dd>${formatNumber(mine.numeric)}</dd>
        </div>
        <div>
          <dt>Relative difference</dt>
          <dd>${formatNumber(mine.relative)}</dd>
        </div>
      </dl>`
    }`;
}

/** The check of the one parameter selected. @param {GradientCheck} check @param {Selection | null} selection */
function selected(check, selection) {
  if (selection?.kind !== "weight" && selection?.kind !== "bias") return null;
  const layer = check.layers[selection.layer - 1];
  const pick = (/** @type {any} */ values) =>
    selection.kind === "weight" ? values[selection.from][selection.unit] : values[selection.unit];
  const parameter = layer[selection.kind === "weight" ? "w" : "b"];
  return {
    analytic: pick(parameter.analytic),
    numeric: pick(parameter.numeric),
    relative: pick(parameter.relative_error),
  };
}
