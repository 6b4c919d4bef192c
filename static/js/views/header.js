/** The top line: what is open, undo, and the way to everything that is not the picture. */

/** @import { State } from "../types" */
/** @import { Actions } from "../actions.js" */
import { html } from "preact";
import { shapeText } from "../names.js";
import { OpenPreset } from "./build/presets.js";
import { isLed, leads } from "../share/shown.js";
import { Icon, Logo } from "./icons.js";
import { ClassButton } from "./share/class.js";
import { UndoRedo } from "./undo.js";

/** @param {{ state: State, actions: Actions }} props */
export function Header({ state, actions }) {
  const { network } = state;
  const free = !state.compare && !isLed(state.room);
  return html`<header class="header">
    ${!state.compare && html`<a class="skip" href="#picture" onClick=${goToPicture}>Skip to the picture</a>`}
    ${!state.compare && html`<h1 class="visually-hidden">${network?.name ?? "mlpscope"}</h1>`}
    <a class="brand" href="/" aria-label="mlpscope, start again"><${Logo} /><b>mlpscope</b></a>
    <${OpenPreset} state=${state} actions=${actions} />
    ${network && html`<span class="shape">${shapeText(network)}<span class="shape-count"> · ${network.parameters.total} parameters</span></span>`}
    <nav class="header-actions" aria-label="Page">
      <${UndoRedo} state=${state} actions=${actions} />
      <span class="divider" />
      ${
        network?.data &&
        free &&
        html`<button
          class="button quiet compare-open"
          title="Two of these side by side that differ in one thing"
          onClick=${() => actions.compare.open()}
        >
          <${Icon} name="compare" /><span>Compare</span>
        </button>`
      }
      ${
        network &&
        free &&
        html`<button
          class="button quiet runs-open"
          title="Keep this run, try settings, compare curves"
          onClick=${() => actions.set({ dialog: "runs" })}
        >
          <${Icon} name="runs" /><span>Runs</span>
        </button>`
      }
      ${
        network &&
        !state.compare &&
        html`<button
          class="button quiet share-open"
          aria-label="Share and export"
          title="Share and export"
          onClick=${() => actions.set({ dialog: "share" })}
        >
          <${Icon} name="share" /><span>Share</span>
        </button>`
      }
      ${leads(state.room) && html`<${ClassButton} state=${state} actions=${actions} />`}
      <a class="button quiet lessons-open" href="/lessons" title="The tutorial, as lessons that compute"
        ><${Icon} name="lessons" /><span>Lessons</span></a
      >
      <a class="button quiet" href="/docs">API</a>
      <button
        class="button quiet"
        aria-label="Help and keys"
        title="Help and keys"
        onClick=${() => actions.set({ dialog: "help" })}
      >
        <${Icon} name="help" />
      </button>
      <button
        class="button quiet"
        aria-label="Settings"
        title="Settings"
        onClick=${() => actions.set({ dialog: "settings" })}
      >
        <${Icon} name="settings" />
      </button>
    </nav>
  </header>`;
}

/** To the part of the picture that Tab would reach last of all; the address stays. @param {Event} event */
function goToPicture(event) {
  event.preventDefault();
  /** @type {HTMLElement | SVGElement | null} */
  const stop = document.querySelector('svg.graph [tabindex="0"]');
  (stop ?? document.querySelector(".network button"))?.focus();
}
