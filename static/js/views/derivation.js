/** One number explained: its formula, the numbers put in, the result. Each number in it opens its own derivation in place. */

/** @import { Explanation, Problem, Ref, State } from "../types" */
/** @import { Actions } from "../actions.js" */
import { html } from "preact";
import { exactNumber, formatFactor, formatNumber } from "../format.js";
import { refKey } from "../requests.js";
import { Formula } from "./formula.js";

/** More terms than this are cut short, and said so. */
const MOST_TERMS = 14;

/** @param {{ state: State, actions: Actions, reference: Ref, title?: string, path?: string }} props */
export function Derivation({ state, actions, reference, title, path = refKey(reference) }) {
  const answer = state.explanations[refKey(reference)];
  if (!answer) return html`<div class="derivation derivation-waiting">…</div>`;
  if ("detail" in answer)
    return html`<div class="derivation" role="alert">${/** @type {Problem} */ (answer).detail}</div>`;
  const explanation = /** @type {Explanation} */ (answer);
  if (isLeaf(explanation)) {
    return html`<div class="derivation leaf">
      <span class="math-line"
        ><${Formula} latex=${`${explanation.symbol} =`} /> <${Result} value=${explanation.value}
      /></span>
      ${explanation.note && html`<p class="note">${explanation.note}</p>`}
    </div>`;
  }
  return html`<div class="derivation">
    ${title && html`<h3>${title}</h3>`}
    <div class="sheet">
      <div class="formula"><${Formula} latex=${explanation.formula} /></div>
      <${Terms} explanation=${explanation} state=${state} actions=${actions} path=${path} />
      ${explanation.then && html`<div class="formula"><${Formula} latex=${explanation.then} /></div>`}
    </div>
    ${explanation.note && html`<p class="note">${explanation.note}</p>`}
  </div>`;
}

/** A number that is given, not computed: a weight, an input, a target. @param {Explanation} explanation */
function isLeaf({ terms }) {
  return terms.length === 1 && terms[0].factors.length === 1 && terms[0].factors[0].ref === null;
}

/** @param {{ explanation: Explanation, state: State, actions: Actions, path: string }} props */
function Terms({ explanation, state, actions, path }) {
  const shown = explanation.terms.slice(0, MOST_TERMS);
  const rest = explanation.terms.slice(MOST_TERMS);
  /** @type {{ path: string, ref: Ref }[]} */
  const open = [];
  const lines = shown.map((term, i) => {
    const factors = term.factors.map((factor, j) => {
      const place = `${path}>${i}.${j}`;
      if (factor.ref && state.unfolded[place]) open.push({ path: place, ref: factor.ref });
      return html`${j > 0 && html`<span class="times">·</span>`}<${Factor}
          factor=${factor}
          path=${place}
          state=${state}
          actions=${actions}
        />`;
    });
    return html`<li>
      <span class="term-factors">${factors}</span
      >${term.factors.length > 1 && html`<span class="term-value" title=${exactNumber(term.value)}>${formatNumber(term.value)}</span>`}
    </li>`;
  });
  return html`<ul class="terms">
      ${lines}
      ${rest.length > 0 && html`<li class="term-rest">and ${rest.length} more terms that add up to ${formatNumber(rest.reduce((sum, term) => sum + (term.value ?? 0), 0))}</li>`}
    </ul>
    ${
      (explanation.terms.length > 1 || explanation.value === explanation.sum) &&
      html`<p class="result">= <${Result} value=${explanation.sum} /></p>`
    }
    ${explanation.value !== explanation.sum && !explanation.then && html`<p class="result">value in the trace <${Result} value=${explanation.value} /></p>`}
    ${open.map(({ path: place, ref }) => html`<div class="unfolded" key=${place}><${Derivation} state=${state} actions=${actions} reference=${ref} path=${place} /></div>`)}`;
}

/** @param {{ factor: Explanation["terms"][0]["factors"][0], path: string, state: State, actions: Actions }} props */
function Factor({ factor, path, state, actions }) {
  const text = formatFactor(factor.value);
  const { ref } = factor;
  if (!ref) return html`<span class="number" title=${exactNumber(factor.value)}>${text}</span>`;
  const open = Boolean(state.unfolded[path]);
  return html`<button
    class=${`number number-open${open ? " is-open" : ""}`}
    aria-expanded=${open}
    title=${`${exactNumber(factor.value)}: where it comes from`}
    onClick=${() => actions.unfold(path, ref)}
  >
    <span class="number-symbol"><${Formula} latex=${factor.symbol} /></span>${text}
  </button>`;
}

/** A result; a click copies the whole float64. @param {{ value: number | null }} props */
export function Result({ value }) {
  return html`<button
    class="number result-number"
    title=${`${exactNumber(value)}: copy`}
    onClick=${() => navigator.clipboard?.writeText(exactNumber(value))}
  >
    ${formatNumber(value)}
  </button>`;
}
