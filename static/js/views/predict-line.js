/** A worked line with blanks: numbers are typed in and checked, hints come one at a time, and what is right shows the beat. */

/** @import { AskedLine, Blank, Judgement, Fading, State } from "../types" */
/** @import { Actions } from "../actions.js" */
import { html, useLayoutEffect, useRef } from "preact";
import { formatFactor, formatNumber } from "../format.js";
import { goesOn } from "../predict/session.js";
import { plain } from "../written.js";
import { spans } from "./written.js";

/** @type {[Fading, string][]} */
const LEVELS = [
  [0, "Result"],
  [1, "One factor too"],
  [2, "All of it"],
];

/** @param {{ state: State, actions: Actions, open: AskedLine | null }} props */
export function WorkedLine({ state, actions, open }) {
  const asking = open?.answer === null;
  return html`${open && html`<${Sheet} key=${`${open.beat} ${plain(open.line.title)} ${open.blanks}`} actions=${actions} open=${open} />`}
    ${!open && html`<p class="note">Step forward: a number of each beat is worked out on a line, with blanks to fill in.</p>`}
    <div role="status" aria-label="Feedback" class="exercise-said"><${Said} open=${open} /></div>
    <div class="exercise-foot">
      ${open && !asking && goesOn(state) && html`<${GoOn} onClick=${actions.stepForward} />`}
      <div class="levels" role="group" aria-label="Blanks">
        <span class="note">Blanks</span>
        ${LEVELS.map(
          ([fading, label]) =>
            html`<button
              class="level"
              aria-pressed=${state.predicting.fading === fading}
              onClick=${() => actions.setFading(fading)}
            >
              ${label}
            </button>`,
        )}
      </div>
    </div>`;
}

/** @param {{ open: AskedLine, actions: Actions }} props */
function Sheet({ open, actions }) {
  const { line, blanks, verdicts, hints, answer } = open;
  const ref = useRef(/** @type {HTMLDivElement | null} */ (null));
  useLayoutEffect(() => {
    // Where a touch would bring up a keyboard, or the focus is at work in the picture, it is left alone.
    const elsewhere = document.activeElement?.closest("svg.graph, .levels");
    if (!elsewhere && matchMedia("(pointer: fine)").matches) ref.current?.querySelector("input")?.focus();
  }, []);
  /** In an empty blank the arrows step as everywhere else: a line never holds anyone up. @param {KeyboardEvent} event */
  function leave(event) {
    const field = /** @type {HTMLElement} */ (event.target);
    if (!(field instanceof HTMLInputElement) || field.value !== "" || event.shiftKey) return;
    const step = { ArrowRight: actions.stepForward, ArrowLeft: actions.stepBack }[event.key];
    if (!step) return;
    event.preventDefault();
    step();
  }
  /** @param {SubmitEvent} event */
  function submit(event) {
    event.preventDefault();
    const fields = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    actions.checkBlanks(blanks.map((place) => String(fields.get(String(place)) ?? "")));
  }
  return html`<div
    class="question"
    role="group"
    aria-labelledby="exercise-kind exercise-prompt"
    ref=${ref}
    onKeyDown=${leave}
  >
    <form class="question-form" onSubmit=${submit} novalidate>
      <p class="exercise-prompt" id="exercise-prompt">${spans(line.title)}</p>
      <p class="line-formula">${line.formula}</p>
      <p class="line">
        ${wordsOf(line.parts).map(({ sign, part, place }) => {
          if (!part) return html`<span class="line-part">${sign}</span>`;
          const blank = answer === null ? blanks.indexOf(place) : -1;
          const number =
            blank === -1
              ? html`<${Given} part=${part} filled=${blanks.includes(place)} />`
              : html`<${Field} part=${part} place=${place} verdict=${verdicts[blank]} />`;
          return html`<span class="line-part">${sign}${number}</span>`;
        })}
      </p>
      ${
        answer === null &&
        html`<ol class="line-hints">
            ${line.hints.slice(0, hints).map((hint) => html`<li class="note">${spans(hint)}</li>`)}
          </ol>
          <div class="buttons">
            <button class="button small primary">Check</button>
            <button class="button small" type="button" onClick=${actions.hint} disabled=${hints === line.hints.length}>
              Hint
            </button>
            <button class="button small quiet" type="button" onClick=${actions.showAnswer}>Show</button>
            <button class="button small quiet" type="button" onClick=${actions.stepForward}>Skip</button>
          </div>`
      }
    </form>
  </div>`;
}

/** Takes the focus that was in the blanks, so that Enter leads from line to line. @param {{ onClick: () => void }} props */
function GoOn({ onClick }) {
  const ref = useRef(/** @type {HTMLButtonElement | null} */ (null));
  useLayoutEffect(() => {
    if (document.activeElement === document.body) ref.current?.focus({ preventScroll: true });
  }, []);
  return html`<button class="button small" ref=${ref} onClick=${onClick}>Go on</button>`;
}

/** @typedef {{ sign: string, part: Blank | null, place: number }} Word */

/** A sign never stands at the end of a row, without the number it belongs to. @param {AskedLine["line"]["parts"]} parts */
function wordsOf(parts) {
  return parts.flatMap((part, place) => {
    /** @type {Word[]} */
    const words = [];
    const before = parts[place - 1];
    if (typeof part !== "string") words.push({ sign: typeof before === "string" ? before : "", part, place });
    else if (place === parts.length - 1) words.push({ sign: part, part: null, place });
    return words;
  });
}

/** @param {{ part: Blank, filled: boolean }} props */
function Given({ part, filled }) {
  const text = (part.factor ? formatFactor : formatNumber)(part.value);
  return html`<span class=${`word-number${filled ? " is-filled" : ""}`} title=${part.name} data-number=${part.key}
    >${text}</span
  >`;
}

/** @param {{ part: Blank, place: number, verdict: Judgement | null }} props */
function Field({ part, place, verdict }) {
  return html`<input
    type="text"
    class=${`blank${verdict?.right ? " is-right" : ""}`}
    name=${place}
    aria-label=${part.name}
    aria-invalid=${verdict && !verdict.right ? "true" : undefined}
    placeholder="?"
    autocomplete="off"
    spellcheck=${false}
  />`;
}

/** @param {{ open: AskedLine | null }} props */
function Said({ open }) {
  if (!open) return null;
  const { answer, line, blanks, verdicts } = open;
  if (answer === "right") return html`<p><b>Right.</b></p>`;
  if (answer === "shown") return html`<p>Filled in.</p>`;
  if (verdicts.every((verdict) => verdict === null))
    return html`<span class="visually-hidden">Fill in: ${spans(line.title)}</span>`;
  const wrong = verdicts.findIndex((verdict) => !verdict?.right);
  const name = blanks.length > 1 ? `, ${/** @type {Blank} */ (line.parts[blanks[wrong]]).name}` : "";
  const verdict = verdicts[wrong];
  if (!verdict) return html`<p><b>Not all yet${name}:</b> this blank is empty.</p>`;
  const slip = verdict.slip ?? ["no usual mistake leads to this number. A hint may help."];
  return html`<p><b>Not quite${name}:</b> ${spans(slip)}</p>`;
}
