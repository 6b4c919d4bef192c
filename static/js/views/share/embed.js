/** The code that puts the picture into another page, with a look at how it will stand there. */

/** @import { State } from "../../types" */
/** @import { Actions } from "../../actions.js" */
/** @import { Snapshot } from "./links.js" */
/** @import { Panel } from "../../share/embed.js" */
import { html, useState } from "preact";
import { framedAddress, frameCode, PANELS, PANEL_LABELS, SIZES } from "../../share/embed.js";
import { TakenText, tried } from "./copy.js";

/** @param {{ state: State, actions: Actions } & Snapshot} props */
export function Embed({ state, actions, snapshot, keep }) {
  const [panels, setPanels] = useState(/** @type {Panel[]} */ (["timeline", "graph"]));
  const [size, setSize] = useState(SIZES[1]);
  const [said, say] = useState("");
  const make = () => tried(say)(async () => keep(await actions.takeSnapshot()), "");
  const toggle = (/** @type {Panel} */ panel) =>
    setPanels(PANELS.filter((each) => (each === panel) !== panels.includes(each)));
  if (!snapshot)
    return html`<p>A small live picture for a blog, a book or a slide: readers step through it themselves.</p>
      <div class="buttons"><button class="button" onClick=${make}>Make a read-only snapshot to embed</button></div>
      <p class="note">It stays as it is now, on this server; a frame shows it, and lets nobody change it.</p>
      <p class="note" role="status">${said}</p>`;
  const place = actions.place();
  const address = framedAddress(`${location.origin}${snapshot.url}`, panels, place);
  return html`<fieldset class="choices">
      <legend>What it shows</legend>
      ${PANELS.map(
        (panel) =>
          html`<label class="choice"
            ><input
              type="checkbox"
              checked=${panels.includes(panel)}
              disabled=${panels.length === 1 && panels.includes(panel)}
              onChange=${() => toggle(panel)}
            />
            ${PANEL_LABELS[panel]}</label
          >`,
      )}
    </fieldset>
    <fieldset class="choices">
      <legend>How large</legend>
      ${SIZES.map(
        (each) =>
          html`<label class="choice"
            ><input type="radio" name="frame-size" checked=${size === each} onChange=${() => setSize(each)} />
            ${each.label}</label
          >`,
      )}
    </fieldset>
    <${TakenText}
      name="Code for the page"
      text=${frameCode({ ...size, address, name: state.network?.name ?? "" })}
      label="Copy code"
    />
    <h3>Preview</h3>
    <div class="frame-place">
      <iframe
        key=${`${address} ${size.name}`}
        src=${address}
        title="Preview of the embedded picture"
        width=${size.width}
        height=${size.height}
      ></iframe>
    </div>`;
}
