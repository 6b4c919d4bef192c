/** Rules of thumb where they concern something: the two that weigh most, the others on request, each to be put aside. */

/** @import { State } from "../../types" */
/** @import { Actions } from "../../actions.js" */
/** @import { Advice } from "../../build/advice.js" */
import { html } from "preact";
import { adviceOn } from "../../build/advice.js";
import { Icon } from "../icons.js";

/** More at a time would be a wall. */
const SHOWN = 2;

/** What is to be shown, and how many more there are. @param {State} state */
export function hintsOf({ network, known, catalog, hints }) {
  const all = network ? adviceOn(network, known.rows, catalog).filter(({ key }) => !hints.away.includes(key)) : [];
  return { shown: hints.all ? all : all.slice(0, SHOWN), more: Math.max(0, all.length - SHOWN) };
}

/** @param {{ of: Advice[], state: State, actions: Actions }} props */
export function Hints({ of, state, actions }) {
  return of.map(
    ({ key, text, fix }) =>
      html`<p class="hint" key=${key}>
        <span
          >${text}${" "}${fix && html`<button class="hint-fix" onClick=${() => actions.follow(fix)}>${fix.label}</button>`}</span
        >
        <button
          class="button mini quiet"
          aria-label="Put this hint aside"
          title="Put this hint aside"
          onClick=${() => actions.set({ hints: { ...state.hints, away: [...state.hints.away, key] } })}
        >
          <${Icon} name="close" />
        </button>
      </p>`,
  );
}

/** The way to the others. @param {{ more: number, state: State, actions: Actions }} props */
export function MoreHints({ more, state, actions }) {
  if (!more) return null;
  const { all } = state.hints;
  return html`<button
    class="button small quiet hints-more"
    aria-expanded=${all}
    onClick=${() => actions.set({ hints: { ...state.hints, all: !all } })}
  >
    ${all ? "Fewer hints" : `${more} more hint${more > 1 ? "s" : ""}`}
  </button>`;
}
