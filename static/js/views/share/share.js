/** Everything that leads off the page and onto it: links, frames, files and code. */

/** @import { NetworkSummary, State } from "../../types" */
/** @import { Actions } from "../../actions.js" */
import { html, useState } from "preact";
import { Dialog } from "../dialog.js";
import { FollowMe } from "./class.js";
import { AsCode } from "./code.js";
import { Embed } from "./embed.js";
import { MakeExercise } from "./exercise.js";
import { Export, Import } from "./files.js";
import { Links } from "./links.js";

/** @type {[string, any][]} */
const PAGES = [
  ["Link", Links],
  ["Embed", Embed],
  ["Export", Export],
  ["Import", Import],
  ["As code", AsCode],
  ["Follow me", FollowMe],
  ["Exercise", MakeExercise],
];

/** @param {{ state: State, actions: Actions }} props */
export function ShareDialog({ state, actions }) {
  const [page, setPage] = useState(PAGES[0]);
  const [snapshot, keep] = useState(/** @type {NetworkSummary | null} */ (null));
  const [name, Page] = page;
  return html`<${Dialog} name="share" title="Share and export" actions=${actions}>
    <div class="share-pages" role="group" aria-label="What to do">
      ${PAGES.map(
        (each) =>
          html`<button class="segment" aria-pressed=${each === page} onClick=${() => setPage(each)}>
            ${each[0]}
          </button>`,
      )}
    </div>
    <div class="share-page" key=${name}>
      <${Page} state=${state} actions=${actions} snapshot=${snapshot} keep=${keep} />
    </div>
  <//>`;
}
