/** A question as the reader meets it: what is asked, what to fill in, hints in steps, and what is said of the answer. */

/** @import { Question, Verdict } from "../types/lesson" */
import { html, useRef, useState } from "preact";
import { Icon } from "../views/icons.js";
import { checkBlanks, checkChoice, checkGoal, checkNumber } from "./check.js";

/**
 * @typedef {object} Desk what a question asks of the page
 * @property {() => Promise<import("../types/lesson").Facts>} facts  once nothing is on its way any more
 * @property {(question: number, right: boolean, move: import("../types/lesson").Move | null) => void} answered
 * @property {(deeds: import("../types/lesson").Deed[]) => Promise<unknown>} carryOut
 */

/** Words of the lesson as the server set them. @param {{ html: string, class?: string }} props */
function Words({ html: words, class: name }) {
  return html`<div class=${name} dangerouslySetInnerHTML=${{ __html: words }} />`;
}

/** @param {{ question: Question, number: number, state: "right" | "tried" | undefined, desk: Desk }} props `number`: from 0 */
export function QuestionBox({ question, number, state, desk }) {
  const [answer, setAnswer] = useState(
    /** @type {{ chosen: number | null, texts: string[] }} */ ({ chosen: null, texts: [] }),
  );
  const [verdict, setVerdict] = useState(/** @type {Verdict | null} */ (null));
  const [hints, setHints] = useState(0);
  const [shown, setShown] = useState(false);
  const id = `question-${number + 1}`;
  const change = (/** @type {Partial<typeof answer>} */ more) => {
    setAnswer({ ...answer, ...more });
    if (verdict && !verdict.right) setVerdict(null);
  };

  async function check() {
    const facts = await desk.facts();
    const found = judge(question, answer, facts);
    setVerdict(found);
    desk.answered(number, found.right, question.then);
  }
  async function show() {
    if (question.kind !== "goal") return;
    await desk.carryOut(question.solve);
    setShown(true);
    setVerdict(null);
  }
  const left = question.hints.length - hints;
  const done = verdict?.right ?? false;
  return html`<div
    class=${`asked${done ? " is-right" : verdict ? " is-wrong" : ""}`}
    role="group"
    aria-labelledby=${`${id}-name`}
  >
    <form
      novalidate
      onSubmit=${(/** @type {Event} */ event) => {
        event.preventDefault();
        check();
      }}
    >
      <p class="question-number" id=${`${id}-name`}>Question ${number + 1}</p>
      ${state === "right" && html`<span class="question-done"><${Icon} name="check" /> Answered</span>`}
      <${Words} class="ask" html=${question.ask} />
      <${Fields} question=${question} id=${id} answer=${answer} change=${change} verdict=${verdict} />
      ${
        hints > 0 &&
        html`<ol class="hint-list" aria-label="Hints">
          ${question.hints.slice(0, hints).map((hint, i) => html`<li key=${i}><${Words} html=${hint} /></li>`)}
        </ol>`
      }
      <div class="question-buttons">
        <button class="button primary" type="submit">Check</button>
        ${
          left > 0 &&
          html`<button class="button quiet" type="button" onClick=${() => setHints(hints + 1)}>
            Hint${question.hints.length > 1 ? ` ${hints + 1} of ${question.hints.length}` : ""}
          </button>`
        }
        ${left === 0 && question.kind === "goal" && question.solve.length > 0 && html`<button class="button quiet" type="button" onClick=${show}>Show me</button>`}
      </div>
      <div
        class=${`feedback${done ? " feedback-right" : verdict ? " feedback-wrong" : ""}`}
        role="status"
        aria-label="Feedback"
      >
        ${verdict && html`<${Icon} name=${done ? "check" : "pointer"} /><${Words} html=${verdict.says} />`}
        ${!verdict && shown && html`<p>Carried out in the figure. Look at what changed, then check it.</p>`}
      </div>
    </form>
  </div>`;
}

/** @param {Question} question @param {{ chosen: number | null, texts: string[] }} answer @param {import("../types/lesson").Facts} facts @returns {Verdict} */
function judge(question, { chosen, texts }, facts) {
  switch (question.kind) {
    case "choice":
      return checkChoice(question, chosen);
    case "number":
      return checkNumber(question, texts[0] ?? "", facts);
    case "blanks":
      return checkBlanks(question, texts, facts);
    case "goal":
      return checkGoal(question, facts);
  }
}

/** @param {{ question: Question, id: string, answer: { chosen: number | null, texts: string[] }, change: (more: any) => void, verdict: Verdict | null }} props */
function Fields({ question, id, answer, change, verdict }) {
  const write = (/** @type {number} */ at, /** @type {string} */ text) => {
    const texts = [...answer.texts];
    texts[at] = text;
    change({ texts });
  };
  if (question.kind === "choice")
    return html`<div class="choices" role="radiogroup" aria-labelledby=${`${id}-name`}>
      ${question.options.map(
        ({ text }, i) =>
          html`<label key=${i} class=${`choice${answer.chosen === i ? " is-chosen" : ""}`}>
            <input type="radio" name=${id} checked=${answer.chosen === i} onChange=${() => change({ chosen: i })} />
            <span dangerouslySetInnerHTML=${{ __html: text }} />
          </label>`,
      )}
    </div>`;
  if (question.kind === "number")
    return html`<label class="number-answer">
      <span>${question.blank.name}</span>
      <${BlankField}
        label=${null}
        value=${answer.texts[0] ?? ""}
        write=${(/** @type {string} */ text) => write(0, text)}
        mark=${verdict ? verdict.right : null}
      />
    </label>`;
  if (question.kind === "blanks")
    return html`<div class="blanks-line">
      ${question.line.map(
        (piece, i) =>
          html`<span key=${`p${i}`} dangerouslySetInnerHTML=${{ __html: piece }} />${
              i < question.blanks.length &&
              html`<${BlankField}
                key=${i}
                label=${question.blanks[i].name}
                value=${answer.texts[i] ?? ""}
                write=${(/** @type {string} */ text) => write(i, text)}
                mark=${verdict?.each ? verdict.each[i] : null}
              />`
            }`,
      )}
    </div>`;
  return null;
}

/** @param {{ label: string | null, value: string, write: (text: string) => void, mark: boolean | null }} props `mark`: whether it is right, null while that is not known */
function BlankField({ label, value, write, mark }) {
  const ref = useRef(/** @type {HTMLInputElement | null} */ (null));
  return html`<input
    ref=${ref}
    class=${`gap${mark === true ? " is-right" : mark === false ? " is-wrong" : ""}`}
    type="text"
    inputmode="text"
    autocomplete="off"
    spellcheck=${false}
    aria-label=${label ?? undefined}
    aria-invalid=${mark === false}
    value=${value}
    onInput=${(/** @type {Event} */ event) => write(/** @type {HTMLInputElement} */ (event.currentTarget).value)}
  />`;
}
