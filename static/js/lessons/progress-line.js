/** How far one has come in a lesson, and the way back to its beginning. */

/** @import { Progress } from "../types/lesson" */
import { html } from "preact";
import { countOf, doneText } from "./progress.js";

/** @param {{ progress: Progress, slug: string, questions: number, startOver: () => void }} props */
export function ProgressLine({ progress, slug, questions, startOver }) {
  const count = countOf(progress, slug, questions);
  if (!questions) return null;
  return html`<div class="progress-bar" aria-hidden="true">
      <i style=${{ width: `${(100 * count.right) / questions}%` }} />
    </div>
    <span>${doneText(count, questions)}</span>
    ${count.tried > 0 && html`<button class="button quiet small" onClick=${startOver}>Start over</button>`}`;
}
