/** One number explained: in symbols, with numbers put in, the result. Each number in it opens its own derivation in place. */

/** @import { Explanation, Problem, Ref, State } from "../types" */
/** @import { Actions } from "../actions.js" */
import { html, useEffect } from "preact";
import { formatNumber } from "../format.js";
import { edgeExplanation } from "../inspect/edges.js";
import { inline } from "../inspect/latex.js";
import { findingOf } from "../inspect/proof.js";
import { keyOf, markOf, ownerOf, refName } from "../inspect/refs.js";
import { barsOf, cutRows, termsShown } from "../inspect/tables.js";
import { sharedSymbols } from "../inspect/terms.js";
import { selectionName } from "../names.js";
import { refKey } from "../requests.js";
import { Formula } from "./formula.js";
import { Icon } from "./icons.js";
import { blockId, Copied, pointing, Read } from "./inspect/number.js";
import { factorPath, TermLine } from "./inspect/term.js";
import { MathSymbol } from "./symbol.js";

/** So many of the numbers above stand in the line that says where one is. */
const TRAIL = 2;

/** @typedef {{ state: State, actions: Actions, reference: Ref, path: string, trail?: string[] }} Props `trail` are the symbols of the numbers that this one is within */

/** @param {State} state @param {Ref} ref @returns {Explanation | Problem | null} */
const answerOf = (state, ref) => (state.trace && edgeExplanation(state.trace, ref)) ?? state.explanations[refKey(ref)];

/** @param {Props} props */
export function Derivation({ state, actions, reference, path, trail = [] }) {
  const answer = answerOf(state, reference);
  useEffect(() => {
    if (!answer) actions.explain(reference);
  }, [refKey(reference), state.trace]);
  if (!answer) return html`<div class="derivation derivation-waiting">…</div>`;
  if ("detail" in answer) return html`<div class="derivation" role="alert">${answer.detail}</div>`;
  if (isLeaf(answer)) return html`<${Leaf} explanation=${answer} reference=${reference} />`;
  const { formula, then, note, terms, sum, value } = answer;
  const added = then && terms.length > 1;
  return html`<div class="derivation sheet">
    <div class="formula" role="group" aria-label="In symbols"><${Formula} latex=${formula} /></div>
    <${Terms}
      explanation=${answer}
      state=${state}
      actions=${actions}
      reference=${reference}
      path=${path}
      trail=${trail}
    />
    ${added && html`<p class="added"><span>added up</span> <${Copied} value=${sum} name=${keyOf(reference, "sum")} /></p>`}
    ${then && html`<div class="formula" role="group" aria-label="Worked out"><${Formula} latex=${then} /></div>`}
    <p class=${`result result-${familyOf(reference)}`}>
      = <${Copied} value=${value} name=${keyOf(reference)} strong /><${Proven} state=${state} reference=${reference} />
    </p>
    ${!then && formatNumber(sum) !== formatNumber(value) && html`<p class="note">The terms as they are add up to <${Read} value=${sum} name=${keyOf(reference, "sum")} />; the network computes with fewer digits.</p>`}
    ${note && html`<p class="note">${note}</p>`}
  </div>`;
}

/** @param {Ref} ref @returns {"value" | "gradient"} */
const familyOf = ({ quantity }) => (/^(grad_|message|share|clipped)/.test(quantity) ? "gradient" : "value");

/** A number that is given, not computed: a weight, an input, a target. @param {Explanation} explanation */
function isLeaf({ terms }) {
  return terms.length === 1 && terms[0].factors.length === 1 && terms[0].factors[0].ref === null;
}

/** @param {{ explanation: Explanation, reference: Ref }} props */
function Leaf({ explanation, reference }) {
  return html`<div class="derivation sheet leaf">
    <p class="result result-value">
      <${MathSymbol} latex=${explanation.symbol} /> =
      <${Copied} value=${explanation.value} name=${keyOf(reference)} strong />
    </p>
    ${explanation.note && html`<p class="note">${explanation.note}</p>`}
  </div>`;
}

/** A check mark beside a gradient that has been measured to be right. @param {{ state: State, reference: Ref }} props */
export function Proven({ state, reference }) {
  const finding = findingOf(state.checks, reference);
  if (!finding || finding.outcome === "kink") return null;
  const agrees = finding.outcome === "agrees";
  return html`<span
    class=${agrees ? "agrees" : "differs"}
    title=${agrees ? "Proven by a finite difference" : "The finite difference differs"}
    >${agrees ? "✓" : "×"}<span class="visually-hidden">${agrees ? " proven" : " not proven"}</span></span
  >`;
}

