/** A term of a sum in a line: its factors, what they multiply to, and a bar of it. */

/** @import { Factor, Ref, State } from "../../types" */
/** @import { Actions } from "../../actions.js" */
/** @import { Term } from "../../inspect/terms.js" */
import { html } from "preact";
import { keyOf } from "../../inspect/refs.js";
import { factorsOf, takenOff } from "../../inspect/terms.js";
import { MathSymbol } from "../symbol.js";
import { Opener, Read, SignedBar } from "./number.js";

/** @param {string} path @param {number} index @param {number} place */
export const factorPath = (path, index, place) => `${path}>${index}.${place}`;

/**
 * @typedef {object} Line
 * @property {Term} term
 * @property {number} index
 * @property {Ref} reference  of the number that it is a term of
 * @property {string} path
 * @property {boolean} named  whether it says which example it is, its symbols being said above
 * @property {{ bar: { start: number, end: number }, zero: number, family: "value" | "gradient" } | null} bar  null where it is the only one
 * @property {State} state
 * @property {Actions} actions
 */

/** @param {Line} props */
export function TermLine({ term, index, reference, path, named, bar, state, actions }) {
  const sign = takenOff(term) ? "−" : index > 0 ? "+" : "";
  return html`<div class="term">
    ${(bar || sign) && html`<span class="term-sign">${sign}</span>`}
    ${named && html`<span class="term-label">${term.label.replace("example ", "n = ")}</span>`}
    <span class="term-factors">
      ${factorsOf(term).map(({ factor, place }, i) => html`${i > 0 && html`<span class="times">·</span>`}<${Put} factor=${factor} symbol=${named ? "" : factor.symbol} path=${factorPath(path, index, place)} name=${keyOf(reference, `terms.${index}.factors.${place}`)} state=${state} actions=${actions} />`)}
    </span>
    ${
      bar &&
      html`<span class="term-value"><${Read} value=${term.value} name=${keyOf(reference, `terms.${index}`)} /></span>
        <${SignedBar} ...${bar} />`
    }
  </div>`;
}

/** A factor: a constant stands as it is, all else can be opened. @param {{ factor: Factor, symbol: string, path: string, name: string, state: State, actions: Actions }} props */
function Put({ factor: { ref, value }, symbol, path, name, state, actions }) {
  if (ref)
    return html`<${Opener}
      value=${value}
      reference=${ref}
      path=${path}
      state=${state}
      actions=${actions}
      symbol=${symbol}
      factor
    />`;
  return html`<span class="number">
    ${symbol && html`<${MathSymbol} latex=${symbol} />`}<${Read} value=${value} name=${name} />
  </span>`;
}
