/** A derivation under a title of its own: open once the cursor has come to its number, and until then it says when that is. */

/** @import { Ref, State } from "../../types" */
/** @import { Actions } from "../../actions.js" */
import { html } from "preact";
import { examplesOf } from "../../inspect/examples.js";
import { comesAt, reachedAt, refName } from "../../inspect/refs.js";
import { ofOneExample } from "../../inspect/sections.js";
import { beatTitle } from "../../timeline.js";
import { Derivation } from "../derivation.js";
import { Icon } from "../icons.js";
import { CopyButton } from "../share/copy.js";
import { blockId } from "./number.js";
import { Strip } from "./strip.js";

/** The same for each example, so that what is open stays so. @param {Ref} ref */
const pathOf = ({ quantity, layer, unit, from }) => [quantity, layer, unit ?? "", from ?? ""].join(":");

/** @param {{ state: State, actions: Actions, reference: Ref, title: string, folded: boolean }} props `folded` until it is asked for */
export function Section({ state, actions, reference, title, folded }) {
  const trace = /** @type {NonNullable<State["trace"]>} */ (state.trace);
  const beat = comesAt(trace, reference);
  const reached = reachedAt({ trace, cursor: state.cursor, grain: state.grain })(reference);
  const path = pathOf(reference);
  const open = state.unfolded[path] ?? (reached && !folded);
  return html`<div class=${`section${reached ? "" : " later"}`}>
    <h4>
      <button
        class="section-head"
        aria-expanded=${open}
        aria-controls=${open ? blockId(path) : undefined}
        onClick=${() => actions.unfold(path, !open)}
      >
        <${Icon} name=${open ? "down" : "forward"} /><span>${title}</span
        >${!reached && !open && html`<span class="unknown">–</span>`}
      </button>
    </h4>
    ${!reached && beat && html`<p class="note">comes at: ${beatTitle(beat)}</p>`}
    ${open && html`<div id=${blockId(path)}><${Body} state=${state} actions=${actions} reference=${reference} path=${path} /></div>`}
  </div>`;
}

/** A derivation, or where one example must be picked for it, what there is to pick from. @param {{ state: State, actions: Actions, reference: Ref, path: string }} props */
function Body({ state, actions, reference, path }) {
  const trace = /** @type {NonNullable<State["trace"]>} */ (state.trace);
  const examples = state.row === null && ofOneExample(reference) ? examplesOf(trace, reference) : null;
  if (!examples)
    return html`<${Derivation} state=${state} actions=${actions} reference=${reference} path=${path} />
      <${CopyButton} small label="Copy as curl" text=${() => actions.curl(location.origin, "explain", reference)} />`;
  return html`<${Strip}
    state=${state}
    actions=${actions}
    examples=${examples}
    label=${`Examples, ${refName(reference, /** @type {NonNullable<State["network"]>} */ (state.network))}`}
  />`;
}
