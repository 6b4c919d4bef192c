/** The menu that hands the picture on: as a file, as pixels to paste, as a link to this very beat. */

/** @import { State } from "../types" */
/** @import { Actions } from "../actions.js" */
import { html, useRef, useState } from "preact";
import { Icon } from "./icons.js";
import { pictureOnPage, pngOf, readPicture, saveFile, svgOf } from "./picture.js";

/** @param {{ state: State, actions: Actions }} props */
export function SaveMenu({ state, actions }) {
  const menu = useRef(/** @type {HTMLElement | null} */ (null));
  const [there, setThere] = useState(false);
  const [said, say] = useState("");
  const { network, trace } = state;
  if (!network || !trace) return null;

  async function picture() {
    const font = await actions.textFont().catch(() => null);
    const beat = document.querySelector(".canvas svg[data-beat]")?.getAttribute("data-beat") ?? state.view;
    const read = readPicture({ network: network?.name ?? "", step: trace?.step ?? 0, beat, font });
    if (!read) throw new Error("There is no picture on the page.");
    return read;
  }
  /** Says how it went. @param {() => Promise<unknown>} work @param {string} done */
  async function attempt(work, done) {
    try {
      await work();
      say(done);
    } catch (error) {
      say(`That did not work: ${error instanceof Error ? error.message : error}`);
    }
  }
  const saveSvg = () => attempt(async () => keep(await picture(), svgOf, "svg"), "Saved.");
  const savePng = () => attempt(async () => keep(await picture(), pngOf, "png"), "Saved.");
  const copy = () =>
    attempt(
      () => navigator.clipboard.write([new ClipboardItem({ "image/png": picture().then(pngOf) })]),
      "The picture is on the clipboard.",
    );
  const copyLink = () => attempt(() => navigator.clipboard.writeText(location.href), "The link is on the clipboard.");
  const pastes = typeof ClipboardItem === "function" && navigator.clipboard !== undefined;
  const items = [
    { label: "Save as PNG", hint: "for slides", act: savePng, off: !there },
    { label: "Save as SVG", hint: "to edit", act: saveSvg, off: !there },
    ...(pastes ? [{ label: "Copy picture", hint: "to paste it", act: copy, off: !there }] : []),
    ...(navigator.clipboard ? [{ label: "Copy link", hint: "to this beat", act: copyLink, off: false }] : []),
    { label: "Print", hint: "with what is explained", act: () => window.print(), off: false },
  ];
  /** @param {ToggleEvent} event */
  function opens(event) {
    if (event.newState !== "open") return;
    say("");
    setThere(pictureOnPage() !== null);
  }
  /** @param {ToggleEvent} event */
  function opened(event) {
    /** @type {HTMLElement | null | undefined} */
    const first = menu.current?.querySelector("button:enabled");
    if (event.newState === "open") first?.focus();
  }
  return html`<button class="button quiet" aria-label="Save picture" title="Save picture" popovertarget="save-menu">
      <${Icon} name="save" />
    </button>
    <div
      id="save-menu"
      class="menu"
      popover="auto"
      role="group"
      aria-label="Save picture"
      ref=${menu}
      onBeforeToggle=${opens}
      onToggle=${opened}
      onKeyDown=${(/** @type {KeyboardEvent} */ event) => event.stopPropagation()}
    >
      ${items.map(
        ({ label, hint, act, off }) =>
          html`<button class="menu-item" disabled=${off} onClick=${act}>
            ${label} <span class="menu-hint">${hint}</span>
          </button>`,
      )}
      ${!there && html`<p class="note">Tables are no picture: go to the graph to save one.</p>`}
      <p class="menu-said" role="status">${said}</p>
    </div>`;
}

/** @param {import("./picture.js").Picture} picture @param {(picture: import("./picture.js").Picture) => Blob | Promise<Blob>} make @param {string} ending */
async function keep(picture, make, ending) {
  saveFile(await make(picture), `${picture.name}.${ending}`);
}
