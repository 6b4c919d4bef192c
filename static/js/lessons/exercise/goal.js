/** What is to be reached in the figure, as conditions in plain words. */

/** @import { DraftCondition, DraftQuestion } from "../../types/exercise" */
/** @import { Bound, GoalPlace } from "../../share/goals.js" */
import { html } from "preact";
import { put, without } from "../../share/exercise.js";
import { boundOf, BOUNDS, conditionOf, epochsOf, measureOf, MEASURES, placeOf, solveOf } from "../../share/goals.js";
import { Amount, Pick } from "./fields.js";

/** @typedef {Extract<DraftQuestion, { kind: "goal" }>} GoalQuestion */

const MOST_CONDITIONS = 4;
/** @type {Record<keyof GoalPlace, string>} */
const PLACES = { layer: "Layer", source: "From neuron or input", unit: "Neuron" };

/** @param {{ question: GoalQuestion, change: (question: DraftQuestion) => void }} props */
export function GoalFields({ question, change }) {
  const { goal, solve } = question;
  const epochs = epochsOf(solve);
  const set = (/** @type {DraftCondition[]} */ next, /** @type {number | null} */ trained) =>
    change({ ...question, goal: next, solve: solveOf(next, trained) });
  return html`${goal.map(
      (condition, i) =>
        html`<${ConditionFields}
          key=${i}
          condition=${condition}
          number=${i}
          change=${(/** @type {DraftCondition} */ next) => set(put(goal, i, next), epochs)}
          remove=${goal.length > 1 ? () => set(without(goal, i), epochs) : null}
        />`,
    )}
    ${
      goal.length < MOST_CONDITIONS &&
      html`<div class="buttons">
        <button
          class="button small"
          type="button"
          onClick=${() => set([...goal, conditionOf("network.epoch", placeOf(goal[0]), "at_most", null)], epochs)}
        >
          And also…
        </button>
      </div>`
    }
    <${Amount}
      label="“Show me” trains for so many epochs"
      value=${epochs}
      change=${(/** @type {number | null} */ value) => set(goal, value !== null && value >= 1 ? Math.round(value) : null)}
    />
    <p class="note">
      Left empty, it does not train. A weight, a bias or a learning rate that you ask for, it sets by itself.
    </p>`;
}

/** @param {{ condition: DraftCondition, number: number, change: (condition: DraftCondition) => void, remove: (() => void) | null }} props */
function ConditionFields({ condition, number, change, remove }) {
  const measure = measureOf(condition);
  const place = placeOf(condition);
  const bound = boundOf(condition);
  const value = condition[bound] ?? null;
  const { at = [] } = MEASURES[measure];
  return html`<div class="ex-options" role="group" aria-label=${`Condition ${number + 1}`}>
    <div class="ex-row">
      <${Pick}
        label=${number === 0 ? "Reached when" : "And also"}
        value=${measure}
        options=${Object.entries(MEASURES).map(([name, { label }]) => [name, label])}
        change=${(/** @type {string} */ to) => change(conditionOf(to, place, MEASURES[to].bound, value))}
      />
      <${Pick}
        label="is"
        value=${bound}
        options=${Object.entries(BOUNDS)}
        change=${(/** @type {Bound} */ to) => change(conditionOf(measure, place, to, value))}
      />
      <${Amount}
        label="Value"
        value=${value}
        change=${(/** @type {number | null} */ to) => change(conditionOf(measure, place, bound, to))}
      />
    </div>
    ${
      at.length > 0 &&
      html`<div class="ex-row ex-place">
        ${at.map(
          (name) =>
            html`<${Amount}
              key=${name}
              label=${PLACES[name]}
              value=${place[name]}
              change=${(/** @type {number | null} */ to) => change(conditionOf(measure, { ...place, [name]: to ?? 1 }, bound, value))}
            />`,
        )}
      </div>`
    }
    ${
      remove &&
      html`<div class="buttons">
        <button class="button small quiet" type="button" onClick=${remove}>Remove condition ${number + 1}</button>
      </div>`
    }
  </div>`;
}
