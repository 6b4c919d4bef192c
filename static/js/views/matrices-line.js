/** The arithmetic of the number pointed at, written out in one line. */

/** @import { Piece } from "../matrices/equation.js" */
/** @import { Actions } from "../actions.js" */
import { html } from "preact";
import { parseSelection } from "../names.js";

/** @param {{ pieces: Piece[], actions: Actions }} props */
export function Line({ pieces, actions }) {
  return html`<p class="worked" id="worked">
    ${
      pieces.length
        ? pieces.map((piece) =>
            typeof piece === "string"
              ? piece
              : html`<span
                  class="worked-number"
                  data-number=${piece.key}
                  data-shown=${piece.shown?.join(" ")}
                  onClick=${() => piece.mark && actions.select(parseSelection(piece.mark))}
                  >${piece.text}</span
                >`,
          )
        : html`<span class="worked-hint">Point at a number to see what it is made of; a click opens all of it.</span>`
    }
  </p>`;
}
