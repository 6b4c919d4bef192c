/** What using some data would lead to, before it is done: told by the server, which has prepared the rows. */

/** @import { DataPreview, State } from "../../types" */
/** @import { Actions } from "../../actions.js" */
import { html, useEffect } from "preact";
import { isProblem, previewOf } from "../../data/desk.js";
import { shapeFor } from "../../data/fit.js";

/** As many names as make a sentence. */
const LISTED = 6;

/**
 * @param {{ state: State, actions: Actions, body: Record<string, unknown> | null, name: string, refusal?: string, button?: string }} props
 *   `body`: the data of a request; `refusal`: why it cannot be asked for yet
 */
export function Outcome({ state, actions, body, name, refusal = "", button = "Use this data" }) {
  const { preview } = state.desk;
  const of = JSON.stringify(body);
  useEffect(() => {
    if (body && !refusal) actions.data.preview(body);
  }, [of, refusal]);
  const found = body && !refusal ? previewOf(preview, body) : null;
  const trouble = body && !refusal && preview.of === of && isProblem(preview.answer) ? preview.answer : null;
  return html`<section class="outcome" aria-label="What will happen">
    <h3>What will happen</h3>
    <div role="status">
      ${refusal && html`<p>${refusal}</p>`} ${trouble && html`<p class="data-trouble">${trouble.detail}</p>`}
      ${found && html`<${Facts} state=${state} found=${found} />`}
      ${!refusal && !trouble && !found && html`<p class="note">The rows are being looked at…</p>`}
    </div>
    <button
      class="button primary"
      disabled=${!found || state.busy}
      onClick=${() => found && body && actions.data.use(body, found, name)}
    >
      ${button}
    </button>
  </section>`;
}

/** @param {{ state: State, found: DataPreview }} props */
function Facts({ state, found }) {
  const { network, catalog } = state;
  const { count, dropped, features, classes, targets, output, loss } = found;
  const activation = catalog?.activations.find((entry) => entry.name === output.activation)?.label.toLowerCase();
  const lossLabel = catalog?.losses.find((entry) => entry.name === loss)?.label;
  const lost = dropped ? ` ${plural(dropped, "row is", "rows are")} left out for lack of a value.` : "";
  return html`<ul class="outcome-facts">
    <li>
      <b>${plural(count.train + count.validation, "row", "rows")}</b>:
      ${` ${count.train.toLocaleString("en")} to learn from, ${count.validation.toLocaleString("en")} kept aside.${lost}`}
    </li>
    <li><b>${plural(features.length, "input", "inputs")}</b>: ${listed(features)}.</li>
    <li>
      <b
        >${classes.length ? plural(classes.length, "class", "classes") : `${plural(targets.length, "number", "numbers")} to predict`}</b
      >
      ${`: ${listed(classes.length ? classes.map((own) => `${own.name} (${own.count.toLocaleString("en")})`) : targets)}.`}
    </li>
    <li>
      <b>The network becomes ${shapeFor(network, found)}</b>, with a ${activation} output and
      ${` ${lossLabel?.toLowerCase()} as its loss. Its weights begin anew; undo brings back what is there now.`}
    </li>
  </ul>`;
}

/** @param {number} count @param {string} one @param {string} many */
const plural = (count, one, many) => `${count.toLocaleString("en")} ${count === 1 ? one : many}`;

/** @param {string[]} names */
function listed(names) {
  const shown = names.slice(0, LISTED).join(", ");
  return names.length > LISTED ? `${shown} and ${names.length - LISTED} more` : shown;
}