/** @param {Props & { explanation: Explanation }} props */
function Terms({ explanation, state, actions, reference, path, trail = [] }) {
  const whole = `${path}>all`;
  const { shown, rest } = cutRows(
    explanation.terms,
    state.unfolded[whole] ? Infinity : termsShown(/** @type {NonNullable<State["trace"]>} */ (state.trace)),
  );
  const { zero, bars } = barsOf([...shown, ...(rest ? [rest] : [])].map((term) => term.value));
  const symbols = sharedSymbols(explanation.terms);
  const family = familyOf(reference);
  const deeper = { state, actions, trail: [...trail, inline(explanation.symbol)] };
  const within = (/** @type {Explanation["terms"][0]} */ { factors }, /** @type {number} */ index) =>
    factors.flatMap(({ ref }, place) => {
      const at = factorPath(path, index, place);
      return ref && state.unfolded[at] ? [{ reference: ref, path: at }] : [];
    });
  return html`<ul class="terms" aria-label="Numbers put in">
    ${symbols && html`<li class="terms-head" aria-hidden="true">${symbols.map((symbol, i) => html`${i > 0 && " · "}<${MathSymbol} latex=${symbol} />`)}</li>`}
    ${shown.map(
      (term, i) =>
        html`<li key=${i}>
          <${TermLine}
            term=${term}
            index=${i}
            reference=${reference}
            path=${path}
            named=${symbols !== null}
            bar=${shown.length > 1 ? { bar: bars[i], zero, family } : null}
            state=${state}
            actions=${actions}
          />
          ${within(term, i).map((inner) => html`<${Unfolded} key=${inner.path} ...${inner} ...${deeper} />`)}
        </li>`,
    )}
    ${
      rest &&
      html`<li class="term-rest">
        <span>
          ${`+${rest.count.toLocaleString("en")} more that add up to `}<${Read}
            value=${rest.value}
            name=${keyOf(reference, `rest.${shown.length}`)}
          />
        </span>
        <button class="button small" onClick=${() => actions.unfold(whole, true)}>Show all</button>
      </li>`
    }
  </ul>`;
}

/** The derivation of a number within another one, with a line that says where one is and the way back. @param {Props} props */
export function Unfolded({ state, actions, reference, path, trail = [] }) {
  const network = /** @type {NonNullable<State["network"]>} */ (state.network);
  const owner = ownerOf(reference);
  const name = refName(reference, network);
  const answer = answerOf(state, reference);
  const symbol = answer && !("detail" in answer) ? inline(answer.symbol) : "";
  const id = blockId(path);
  /** The focus goes back to the number that was opened. */
  function fold() {
    /** @type {HTMLElement | null} */ (document.querySelector(`[aria-controls="${id}"]`))?.focus();
    actions.unfold(path, false);
  }
  /** @param {KeyboardEvent} event */
  function onKeyDown(event) {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    fold();
  }
  return html`<div
    class="unfolded"
    id=${id}
    role="group"
    aria-label=${`Where it comes from: ${name}`}
    style=${{ "--depth": trail.length }}
    onKeyDown=${onKeyDown}
  >
    <div class="unfolded-head" ...${pointing(actions, markOf(reference))}>
      <p class="trail">
        <span class="trail-above">
          ${trail.length > TRAIL && "… ‹ "}${trail.slice(-TRAIL).map((above) => html`<${MathSymbol} latex=${above} /><span aria-hidden="true"> ‹ </span>`)}
        </span>
        <b><${MathSymbol} latex=${symbol} /></b>
      </p>
      ${owner && html`<button class="button quiet mini" aria-label=${`Go to ${selectionName(network, owner)}`} title=${`Go to ${selectionName(network, owner)}`} onClick=${() => actions.select(owner)}><${Icon} name="goto" /></button>`}
      <button class="button quiet mini" aria-label=${`Fold ${name}`} title="Fold" onClick=${fold}>
        <${Icon} name="up" />
      </button>
    </div>
    <${Derivation} state=${state} actions=${actions} reference=${reference} path=${path} trail=${trail} />
  </div>`;
}
