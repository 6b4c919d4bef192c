/** What each kind of question is made of, as fields. */

/** @import { DraftBlank, DraftQuestion, Kind } from "../../types/exercise" */
import { html } from "preact";
import { KINDS, newOption, put, withLine, without } from "../../share/exercise.js";
import { Amount, Area, Hints, Line } from "./fields.js";
import { GoalFields } from "./goal.js";

/** @template {Kind} K @typedef {{ question: Extract<DraftQuestion, { kind: K }>, change: (question: DraftQuestion) => void }} Props */

/** @param {{ question: DraftQuestion, number: number, change: (question: DraftQuestion) => void, remove: () => void }} props */
export function QuestionFields({ question, number, change, remove }) {
  const Own = FIELDS[question.kind];
  return html`<fieldset class="ex-question">
    <legend>Question ${number + 1}: ${KINDS[question.kind].toLowerCase()}</legend>
    <${Area} label="Ask" value=${question.ask} change=${(/** @type {string} */ ask) => change({ ...question, ask })} />
    <${Own} question=${question} change=${change} />
    ${
      question.kind !== "choice" &&
      html`<${Line}
          label="Said of a right answer"
          value=${question.says}
          change=${(/** @type {string} */ says) => change({ ...question, says })}
        />
        <${Line}
          label="Said of any other"
          value=${question.wrong}
          change=${(/** @type {string} */ wrong) => change({ ...question, wrong })}
        />`
    }
    <${Hints} value=${question.hints} change=${(/** @type {string[]} */ hints) => change({ ...question, hints })} />
    <div class="buttons">
      <button class="button small quiet" type="button" onClick=${remove}>Remove question ${number + 1}</button>
    </div>
  </fieldset>`;
}

/** @type {Record<Kind, any>} */
const FIELDS = { choice: ChoiceFields, number: NumberFields, blanks: BlanksFields, goal: GoalFields };

/** @param {Props<"choice">} props */
function ChoiceFields({ question, change }) {
  const { options } = question;
  const set = (/** @type {typeof options} */ next) => change({ ...question, options: next });
  return html`<div class="ex-options">
      ${options.map(
        (option, i) =>
          html`<div class="ex-option" role="group" aria-label=${`Option ${i + 1}`}>
            <${Line}
              label=${`Option ${i + 1}`}
              value=${option.text}
              change=${(/** @type {string} */ text) => set(put(options, i, { ...option, text }))}
            />
            <${Line}
              label=${option.right ? "Why it is right" : "Which mistake leads to it"}
              value=${option.says}
              change=${(/** @type {string} */ says) => set(put(options, i, { ...option, says }))}
            />
            <label class="ex-right"
              ><input
                type="radio"
                checked=${option.right}
                onChange=${() => set(options.map((each, j) => ({ ...each, right: i === j })))}
              />
              Right</label
            >
            ${
              options.length > 2 &&
              html`<button class="button small quiet" type="button" onClick=${() => set(without(options, i))}>
                Remove option ${i + 1}
              </button>`
            }
          </div>`,
      )}
    </div>
    ${
      options.length < 6 &&
      html`<div class="buttons">
        <button class="button small" type="button" onClick=${() => set([...options, newOption(false)])}>
          Add an option
        </button>
      </div>`
    }`;
}

/** @param {Props<"number">} props */
function NumberFields({ question, change }) {
  return html`<${BlankFields}
    blank=${question.blank}
    change=${(/** @type {DraftBlank} */ blank) => change({ ...question, blank })}
  />`;
}

/** @param {Props<"blanks">} props */
function BlanksFields({ question, change }) {
  const { blanks } = question;
  return html`<${Line}
      label="Line"
      note="Each {} is a blank."
      value=${question.line}
      change=${(/** @type {string} */ line) => change(withLine(question, line))}
    />
    ${blanks.map(
      (blank, i) =>
        html`<${BlankFields}
          key=${i}
          blank=${blank}
          change=${(/** @type {DraftBlank} */ next) => change({ ...question, blanks: put(blanks, i, next) })}
        />`,
    )}`;
}

/** A number to be found, and wrong ones that have a known reason. @param {{ blank: DraftBlank, change: (blank: DraftBlank) => void }} props */
function BlankFields({ blank, change }) {
  const { slips } = blank;
  const set = (/** @type {typeof slips} */ next) => change({ ...blank, slips: next });
  return html`<div class="ex-row" role="group" aria-label=${blank.name}>
      <${Line} label="Name" value=${blank.name} change=${(/** @type {string} */ name) => change({ ...blank, name })} />
      <${Amount}
        label="Right answer"
        value=${blank.answer}
        change=${(/** @type {number | null} */ answer) => change({ ...blank, answer })}
      />
      <${Amount}
        label="Within"
        value=${blank.within}
        change=${(/** @type {number | null} */ within) => change({ ...blank, within: within ?? 0 })}
      />
    </div>
    ${slips.map(
      (slip, i) =>
        html`<div class="ex-row ex-slip" key=${i} role="group" aria-label=${`Wrong answer ${i + 1}`}>
          <${Amount}
            label="A wrong answer"
            value=${slip.answer}
            change=${(/** @type {number | null} */ answer) => set(put(slips, i, { ...slip, answer }))}
          />
          <${Line}
            label="Which mistake leads to it"
            value=${slip.says}
            change=${(/** @type {string} */ says) => set(put(slips, i, { ...slip, says }))}
          />
        </div>`,
    )}
    <div class="buttons">
      <button class="button small" type="button" onClick=${() => set([...slips, { answer: null, says: "" }])}>
        Foresee a wrong answer
      </button>
    </div>`;
}
