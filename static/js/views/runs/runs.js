/** Runs that were kept: their curves over each other, a table of what each came to, and a grid of settings to try. */

/** @import { Run, State } from "../../types" */
/** @import { Actions } from "../../actions.js" */
/** @import { Order } from "../../runs/runs.js" */
import { html, useState } from "preact";
import { formatNumber } from "../../format.js";
import { sorted } from "../../runs/runs.js";
import { Dialog } from "../dialog.js";
import { Icon } from "../icons.js";
import { Grid } from "./grid.js";
import { looksOf, Overlay } from "./overlay.js";

/** @type {[Order, string][]} */
const COLUMNS = [
  ["name", "Name"],
  ["step", "Steps"],
  ["train", "Training loss"],
  ["validation", "Validation loss"],
  ["accuracy", "Accuracy"],
];

/** @param {{ state: State, actions: Actions }} props */
export function RunsDialog({ state, actions }) {
  const { runs, network, busy } = state;
  const [order, setOrder] = useState(/** @type {Order} */ ("validation"));
  const [hidden, hide] = useState(/** @type {string[]} */ ([]));
  const listed = sorted(runs, order);
  const looks = looksOf(runs);
  const shown = runs.filter(({ id }) => !hidden.includes(id));
  const toggle = (/** @type {string} */ id) =>
    hide(hidden.includes(id) ? hidden.filter((other) => other !== id) : [...hidden, id]);
  return html`<${Dialog} name="runs" title="Runs" actions=${actions}>
    <p class="lead">Keep what a network has come to, try another setting, and lay the curves over each other.</p>
    <div class="buttons">
      <button class="button primary" disabled=${busy || !network} onClick=${actions.keepRun}>
        <${Icon} name="plus" /> Keep this run
      </button>
    </div>
    ${
      runs.length === 0
        ? html`<p class="runs-empty">Nothing kept yet. A run that is kept stays as it is, whatever you do next.</p>`
        : html`<${Overlay} runs=${shown} looks=${looks} />
            <div class="runs-scroll">
              <table class="runs-table">
                <thead>
                  <tr>
                    <td></td>
                    ${COLUMNS.map(
                      ([name, label]) =>
                        html`<th
                          scope="col"
                          aria-sort=${order === name ? (name === "accuracy" ? "descending" : "ascending") : undefined}
                        >
                          <button class="runs-sort" aria-pressed=${order === name} onClick=${() => setOrder(name)}>
                            ${label}
                          </button>
                        </th>`,
                    )}
                    <td></td>
                  </tr>
                </thead>
                <tbody>
                  ${listed.map((run) => html`<${Row} key=${run.id} run=${run} look=${looks[run.id]} shown=${!hidden.includes(run.id)} toggle=${toggle} actions=${actions} />`)}
                </tbody>
              </table>
            </div>`
    }
    <${Grid} state=${state} actions=${actions} />
  <//>`;
}

/** @param {{ run: Run, look: { hue: string, dash: string }, shown: boolean, toggle: (id: string) => void, actions: Actions }} props */
function Row({ run, look, shown, toggle, actions }) {
  const { id, name, step, train, validation, accuracy, shape, settings } = run;
  const [sure, ask] = useState(false);
  return html`<tr>
    <td>
      <button
        class="run-look"
        aria-pressed=${shown}
        aria-label=${`Curve of ${name}`}
        title=${shown ? "Hide its curve" : "Show its curve"}
        onClick=${() => toggle(id)}
      >
        <svg viewBox="0 0 22 8" aria-hidden="true">
          ${shown && html`<path d="M1 4H21" stroke=${`var(--${look.hue})`} stroke-dasharray=${look.dash || undefined} />`}
        </svg>
      </button>
    </td>
    <th scope="row">
      <input
        class="run-name"
        aria-label=${`Name of ${name}`}
        value=${name}
        maxlength="100"
        onChange=${(/** @type {Event} */ event) => {
          const field = /** @type {HTMLInputElement} */ (event.currentTarget);
          const typed = field.value.trim();
          if (typed) actions.renameRun(id, typed);
          else field.value = name;
        }}
      />
      <small>${shape} · ${settings}</small>
    </th>
    <td>${step.toLocaleString("en")}</td>
    ${[train, validation, accuracy].map((value) => html`<td>${formatNumber(value ?? undefined)}</td>`)}
    <td class="run-actions">
      <button class="button small" aria-label=${`Open ${name}`} onClick=${() => actions.openRun(id)}>Open</button>
      ${
        sure
          ? html`<button
              class="button small danger"
              aria-label=${`Delete ${name} for good`}
              onClick=${() => actions.removeRun(id)}
            >
              Delete for good
            </button>`
          : html`<button
              class="button quiet mini"
              aria-label=${`Delete ${name}`}
              title="Delete"
              onClick=${() => ask(true)}
            >
              <${Icon} name="close" />
            </button>`
      }
    </td>
  </tr>`;
}
