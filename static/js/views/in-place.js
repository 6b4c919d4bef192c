/** A number changed where it stands: F2 or a double click opens a field over it, Enter takes it and leads back. */

/** @import { Selection, State } from "../types" */
/** @import { Actions } from "../actions.js" */
import { html, useLayoutEffect, useRef } from "preact";
import { editableAt } from "../holds.js";
import { parseSelection, selectionId, selectionName } from "../names.js";
import { Value } from "./inspect/editor.js";

/** Where marks of the picture, cells of a matrix and cells of a table say whose number they show. */
const MARKS = "[data-mark], [data-cell], [data-of]";
/** How wide the field is, and how high with its name, in pixels. */
const FIELD = { width: 190, height: 64 };

/**
 * What opens the field, for the element that holds the picture.
 * @param {State} state @param {Actions} actions
 */
export function opensInPlace(state, actions) {
  /** @param {Event} event */
  function open(event) {
    const mark = /** @type {Element} */ (event.target).closest(MARKS);
    if (!(mark instanceof HTMLElement || mark instanceof SVGElement)) return;
    // A cell of a matrix tells by what it lights.
    const selection = parseSelection(mark.dataset.mark ?? mark.dataset.of ?? state.pointed ?? "");
    if (!selection || !editableAt(state, selection)) return;
    event.preventDefault();
    actions.select(selection);
    actions.set({ editing: { selection, back: mark } });
  }
  return {
    onDblClick: open,
    onKeyDown: (/** @type {KeyboardEvent} */ event) => event.key === "F2" && open(event),
  };
}

/** @param {{ state: State, actions: Actions }} props */
export function InPlace({ state, actions }) {
  const { editing, network } = state;
  if (!editing || !network || !editableAt(state, editing.selection)) return null;
  const { selection } = editing;
  return html`<${Field}
    key=${selectionId(selection)}
    state=${state}
    actions=${actions}
    selection=${selection}
    back=${editing.back}
    name=${selectionName(network, selection)}
  />`;
}

/** @param {{ state: State, actions: Actions, selection: Selection, back: HTMLElement | SVGElement, name: string }} props */
function Field({ state, actions, selection, back, name }) {
  const ref = useRef(/** @type {HTMLElement | null} */ (null));
  useLayoutEffect(() => {
    const own = /** @type {HTMLElement} */ (ref.current);
    const frame = /** @type {HTMLElement} */ (own.parentElement).getBoundingClientRect();
    const { x, y, width, height } = (back.querySelector(".edge-line, .body") ?? back).getBoundingClientRect();
    const left = x + width / 2 - frame.x - FIELD.width / 2;
    const top = y + height / 2 - frame.y - FIELD.height / 2;
    own.style.left = `${Math.max(4, Math.min(frame.width - FIELD.width - 4, left))}px`;
    own.style.top = `${Math.max(4, Math.min(frame.height - FIELD.height - 4, top))}px`;
    own.querySelector("input")?.select();
  }, []);
  function close() {
    actions.set({ editing: null });
    if (back.isConnected) back.focus();
  }
  /** @param {KeyboardEvent} event */
  function key(event) {
    const field = /** @type {HTMLInputElement} */ (event.target);
    if (event.key === "Escape" || (event.key === "Enter" && field.validity.valid)) close();
    event.stopPropagation();
  }
  return html`<div
    class="in-place"
    ref=${ref}
    role="group"
    aria-label=${name}
    style=${{ width: `${FIELD.width}px` }}
    onKeyDown=${key}
    onFocusOut=${() => actions.set({ editing: null })}
  >
    <p class="in-place-name">${name}</p>
    <${Value} state=${state} actions=${actions} selection=${selection} />
  </div>`;
}
