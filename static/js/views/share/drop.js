/** A file of a network that is dropped anywhere on the page is opened. */

/** @import { Actions } from "../../actions.js" */
import { html, useEffect, useState } from "preact";
import { isNetworkFile } from "../../share/formats.js";

const bringsFiles = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes("Files") ?? false;

/** @param {{ actions: Actions }} props */
export function DropPlace({ actions }) {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const ends = new AbortController();
    const hear = (
      /** @type {"dragover" | "dragleave" | "drop"} */ type,
      /** @type {(event: DragEvent) => void} */ listener,
    ) => window.addEventListener(type, listener, { signal: ends.signal });
    hear("dragover", (event) => {
      if (!bringsFiles(event)) return;
      event.preventDefault(); // else a browser would leave the page for the file
      setOver(true);
    });
    hear("dragleave", (event) => event.relatedTarget === null && setOver(false));
    hear("drop", (event) => {
      setOver(false);
      if (!bringsFiles(event) || event.defaultPrevented) return; // whoever has taken it already
      event.preventDefault();
      const file = [...(event.dataTransfer?.files ?? [])].find(({ name }) => isNetworkFile(name));
      if (!file) return;
      actions.set({ dialog: null });
      actions.importFile(file);
    });
    return () => ends.abort();
  }, []);
  return over && html`<p class="drop-place" aria-hidden="true">Drop it to open it</p>`;
}
