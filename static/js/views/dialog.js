/** What lies over the page until it is closed: by its button, by Escape, or by a click beside it. The focus then goes back. */

/** @import { Actions } from "../actions.js" */
import { html, useEffect, useRef } from "preact";
import { Icon } from "./icons.js";

/** @param {{ name: string, title: string, actions: Actions, children: unknown }} props */
export function Dialog({ name, title, actions, children }) {
  const ref = useRef(/** @type {HTMLDialogElement | null} */ (null));
  useEffect(() => ref.current?.showModal(), []);
  return html`<dialog
    class=${`dialog dialog-${name}`}
    ref=${ref}
    aria-labelledby=${`${name}-title`}
    onClose=${() => actions.set({ dialog: null })}
    onClick=${(/** @type {MouseEvent} */ event) => event.target === ref.current && ref.current?.close()}
  >
    <div class="dialog-body">
      <header class="inspector-head">
        <h2 id=${`${name}-title`}>${title}</h2>
        <button class="button quiet square" aria-label=${`Close ${name}`} onClick=${() => ref.current?.close()}>
          <${Icon} name="close" />
        </button>
      </header>
      ${children}
    </div>
  </dialog>`;
}
