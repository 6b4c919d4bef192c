/** The network on screen, its step and the gradient that is picked out, as lines to run elsewhere. */

/** @import { Actions } from "../../actions.js" */
/** @import { Program } from "../../share/code.js" */
import { html, useEffect, useState } from "preact";
import { reasonOf } from "../../actions/share.js";
import { pythonCode, shellCode } from "../../share/code.js";
import { TakenText } from "./copy.js";

/** @param {{ actions: Actions }} props */
export function AsCode({ actions }) {
  const [program, setProgram] = useState(/** @type {Program | null} */ (null));
  const [refusal, setRefusal] = useState("");
  useEffect(() => {
    actions.program(location.origin).then(setProgram, (error) => setRefusal(reasonOf(error)));
  }, []);
  if (refusal) return html`<p role="status">${refusal}</p>`;
  if (!program) return html`<p class="note">Writing it down…</p>`;
  return html`<p>
      What this page does, over its <a href="/docs">API</a>: the network, its step, and the gradient that is picked out.
    </p>
    <section class="share-part" aria-label="With curl">
      <h3>With curl</h3>
      <${TakenText} name="Lines for a shell" text=${shellCode(program)} label="Copy as curl" />
    </section>
    <section class="share-part" aria-label="With Python">
      <h3>With Python</h3>
      <${TakenText} name="Lines of Python" text=${pythonCode(program)} label="Copy as Python" />
    </section>`;
}
