/** Being asked before a beat is shown: the two switches, and the card that a question or a line stands on. */

/** @import { State } from "../types" */
/** @import { Actions } from "../actions.js" */
import { html } from "preact";
import { exerciseIn } from "../predict/session.js";
import { beatTitle, stepsGoBy } from "../timeline.js";
import { WorkedLine } from "./predict-line.js";
import { Asked } from "./predict-question.js";

/** @type {["question" | "line", string, string][]} */
const MODES = [
  ["question", "Predict first", "Step forward asks what will come, before it is shown"],
  ["line", "Fill in", "A line of the beat to work out yourself"],
];

/** @param {{ state: State, actions: Actions }} props */
export function PredictSwitch({ state, actions }) {
  const { predicting, trace, phase } = state;
  return html`<div class="predict-switch" role="group" aria-label="Exercises">
    ${MODES.map(
      ([mode, label, title]) =>
        html`<button
          class="tab"
          aria-pressed=${predicting.mode === mode}
          title=${title}
          disabled=${trace === null || stepsGoBy(phase)}
          onClick=${() => actions.setPredicting(mode)}
        >
          ${label}
        </button>`,
    )}
  </div>`;
}

/** @param {{ state: State, actions: Actions }} props */
export function Exercise({ state, actions }) {
  const { mode } = state.predicting;
  if (mode === null || stepsGoBy(state.phase) || !state.trace) return null;
  const open = exerciseIn(state);
  const asking = open?.answer === null;
  return html`<section class=${`exercise${open ? " is-open" : ""}${asking ? " is-asking" : ""}`} aria-label="Exercise">
    <header class="exercise-head">
      <h2 id="exercise-kind">${open?.kind === "line" ? "Fill in" : mode === "line" ? "Fill in" : "Question"}</h2>
      ${open && html`<span class="exercise-beat">${beatTitle(state.trace.beats[open.beat])}</span>`}
    </header>
    ${mode === "question" ? html`<${Asked} state=${state} actions=${actions} open=${open?.kind === "question" ? open : null} />` : html`<${WorkedLine} state=${state} actions=${actions} open=${open?.kind === "line" ? open : null} />`}
  </section>`;
}
