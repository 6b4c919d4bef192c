/** "Prove it": a gradient beside the slope of the loss that a small change of its parameter really makes. */

/** @import { GradientCheck, Ref, Selection, State } from "../types" */
/** @import { Actions } from "../actions.js" */
/** @import { Finding } from "../inspect/proof.js" */
import { html } from "preact";
import { checkOf, findingOf, gradientsOf, measurementsOf } from "../inspect/proof.js";
import { keyOf } from "../inspect/refs.js";
import { Formula } from "./formula.js";
import { Read } from "./inspect/number.js";
import { CopyButton } from "./share/copy.js";

/** From so many measurements on they take seconds. */
const MANY = 20_000;

/** The five-point rule by which the server measures. @param {string} p the parameter */
const rule = (p) =>
  String.raw`\frac{\partial L}{\partial ${p}} \approx \frac{8\,[L(${p}{+}\tfrac{h}{2}) - L(${p}{-}\tfrac{h}{2})] - [L(${p}{+}h) - L(${p}{-}h)]}{6\,h}`;

/** @param {{ state: State, actions: Actions, selection: Selection | null }} props */
export function Proof({ state, actions, selection }) {
  const trace = /** @type {NonNullable<State["trace"]>} */ (state.trace);
  const layer = selection && selection.kind !== "loss" ? selection.layer : 0;
  if (selection && layer === 0 && selection.kind === "neuron") return null;
  const check = checkOf(state.checks, layer);
  const measurements = measurementsOf(trace, layer);
  const what = layer === 0 ? "each weight and bias" : `each weight and bias of layer ${layer}`;
  return html`<section class="proof" aria-label="Proof by a finite difference">
    <button class="button" aria-disabled=${check !== null} onClick=${() => check === null && actions.prove(layer)}>
      ${check === "running" ? "Measuring…" : "Prove it"}
    </button>
    <div role="status" aria-label="Proof">
      ${
        check === null || check === "running"
          ? html`<p class="note">
              ${`Moves ${what} a little both ways, measures the loss each time, and sets the slope beside the gradient: ${measurements.toLocaleString("en")} measurements${measurements > MANY ? ", which may take a while" : ""}.`}
            </p>`
          : "detail" in check
            ? html`<p><b>This is not measured here.</b> ${check.detail}</p>`
            : html`<${Verdict} state=${state} check=${check} selection=${selection} />
                <p>
                  <${CopyButton}
                    small
                    label="Copy as curl"
                    text=${() => actions.curl(location.origin, "gradient-check", { ...(layer > 0 && { layer }) })}
                  />
                </p>`
      }
    </div>
  </section>`;
}

/** @param {{ state: State, check: GradientCheck, selection: Selection | null }} props */
function Verdict({ state, check, selection }) {
  const whole = check.agree + check.kinks === check.checked;
  const findings = gradientsOf(selection, state.trace).map((reference) => ({
    reference,
    finding: findingOf(state.checks, reference),
  }));
  return html`<p class=${whole ? "agrees" : "differs"}>
      ${whole ? "✓" : "×"} ${check.agree.toLocaleString("en")} of ${check.checked.toLocaleString("en")} gradients
      agree${check.kinks ? `, ${check.kinks.toLocaleString("en")} stand on a corner where no slope exists` : ""}
    </p>
    ${findings.map(({ reference, finding }) => finding && html`<${Beside} reference=${reference} finding=${finding} check=${check} />`)}`;
}

/** @type {Record<string, [string, string]>} */
const LETTERS = {
  grad_w: ["w", "∂L/∂w"],
  grad_b: ["b", "∂L/∂b"],
  grad_gamma: ["\\gamma", "∂L/∂γ"],
  grad_beta: ["\\beta", "∂L/∂β"],
};

/** @param {{ reference: Ref, finding: Finding, check: GradientCheck }} props */
function Beside({ reference, finding, check }) {
  const { analytic, numeric, relative, outcome } = finding;
  const [letter, symbol] = LETTERS[reference.quantity];
  const name = (/** @type {string} */ field) => keyOf(reference, field);
  return html`<div class="formula"><${Formula} latex=${rule(letter)} /></div>
    <dl class="facts">
      <div>
        <dt>Gradient ${symbol}</dt>
        <dd><${Read} value=${analytic} name=${keyOf(reference)} /></dd>
      </div>
      ${
        outcome === "kink"
          ? html`<div>
              <dt>Measured slope</dt>
              <dd>none</dd>
            </div>`
          : html`<div>
                <dt>Measured slope</dt>
                <dd><${Read} value=${numeric} name=${name("numeric")} /></dd>
              </div>
              <div>
                <dt>Relative difference</dt>
                <dd><${Read} value=${relative} name=${name("relative_error")} /></dd>
              </div>`
      }
    </dl>
    <p class="note">
      ${
        outcome === "kink"
          ? "It stands on a corner of an activation: the slope is one to the left of it and another to the right, so no slope exists to be measured."
          : html`${"h is the largest power of two that moves no z by more than ε = "}<${Read}
                value=${check.epsilon}
                name=${name("epsilon")}
              />.`
      }
    </p>`;
}
