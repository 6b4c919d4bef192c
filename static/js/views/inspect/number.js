/** A number of the inspector: it lights its mark in the picture, opens where it comes from, or is copied whole. */

/** @import { Ref, State } from "../../types" */
/** @import { Actions } from "../../actions.js" */
import { html } from "preact";
import { exactNumber, formatFactor, formatNumber } from "../../format.js";
import { keyOf, markOf, refName } from "../../inspect/refs.js";
import { MathSymbol } from "../symbol.js";

/** Lights a mark of the picture while the pointer or the focus is here. @param {Actions} actions @param {string | null} mark */
export function pointing(actions, mark) {
  if (!mark) return {};
  const light = () => actions.set({ pointed: mark });
  const leave = () => actions.set({ pointed: null });
  return { onMouseEnter: light, onMouseLeave: leave, onFocus: light, onBlur: leave };
}

/** The block that a number opens is known by its path. @param {string} path */
export const blockId = (path) => `from-${path.replace(/[^\w-]+/g, "-")}`;

/**
 * A number that opens its own derivation in place.
 * @param {{ value: number | null, reference: Ref, path: string, state: State, actions: Actions, symbol?: string, name?: string, factor?: boolean }} props
 *   `name` is what it is called on the page, its reference's where that is not said; a `factor` stands in brackets if it is negative
 */
export function Opener({ value, reference, path, state, actions, symbol, name, factor = false }) {
  const open = Boolean(state.unfolded[path]);
  const text = factor ? formatFactor(value) : formatNumber(value);
  const network = /** @type {NonNullable<State["network"]>} */ (state.network);
  return html`<button
    class=${`number number-open${open ? " is-open" : ""}`}
    aria-expanded=${open}
    aria-controls=${open ? blockId(path) : undefined}
    title=${`${exactNumber(value)}: where it comes from`}
    onClick=${() => actions.unfold(path, !open)}
    ...${pointing(actions, markOf(reference))}
  >
    <span class="visually-hidden">${`${refName(reference, network)}: `}</span>
    ${symbol && html`<span class="number-symbol" aria-hidden="true"><${MathSymbol} latex=${symbol} /></span>`}<span
      data-number=${name ?? keyOf(reference)}
      >${text}</span
    >
  </button>`;
}

/** A number that is copied whole by a click. @param {{ value: number | null | undefined, name: string, strong?: boolean }} props */
export function Copied({ value, name, strong = false }) {
  if (value === undefined) return html`<span class="number unknown">–</span>`;
  return html`<button
    class=${`number number-copy${strong ? " result-number" : ""}`}
    title=${`${exactNumber(value)}: copy`}
    data-number=${name}
    onClick=${() => navigator.clipboard?.writeText(exactNumber(value))}
  >
    ${formatNumber(value)}
  </button>`;
}

/** A number to be read. @param {{ value: number | null | undefined, name: string }} props */
export function Read({ value, name }) {
  return html`<span class="number-read" title=${exactNumber(value)} data-number=${name}>${formatNumber(value)}</span>`;
}

/** A signed bar, from zero to where the number stands among its kind. @param {{ bar: { start: number, end: number }, zero: number, family: "value" | "gradient" }} props */
export function SignedBar({ bar, zero, family }) {
  const percent = (/** @type {number} */ share) => `${(share * 100).toFixed(2)}%`;
  const sign = bar.end > zero ? "plus" : "minus";
  const some = bar.end > bar.start;
  const place = { left: percent(bar.start), width: percent(bar.end - bar.start) };
  return html`<span class="signed-bar" aria-hidden="true" style=${{ "--zero": percent(zero) }}>
    ${some && html`<i class=${`tone-${family}-${sign}`} style=${place}></i>`}
  </span>`;
}
