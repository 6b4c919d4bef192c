/** Points drawn by hand: a click adds one, a drag moves it, and the keyboard does both. */

/** @import { Drawing, State } from "../../types" */
/** @import { Actions } from "../../actions.js" */
import { html } from "preact";
import { bodyOfDrawing, CLASSES, cleared, refusalOfDrawing, removed, undone } from "../../data/drawing.js";
import { formatNumber } from "../../format.js";
import { shapeOf } from "../../charts/points.js";
import { CLASS_TOKENS } from "../hues.js";
import { NumberField } from "../number-field.js";
import { DrawingPlane } from "./drawing-plane.js";
import { Outcome } from "./outcome.js";
import { PrepareChosen } from "./prepare.js";

/** @param {{ state: State, actions: Actions }} props */
export function Draw({ state, actions }) {
  const { drawing, preparing } = state.desk;
  const lay = (/** @type {Drawing} */ to) => actions.data.lay({ drawing: to });
  const { kind, marks, past, chosen } = drawing;
  const refusal = refusalOfDrawing(drawing);
  return html`<div class="draw">
    <${DrawingPlane} drawing=${drawing} onChange=${lay} />
    <div class="draw-side">
      <${Kind} drawing=${drawing} onChange=${lay} />
      ${kind === "classes" ? html`<${Classes} drawing=${drawing} onChange=${lay} />` : html`<${NumberField} label="Number of the next point" value=${drawing.value} onChange=${(/** @type {number} */ value) => lay({ ...drawing, value })} />`}
      <div class="buttons">
        <button class="button small" disabled=${!past.length} onClick=${() => lay(undone(drawing))}>Undo point</button>
        <button
          class="button small"
          disabled=${chosen === null}
          onClick=${() => chosen !== null && lay(removed(drawing, chosen))}
        >
          Delete point
        </button>
        <button class="button small" disabled=${!marks.length} onClick=${() => lay(cleared(drawing))}>Clear</button>
      </div>
      <p class="note" id="drawing-keys">
        Click to add a point, drag to move it. With the keyboard: arrows move the cross, Enter sets a point, 1 to 4
        choose the class, Page Up and Page Down pick a point, which arrows then move and Delete takes away.
      </p>
      <div class="fields">
        <${PrepareChosen} state=${state} actions=${actions} />
      </div>
      <${Outcome}
        state=${state}
        actions=${actions}
        body=${refusal ? null : bodyOfDrawing(drawing, preparing)}
        name="Drawn points"
        refusal=${refusal}
        button="Use these points"
      />
    </div>
  </div>`;
}

/** What is to be predicted; another kind begins anew. @param {{ drawing: Drawing, onChange: (to: Drawing) => void }} props */
function Kind({ drawing, onChange }) {
  return html`<div class="segments" role="group" aria-label="What is to be predicted">
    ${Object.entries({ classes: "Classes", numbers: "Numbers" }).map(
      ([kind, label]) =>
        html`<button
          class="segment"
          aria-pressed=${drawing.kind === kind}
          onClick=${() => drawing.kind !== kind && onChange({ ...cleared(drawing), past: [], kind: /** @type {Drawing["kind"]} */ (kind) })}
        >
          ${label}
        </button>`,
    )}
  </div>`;
}

/** @param {{ drawing: Drawing, onChange: (to: Drawing) => void }} props */
function Classes({ drawing, onChange }) {
  const counts = CLASSES.map((_, label) => drawing.marks.filter(({ value }) => value === label).length);
  return html`<div class="segments" role="group" aria-label="Class of the next point">
    ${CLASSES.map(
      (name, label) =>
        html`<button
          class="segment draw-class"
          aria-pressed=${drawing.label === label}
          onClick=${() => onChange({ ...drawing, label })}
        >
          <svg viewBox="-8 -8 16 16" aria-hidden="true">
            <path class="point" d=${shapeOf(label, 5)} style=${{ "--point": `var(--${CLASS_TOKENS[label]})` }} /></svg
          >${name}<small>${formatNumber(counts[label])}</small>
        </button>`,
    )}
  </div>`;
}
