/** The examples to open: under what they are for, each with what it shows; found by typing, chosen by key or click. */

/** @import { State } from "../../types" */
/** @import { Actions } from "../../actions.js" */
import { html, useLayoutEffect, useRef, useState } from "preact";
import { foundPresets, widths } from "../../build/presets.js";
import { isLed } from "../../share/shown.js";
import { Dialog } from "../dialog.js";

/** The name of what is open, and the way to the others. @param {{ state: State, actions: Actions }} props */
export function OpenPreset({ state, actions }) {
  const { network, catalog, compare, room } = state;
  const name = network?.name;
  return html`<button
    class="button quiet open"
    aria-label=${name ? `Open an example: ${name}` : "Open an example"}
    aria-haspopup="dialog"
    title="Open an example"
    disabled=${!catalog || compare !== null || isLed(room)}
    onClick=${() => actions.set({ dialog: "presets" })}
  >
    <span class="open-name">${name ?? "Open an example"}</span>
  </button>`;
}

/** @param {{ state: State, actions: Actions }} props */
export function PresetDialog({ state, actions }) {
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  const groups = foundPresets(state.catalog?.presets ?? [], text);
  const all = groups.flatMap(({ presets }) => presets);
  const active = all[at];
  useLayoutEffect(
    () => list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" }),
    [at],
  );

  /** @param {string} name */
  function open(name) {
    // By its own way out it hands the focus back.
    list.current?.closest("dialog")?.close();
    actions.openPreset(name);
  }
  /** @param {KeyboardEvent} event */
  function onKeyDown(event) {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) {
      event.preventDefault();
      setAt((at + by + all.length) % Math.max(1, all.length));
    }
    if (event.key === "Enter" && active) open(active.name);
  }
  return html`<${Dialog} name="presets" title="Open an example" actions=${actions}>
    <input
      class="presets-search"
      type="text"
      role="combobox"
      autofocus
      autocomplete="off"
      spellcheck=${false}
      placeholder="Search, such as softmax or vanishing"
      aria-label="Search examples"
      aria-expanded="true"
      aria-controls="presets-list"
      aria-activedescendant=${active ? `preset-${active.name}` : undefined}
      onInput=${(/** @type {InputEvent} */ event) => {
        setText(/** @type {HTMLInputElement} */ (event.currentTarget).value);
        setAt(0);
      }}
      onKeyDown=${onKeyDown}
    />
    <div class="presets" id="presets-list" role="listbox" aria-label="Examples" tabindex="-1" ref=${list}>
      ${groups.map(
        ({ group, presets }, i) =>
          html`<div role="group" aria-labelledby=${`presets-${i}`} key=${group}>
            <h3 id=${`presets-${i}`} role="presentation">${group}</h3>
            ${presets.map(
              (preset) =>
                html`<div
                  class="preset"
                  role="option"
                  id=${`preset-${preset.name}`}
                  key=${preset.name}
                  aria-selected=${preset === active}
                  onClick=${() => open(preset.name)}
                  onPointerMove=${() => preset !== active && setAt(all.indexOf(preset))}
                >
                  <b>${preset.label}</b><span class="preset-shape">${widths(preset.request)}</span>
                  <span class="preset-summary">${preset.summary}</span>
                </div>`,
            )}
          </div>`,
      )}
    </div>
    <p class="note" role="status">${all.length ? "" : "Nothing is called so. Try a shorter word."}</p>
  <//>`;
}
