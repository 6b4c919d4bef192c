/** The checklist of what to try when a network does not learn: what was found of each question, and experiments that answer it. */

/** @import { Experiment, Question, State } from "../types" */
/** @import { Actions } from "../actions.js" */
import { html } from "preact";
import { curveChart } from "../charts/curves.js";
import { Lines, strokeOf, useSize } from "./chart.js";

/** @type {Record<string, string>} */
const EXPERIMENTS = {
  overfit_one_batch: "Overfit one batch",
  learning_rates: "Try learning rates",
};
const HUES = ["value-plus", "value-minus", "gradient-plus"];
const DASHES = ["", "7 4", "2 3"];

/** @param {{ state: State, actions: Actions }} props */
export function Checklist({ state, actions }) {
  const { diagnosis } = state.known;
  if (!diagnosis) return null;
  return html`<details class="checklist">
    <summary>Checklist and experiments</summary>
    <ol>
      ${diagnosis.checklist.map((question) => html`<li key=${question.name}><${Entry} question=${question} state=${state} actions=${actions} /></li>`)}
    </ol>
  </details>`;
}

/** @param {{ question: Question, state: State, actions: Actions }} props */
function Entry({ question, state, actions }) {
  const { diagnosis, experiments } = state.known;
  const found = diagnosis?.findings.filter(({ code }) => question.codes.includes(code)) ?? [];
  const name = question.experiment && EXPERIMENTS[question.experiment] ? question.experiment : null;
  const result = name ? experiments[name] : undefined;
  return html`<p>${question.text}</p>
    ${found.map(({ message }) => html`<p class="note">${message}</p>`)}
    ${question.name === "capacity" && diagnosis?.capacity && html`<p class="note">${diagnosis.capacity.message}</p>`}
    ${
      name &&
      state.network?.data &&
      html`<button
        class="button small experiment-run"
        disabled=${result === "running" || state.phase !== "still"}
        onClick=${() => actions.experiment(name)}
      >
        ${result === "running" ? "Training…" : EXPERIMENTS[name]}
      </button>`
    }
    <div role="status">
      ${result && result !== "running" && ("detail" in result ? html`<p class="note">${result.detail}</p>` : html`<${Result} result=${result} />`)}
    </div>`;
}

/** @param {{ result: Experiment }} props */
function Result({ result }) {
  const [ref, size] = useSize();
  const steps = result.runs.reduce(
    (best, run) => (run.step.length > best.length ? run.step : best),
    /** @type {number[]} */ ([]),
  );
  const series = result.runs.map(({ label, train_loss }, i) => ({
    name: label,
    hue: HUES[i % HUES.length],
    shade: 1,
    dash: DASHES[i % DASHES.length],
    values: train_loss,
  }));
  const chart =
    size.width && steps.length ? curveChart(steps, series, size, { log: true, last: steps[steps.length - 1] }) : null;
  return html`<p>
      ${result.passed !== null && html`<b>${result.passed ? "Passed." : "Not passed."}</b>`} ${result.message}
    </p>
    <ul class="curve-key">
      ${series.map(
        (line) =>
          html`<li>
            <svg viewBox="0 0 22 8" aria-hidden="true">
              <path d="M1 4H21" stroke=${strokeOf(line)} stroke-dasharray=${line.dash || undefined} />
            </svg>
            ${line.name}
          </li>`,
      )}
    </ul>
    <div class="experiment-curve" ref=${ref}>
      ${chart && html`<${Lines} chart=${chart} size=${size} marker=${null} dots=${[]} />`}
    </div>`;
}
