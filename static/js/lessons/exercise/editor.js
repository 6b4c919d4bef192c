/** An exercise is made: its words and questions on one side, on the other how students read it, and the link to it. */

/** @import { Draft, DraftQuestion, Kind } from "../../types/exercise" */
/** @import { Panel } from "../../types/lesson" */
/** @import { Lack } from "../../share/missing.js" */
/** @import { Problem } from "../../types" */
import { html, useEffect, useState } from "preact";
import { MOST_LENGTH } from "../../share/packed.js";
import { TakenLine } from "../../views/share/copy.js";
import { lacksOf, tidied } from "../../share/missing.js";
import { KINDS, newQuestion, put, whereText, without, writeExercise } from "../../share/exercise.js";
import { Area, Line } from "./fields.js";
import { Preview } from "./preview.js";
import { QuestionFields } from "./questions.js";

/** What is typed in a row is sent once, after so many milliseconds. */
const PAUSE = 350;
const MOST_QUESTIONS = 12;

/** @type {[Panel, string][]} */
const PANELS = [
  ["timeline", "Timeline"],
  ["inspector", "Inspector"],
  ["training", "Training"],
  ["curves", "Curves"],
  ["build", "Build"],
];

/** `ask` has the server set it: as HTML, or what is wrong with it. @param {{ first: Draft, keep: (hash: string) => void, ask: (draft: Draft) => Promise<{ html?: string, problem?: Problem }> }} props */
export function Editor({ first, keep, ask }) {
  const [draft, setDraft] = useState(first);
  const [set, setSet] = useState("");
  const [lacks, setLacks] = useState(/** @type {Lack[]} */ ([]));
  const [problem, setProblem] = useState(/** @type {Problem | null} */ (null));
  const [hash, setHash] = useState("");
  useEffect(() => {
    let current = true;
    const soon = setTimeout(async () => {
      const own = tidied(draft);
      const missing = lacksOf(own);
      const text = await writeExercise(own);
      const { html, problem } = missing.length ? { html: undefined, problem: undefined } : await ask(own);
      if (!current) return;
      setLacks(missing);
      keep(text);
      setHash(text);
      setProblem(problem ?? null);
      if (html !== undefined) setSet(html);
    }, PAUSE);
    return () => {
      current = false;
      clearTimeout(soon);
    };
  }, [draft]);
  return html`<h1>Make an exercise</h1>
    <p class="summary">
      Your words and questions beside your network, carried by a link. Nothing is kept on this server.
    </p>
    <div class="ex-columns">
      <${Form} draft=${draft} change=${setDraft} />
      <div class="ex-side">
        <${Link} hash=${hash} lacks=${lacks} problem=${problem} />
        ${set && html`<${Preview} set=${set} />`}
      </div>
    </div>`;
}

/** @param {{ draft: Draft, change: (draft: Draft) => void }} props */
function Form({ draft, change }) {
  const [passage] = draft.passages;
  const { figure, questions } = passage;
  const setPassage = (/** @type {Partial<typeof passage>} */ more) =>
    change({ ...draft, passages: [{ ...passage, ...more }] });
  const ask = (/** @type {DraftQuestion[]} */ next) => setPassage({ questions: next });
  const toggle = (/** @type {Panel} */ panel) =>
    PANELS.map(([name]) => name).filter((name) => (name === panel) !== figure.panels.includes(name));
  return html`<form
    class="ex-form"
    aria-label="Exercise"
    onSubmit=${(/** @type {Event} */ event) => event.preventDefault()}
  >
    <${Line}
      label="Title"
      value=${draft.title}
      change=${(/** @type {string} */ title) => change({ ...draft, title })}
    />
    <${Area}
      label="Text"
      rows=${5}
      note="Markdown: *slanted*, **bold**, lists; $z = wx + b$ is a formula."
      value=${passage.text}
      change=${(/** @type {string} */ text) => setPassage({ text })}
    />
    <fieldset class="ex-panels">
      <legend>Beside the picture</legend>
      ${PANELS.map(
        ([name, label]) =>
          html`<label
            ><input
              type="checkbox"
              checked=${figure.panels.includes(name)}
              onChange=${() => setPassage({ figure: { ...figure, panels: toggle(name) } })}
            />
            ${label}</label
          >`,
      )}
    </fieldset>
    ${questions.map(
      (question, i) =>
        html`<${QuestionFields}
          key=${`${i} ${question.kind}`}
          question=${question}
          number=${i}
          change=${(/** @type {DraftQuestion} */ next) => ask(put(questions, i, next))}
          remove=${() => ask(without(questions, i))}
        />`,
    )}
    ${
      questions.length < MOST_QUESTIONS &&
      html`<div class="buttons" role="group" aria-label="Add a question">
        ${Object.entries(KINDS).map(
          ([kind, label]) =>
            html`<button
              class="button small"
              type="button"
              onClick=${() => ask([...questions, newQuestion(/** @type {Kind} */ (kind))])}
            >
              Add: ${label.toLowerCase()}
            </button>`,
        )}
      </div>`
    }
  </form>`;
}

/** Ready to be handed on, or what is still missing. @param {{ hash: string, lacks: Lack[], problem: Problem | null }} props `problem`: what the server says of one that lacks nothing */
function Link({ hash, lacks, problem }) {
  const address = `${location.origin}/lessons/exercise#${hash}`;
  const refused = problem?.errors?.length ? problem.errors : problem ? [{ loc: [], message: problem.detail }] : [];
  const rules = [...lacks, ...refused.map(({ loc, message }) => ({ loc, message: ruleText(message) }))];
  if (hash.length > MOST_LENGTH)
    return html`<p class="ex-missing" role="status">
      The link would be ${hash.length.toLocaleString("en")} characters long; ${MOST_LENGTH.toLocaleString("en")} is as
      much as goes everywhere.
    </p>`;
  if (rules.length)
    return html`<div class="ex-missing" role="status">
      <p><b>Not ready yet.</b></p>
      <ul>
        ${rules.map(({ loc, message }) => html`<li><b>${whereText(loc)}:</b> ${message}</li>`)}
      </ul>
    </div>`;
  if (!hash) return html`<p class="note" role="status">Setting it…</p>`;
  return html`<div class="ex-link">
    <${TakenLine} name="Link to the exercise" text=${address} label="Copy link" />
    <p><a class="button small" href=${address} target="_blank" rel="noopener">Try it as a student</a></p>
  </div>`;
}

/** The rule alone: where it is broken is said before. @param {string} message */
const ruleText = (message) => message.replace(/^[\w[\].]+:? /, "");
