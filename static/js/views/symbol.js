/** A symbol in a line of text: a letter with its layer above and its units below; what is more than that is set as a formula. */
import { html } from "preact";
import { symbolOf } from "../inspect/symbol.js";
import { Formula } from "./formula.js";

/** @param {{ latex: string }} props */
export function MathSymbol({ latex }) {
  const symbol = symbolOf(latex);
  if (!symbol) return html`<${Formula} latex=${latex} />`;
  const { before, letter, above, below, after } = symbol;
  const places = (above || below) && html`<span class="letter-places"><sup>${above}</sup><sub>${below}</sub></span>`;
  return html`<span class="letter">${before}<i>${letter}</i>${places}${after}</span>`;
}
