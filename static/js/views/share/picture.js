/** The picture handed on: as a file, as pixels to paste, on paper. */

/** @import { State } from "../../types" */
/** @import { Actions } from "../../actions.js" */
/** @import { Picture } from "../picture.js" */
import { html, useState } from "preact";
import { pictureOnPage, pngOf, readPicture, saveFile, svgOf } from "../picture.js";
import { tried } from "./copy.js";

/** @param {{ state: State, actions: Actions }} props */
export function PictureItems({ state, actions }) {
  const [said, say] = useState("");
  const there = pictureOnPage() !== null;

  async function picture() {
    const font = await actions.textFont().catch(() => null);
    const beat = document.querySelector(".canvas svg[data-beat]")?.getAttribute("data-beat") ?? state.view;
    const read = readPicture({ network: state.network?.name ?? "", step: state.trace?.step ?? 0, beat, font });
    if (!read) throw new Error("There is no picture on the page.");
    return read;
  }
  const attempt = tried(say);
  const savePng = () => attempt(async () => keep(await picture(), pngOf, "png"), "Saved.");
  const saveSvg = () => attempt(async () => keep(await picture(), svgOf, "svg"), "Saved.");
  const copy = () =>
    attempt(
      () => navigator.clipboard.write([new ClipboardItem({ "image/png": picture().then(pngOf) })]),
      "The picture is on the clipboard.",
    );
  async function print() {
    actions.set({ dialog: null });
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    window.print();
  }
  const pastes = typeof ClipboardItem === "function" && navigator.clipboard !== undefined;
  const items = [
    { label: "Save as PNG", hint: "for slides", act: savePng, off: !there },
    { label: "Save as SVG", hint: "to edit", act: saveSvg, off: !there },
    ...(pastes ? [{ label: "Copy picture", hint: "to paste it", act: copy, off: !there }] : []),
    { label: "Print", hint: "with what is explained", act: print, off: false },
  ];
  return html`<h3>The picture</h3>
    <div class="buttons">
      ${items.map(
        ({ label, hint, act, off }) =>
          html`<button class="button" disabled=${off} title=${hint} onClick=${act}>${label}</button>`,
      )}
    </div>
    ${!there && html`<p class="note">Tables are no picture: go to the graph to save one.</p>`}
    <p class="note" role="status">${said}</p>`;
}

/** @param {Picture} picture @param {(picture: Picture) => Blob | Promise<Blob>} make @param {string} ending */
async function keep(picture, make, ending) {
  saveFile(await make(picture), `${picture.name}.${ending}`);
}
