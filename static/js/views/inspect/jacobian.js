/** The whole Jacobian of a softmax layer, on demand: how each output moves with each sum, and the product that is δ. */

/** @import { Matrix, Selection, State } from "../../types" */
/** @import { Actions } from "../../actions.js" */
import { html, useEffect, useState } from "preact";
import { formatFactor } from "../../format.js";
import { sumOf } from "../../inspect/tables.js";
import { activationOf } from "../../names.js";
import { numberKey, numberOf } from "../../numbers.js";
import { Formula } from "../formula.js";
import { Copied, Read } from "./number.js";

/** More rows and columns than these are cut, and said so. */
const MOST = 10;

/** @param {{ state: State, actions: Actions, selection: Selection }} props */
export function JacobianOf({ state, actions, selection }) {
  const { network, catalog, row, trace } = state;
  const [open, setOpen] = useState(false);
  const layer = selection.kind === "neuron" ? selection.layer : 0;
  const softmax =
    layer > 0 && activationOf(catalog, network?.network.layers[layer - 1]?.activation ?? "")?.name === "softmax";
  const wanted = softmax && open && row !== null;
  useEffect(() => {
    if (wanted) actions.fetchJacobian(layer, row);
  }, [wanted, layer, row, trace]);
  if (!softmax || selection.kind !== "neuron") return null;
  return html`<details
    class="norm jacobian"
    onToggle=${(/** @type {Event} */ event) => setOpen(/** @type {HTMLDetailsElement} */ (event.currentTarget).open)}
  >
    <summary>The whole Jacobian</summary>
    ${row === null ? html`<p class="note">It is another matrix for each example. Pick one to see it.</p>` : open && html`<${Product} state=${state} layer=${layer} unit=${selection.unit} row=${row} />`}
  </details>`;
}

/** @param {{ state: State, layer: number, unit: number, row: number }} props */
function Product({ state, layer, unit, row }) {
  const answer = state.jacobians[`${layer}:${row}`];
  const trace = /** @type {NonNullable<State["trace"]>} */ (state.trace);
  if (!answer) return html`<p class="note">…</p>`;
  if ("detail" in answer) return html`<p role="alert">${answer.detail}</p>`;
  const jacobian = /** @type {Matrix} */ (answer);
  const back = (/** @type {number} */ i) => numberOf(trace, row, "grad_h", { layer, unit: i }) ?? null;
  const at = (/** @type {number} */ i, /** @type {number} */ j) =>
    numberKey("jacobian", { layer, unit: i, from: j }, row);
  const all = jacobian.map((_, i) => i);
  // The unit itself is always among those that are shown.
  const shown = all.length <= MOST ? all : [...new Set([...all.slice(0, MOST - 1), unit])];
  const left = all.length - shown.length;
  const products = all.map((i) => {
    const [g, j] = [back(i), jacobian[i][unit]];
    return g === null || j === null ? null : g * j;
  });
  const rest = sumOf(products.filter((_, i) => !shown.includes(i)));
  const cut = left > 0 ? `, ${shown.length} of ${all.length} drawn, ${left} left out` : "";
  return html`<div class="formula">
      <${Formula}
        latex=${String.raw`\frac{\partial L}{\partial z_{${unit + 1}}} = \sum_i \frac{\partial L}{\partial \hat y_i}\, \frac{\partial \hat y_i}{\partial z_{${unit + 1}}}, \quad \frac{\partial \hat y_i}{\partial z_j} = \hat y_i\,([i = j] - \hat y_j)`}
      />
    </div>
    <div class="matrix" tabindex="0" role="group" aria-label="Jacobian of softmax">
      <table>
        <caption>
          ∂ŷᵢ/∂zⱼ: a row for each output, a column for each sum${cut}
        </caption>
        <thead>
          <tr>
            <td></td>
            ${shown.map((j) => html`<th scope="col" class=${j === unit ? "own" : ""}>z${j + 1}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${shown.map(
            (i) =>
              html`<tr>
                <th scope="row">ŷ${i + 1}</th>
                ${shown.map((j) => html`<td class=${j === unit ? "own" : ""}><${Read} value=${jacobian[i][j]} name=${at(i, j)} /></td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <div class="derivation sheet">
      <ul class="terms" aria-label="∂L/∂ŷ times the Jacobian’s column">
        ${shown.map(
          (i, k) =>
            html`<li>
              <div class="term">
                <span class="term-sign">${k > 0 ? "+" : ""}</span>
                <span class="term-factors">
                  <span class="number"
                    ><${Formula} latex=${`\\partial L/\\partial \\hat y_{${i + 1}}`} />
                    <span data-number=${numberKey("grad_h", { layer, unit: i }, row)}
                      >${formatFactor(back(i))}</span
                    ></span
                  >
                  <span class="times">·</span>
                  <span class="number"><span data-number=${at(i, unit)}>${formatFactor(jacobian[i][unit])}</span></span>
                </span>
                <span class="term-value"
                  ><${Read} value=${products[i]} name=${numberKey(`grad_z.through.${i}`, { layer, unit }, row)}
                /></span>
              </div>
            </li>`,
        )}
        ${left > 0 && html`<li class="term-rest">+${left} more that add up to <${Read} value=${rest} name=${numberKey(`grad_z.through.rest`, { layer, unit }, row)} /></li>`}
      </ul>
      <p class="result result-gradient">
        =
        <${Copied}
          value=${numberOf(trace, row, "grad_f_input", { layer, unit }) ?? null}
          name=${numberKey("grad_f_input", { layer, unit }, row)}
          strong
        />
      </p>
    </div>`;
}
