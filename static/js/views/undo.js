/** The way back over what was changed, and forth again. */

/** @import { State } from "../types" */
/** @import { Actions } from "../actions.js" */
import { html } from "preact";
import { Icon } from "./icons.js";

/** @param {{ state: State, actions: Actions, square?: boolean }} props `square`: as narrow as it is high */
export function UndoRedo({ state, actions, square = false }) {
  const { undo, redo } = state;
  const look = square ? "button quiet square" : "button quiet";
  const away = state.compare !== null;
  return html`<button
      class=${look}
      aria-label="Undo"
      title=${undo ? `Undo ${undo} (Ctrl+Z)` : "Nothing to undo"}
      disabled=${!undo || away}
      onClick=${actions.undo}
    >
      <${Icon} name="undo" />
    </button>
    <button
      class=${look}
      aria-label="Redo"
      title=${redo ? `Redo ${redo} (Ctrl+Shift+Z)` : "Nothing to redo"}
      disabled=${!redo || away}
      onClick=${actions.redo}
    >
      <${Icon} name="redo" />
    </button>`;
}
