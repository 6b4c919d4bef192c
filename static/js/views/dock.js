/** The dock below the picture: training, how it went, and what ails it. Closed it is one line. */

/** @import { State } from "../types" */
/** @import { Actions } from "../actions.js" */
/** @import { Feed } from "../feed.js" */
import { html } from "preact";
import { Curves } from "./curves.js";
import { Diagnosis } from "./diagnosis.js";
import { Icon } from "./icons.js";
import { Training } from "./training.js";

/** @param {{ state: State, actions: Actions, feed: Feed }} props */
export function Dock({ state, actions, feed }) {
  const { dock, known } = state;
  const found = known.diagnosis?.findings.filter(({ severity }) => severity !== "info").length ?? 0;
  return html`<div class=${`dock${dock ? " dock-open" : ""}`}>
    <${Training} state=${state} actions=${actions} feed=${feed} />
    ${dock && html`<${Curves} state=${state} actions=${actions} feed=${feed} /><${Diagnosis} state=${state} actions=${actions} />`}
    <button
      class="button square quiet dock-toggle"
      aria-expanded=${dock}
      aria-label=${`Curves and diagnosis${!dock && found > 0 ? `, ${found} found` : ""}`}
      title=${dock ? "Fold the dock away" : "Show curves and diagnosis"}
      onClick=${() => actions.set({ dock: !dock })}
    >
      ${!dock && found > 0 && html`<span class="dock-found">${found}</span>`}<${Icon} name=${dock ? "down" : "up"} />
    </button>
  </div>`;
}
