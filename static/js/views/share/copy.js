/** Text that is there to be taken along: shown, and copied by a button that says so. */

import { html, useEffect, useRef, useState } from "preact";
import { reasonOf } from "../../actions/share.js";

/** Does something and says how it went. @param {(said: string) => void} say */
export const tried = (say) => async (/** @type {() => Promise<unknown>} */ work, /** @type {string} */ done) => {
  try {
    await work();
    say(done);
  } catch (error) {
    say(`That did not work: ${reasonOf(error)}`);
  }
};

/** @param {{ text: string | (() => string), label: string, small?: boolean }} props `label` is what the button is called */
export function CopyButton({ text, label, small = false }) {
  const [said, say] = useState("");
  if (!navigator.clipboard) return null; // not on a page that came without encryption from another machine
  const copy = () => navigator.clipboard.writeText(typeof text === "string" ? text : text());
  return html`<button class=${`button${small ? " small quiet" : ""}`} onClick=${() => tried(say)(copy, "Copied.")}>
      ${label}</button
    ><span class="note copied" role="status">${said}</span>`;
}

/**
 * One line of it. `name` is what the field is called; one that was `asked` for has the focus, as its button is gone.
 * @param {{ name: string, text: string, label: string, asked?: boolean, children?: unknown }} props
 */
export function TakenLine({ name, text, label, asked = false, children }) {
  const field = useRef(/** @type {HTMLInputElement | null} */ (null));
  useEffect(() => {
    if (asked) field.current?.focus();
  }, []);
  return html`<div class="taken-line">
    <input
      type="text"
      readonly
      ref=${field}
      aria-label=${name}
      value=${text}
      onFocus=${(/** @type {FocusEvent} */ event) => /** @type {HTMLInputElement} */ (event.currentTarget).select()}
    />
    <${CopyButton} text=${text} label=${label} />${children}
  </div>`;
}

/** Many lines of it. @param {{ name: string, text: string, label: string }} props */
export function TakenText({ name, text, label }) {
  return html`<div class="taken-text">
    <pre tabindex="0" role="group" aria-label=${name}><code>${text}</code></pre>
    <${CopyButton} text=${text} label=${label} />
  </div>`;
}
