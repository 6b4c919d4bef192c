/** A question before a beat: its answers, and afterwards what is right and why. */

/** @import { AskedQuestion, State } from "../types" */
/** @import { Actions } from "../actions.js" */
import { html } from "preact";
import { goesOn } from "../predict/session.js";
import { spans } from "./written.js";

/** @param {{ state: State, actions: Actions, open: AskedQuestion | null }} props */
export function Asked({ state, actions, open }) {
  const { right, answered } = state.predicting.tally;
  const asking = open?.answer === null;
  const byMark = open?.question.options.some(({ mark }) => mark);
  return html`${
      open &&
      html`<div class="question" role="group" aria-labelledby="exercise-kind exercise-prompt">
        <p class="exercise-prompt" id="exercise-prompt">${spans(open.question.prompt)}</p>
        <${Options} open=${open} actions=${actions} />
      </div>`
    }
    <div role="status" aria-label="Prediction" class="exercise-said"><${Said} open=${open} /></div>
    ${
      !open &&
      html`<p class="note">
        Step forward: before certain beats you are asked what will come. Playing, going back and scrubbing never ask.
      </p>`
    }
    <div class="exercise-foot">
      ${
        asking &&
        html`<div class="buttons">
            <button class="button small" onClick=${actions.showAnswer}>Show me</button>
            <button class="button small quiet" onClick=${actions.stepForward}>Skip</button>
          </div>
          ${byMark && html`<span class="note">or click it in the picture</span>`}`
      }
      ${open && !asking && goesOn(state) && html`<button class="button small" onClick=${actions.stepForward}>Go on</button>`}
      ${answered > 0 && html`<span class="note tally">${right} of ${answered} right</span>`}
    </div>`;
}

/** @param {{ open: AskedQuestion, actions: Actions }} props */
function Options({ open: { question, answer }, actions }) {
  const told = answer !== null;
  /** @param {number} index */
  const stateOf = (index) =>
    !told ? "" : index === question.right ? " is-right" : index === answer ? " is-wrong" : "";
  return html`<ol class="options">
    ${question.options.map(
      ({ text, mark }, index) =>
        html`<li>
          <button
            class=${`option${stateOf(index)}`}
            aria-disabled=${told ? "true" : undefined}
            onClick=${() => actions.answer(index)}
            onMouseEnter=${() => !told && actions.light(mark)}
            onMouseLeave=${() => !told && actions.light(undefined)}
            onFocus=${() => !told && actions.light(mark)}
            onBlur=${() => !told && actions.light(undefined)}
          >
            <span class="option-key" aria-hidden="true">${told ? GLYPHS[stateOf(index)] : index + 1}</span>
            <span>${spans(text)}</span>
            ${stateOf(index) && html`<span class="visually-hidden">${index === question.right ? ", right" : ", your answer"}</span>`}
          </button>
        </li>`,
    )}
  </ol>`;
}

/** What stands before an answer once it is told. @type {Record<string, string>} */
const GLYPHS = { " is-right": "✓", " is-wrong": "×", "": "" };

/** @param {{ open: AskedQuestion | null }} props */
function Said({ open }) {
  if (!open) return null;
  const { question, answer } = open;
  // Read aloud when it opens; for the eye it stands above the answers already.
  if (answer === null) return html`<span class="visually-hidden">Question: ${spans(question.prompt)}</span>`;
  const slip = typeof answer === "number" ? question.options[answer].slip : null;
  return html`<p>
    ${answer === question.right && html`<b>Right.</b> `}${slip && html`<b>Not quite:</b> ${spans(slip)} `}${spans(question.because)}
  </p>`;
}
