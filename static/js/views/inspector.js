/** What was picked out, explained from its symbols to its numbers, and proved on request. */

/** @import { Ref, Selection, State } from "../types" */
/** @import { Actions } from "../actions.js" */
/** @import { Feed } from "../feed.js" */
import { html } from "preact";
import { inPlane } from "../charts/points.js";
import { formatNumber } from "../format.js";
import { activationOf, neuronSymbol, selectionName } from "../names.js";
import { numberOf } from "../numbers.js";
import { derivationsOf, refKey } from "../requests.js";
import { curveMark } from "../scene/plots.js";
import { stepsGoBy } from "../timeline.js";
import { Derivation, Result } from "./derivation.js";
import { Icon } from "./icons.js";
import { Curve } from "./instrument.js";
import { Lens } from "./lens.js";
import { Norm } from "./norm.js";
import { NumberField } from "./number-field.js";
import { PlaneFigure, PlaneKey } from "./plane.js";
import { Proof } from "./proof.js";

/** @type {Record<string, string>} */
const TITLES = {
  z: "Forward: what arrives, added up",
  batch_norm: "Forward: normalised, scaled and shifted",
  h: "Forward: through the activation",
  mask: "Forward: the dropout mask",
  a: "Forward: what is handed on",
  grad_a: "Backward: what comes back",
  grad_h: "Backward: past the dropout mask",
  grad_y: "Backward: past the gate",
  grad_z: "Backward: what arrives at the sum",
  grad_w: "Backward: the deposit on this weight",
  grad_b: "Backward: the deposit on this bias",
  grad_x: "Backward: what would change the loss here",
  update: "Update",
  loss: "How wrong the answer is",
};

/** Where a neuron has no h or no y of its own, a and z stand for them. @param {string} quantity @param {Ref[]} references */
function titleOf(quantity, references) {
  const has = (/** @type {string} */ other) => references.some((ref) => ref.quantity === other);
  if (quantity === "a" && !has("h")) return TITLES.h;
  if (quantity === "grad_z" && !has("grad_y")) return TITLES.grad_y;
  return TITLES[quantity];
}

/** @param {{ state: State, actions: Actions, feed: Feed }} props */
export function Inspector({ state, actions, feed }) {
  const { selection, network, trace, phase } = state;
  // While it trains no number stands still long enough to be explained.
  const open = selection !== null && network !== null && trace !== null && !stepsGoBy(phase);
  return html`<section class=${`panel inspector${open ? " is-open" : ""}`} aria-label="Inspector">
    ${open ? html`<${Opened} state=${state} actions=${actions} selection=${selection} />` : html`<${Empty} state=${state} actions=${actions} feed=${feed} />`}
  </section>`;
}

/** @param {{ state: State, actions: Actions, feed: Feed }} props */
function Empty({ state, actions, feed }) {
  const planar = state.view !== "plane" && inPlane(state.catalog, state.network, state.known);
  if (stepsGoBy(state.phase))
    return html`<h2>${planar ? "What it answers" : "Inspector"}</h2>
      ${planar && html`<${PlaneFigure} state=${state} actions=${actions} feed=${feed} /><${PlaneKey} state=${state} />`}
      <p class="lead">It trains. Pause it to open any number of the step it has come to.</p>`;
  return html`<h2>${planar ? "What it answers" : "Inspector"}</h2>
    ${planar && html`<${PlaneFigure} state=${state} actions=${actions} feed=${feed} /><${PlaneKey} state=${state} />`}
    ${state.trace && html`<${Lens} state=${state} actions=${actions} />`}
    <p class="lead">
      Pick a neuron, a weight or the loss. Its arithmetic opens here, and every number in it opens in turn.
    </p>
    <ul class="hints">
      <li><kbd>Space</kbd> plays the step, <kbd>←</kbd> <kbd>→</kbd> go beat by beat.</li>
      <li><kbd>Tab</kbd> reaches the picture; arrows move within it, <kbd>Enter</kbd> explains.</li>
      <li>Weights, biases, inputs and the target can be changed; all numbers follow.</li>
    </ul>
    ${state.trace && html`<${Proof} state=${state} actions=${actions} selection=${null} />`}`;
}

/** @param {{ state: State, actions: Actions, selection: Selection }} props */
function Opened({ state, actions, selection }) {
  const network = /** @type {NonNullable<State["network"]>} */ (state.network);
  const trace = /** @type {NonNullable<State["trace"]>} */ (state.trace);
  const references = derivationsOf(selection, state.row, trace);
  const symbol = selection.kind === "neuron" ? neuronSymbol(network, selection.layer, selection.unit) : "";
  return html`<header class="inspector-head">
      <h2>${selectionName(network, selection)} ${symbol && html`<span class="symbol-tag">${symbol}</span>`}</h2>
      <button class="button quiet square" aria-label="Close the inspector" onClick=${() => actions.select(null)}>
        <${Icon} name="close" />
      </button>
    </header>
    <${Lens} state=${state} actions=${actions} />
    <${Editor} state=${state} actions=${actions} selection=${selection} />
    <${Slope} state=${state} selection=${selection} />
    ${references.map((ref) => html`<${Derivation} key=${refKey(ref)} state=${state} actions=${actions} reference=${ref} title=${titleOf(ref.quantity, references)} />`)}
    <${Norm} state=${state} actions=${actions} selection=${selection} />
    <${Contributions} state=${state} selection=${selection} />
    <${Proof} state=${state} actions=${actions} selection=${selection} />`;
}

/** @param {{ state: State, actions: Actions, selection: Selection }} props */
function Editor({ state, actions, selection }) {
  const { trace, row, taken, looked, network } = state;
  if (!trace || selection.kind === "loss") return null;
  if (looked !== null) return html`<p class="note">As it was then. Resume from here to change it.</p>`;
  if (selection.kind === "neuron") {
    // Rows of data are as they were measured.
    if (selection.layer !== 0 || network?.data) return null;
    return html`<${NumberField}
      label="Value"
      value=${trace.x[row ?? 0][selection.unit]}
      onChange=${(/** @type {number} */ value) => actions.setInput(selection.unit, value)}
    />`;
  }
  const quantity = selection.kind === "weight" ? "w" : "b";
  const value = numberOf(trace, row, taken ? `${quantity}_after` : quantity, {
    layer: selection.layer,
    unit: selection.unit,
    from: selection.kind === "weight" ? selection.from : undefined,
  });
  return html`<${NumberField}
    label=${taken ? "Value now, after the step" : "Value"}
    value=${value}
    onChange=${(/** @type {number} */ number) => actions.setParameter(selection, number)}
  />`;
}

/** The activation with this neuron's point on it. @param {{ state: State, selection: Selection }} props */
function Slope({ state, selection }) {
  const { network, trace, catalog, row } = state;
  if (selection.kind !== "neuron" || selection.layer === 0 || !network || !trace) return null;
  const activation = activationOf(catalog, network.network.layers[selection.layer - 1].activation);
  const z = numberOf(trace, row, "f_input", selection);
  const into = trace.layers[selection.layer - 1].batch_norm ? "y" : "z";
  const curve = curveMark(activation, z);
  const slope = numberOf(trace, row, "slope", selection);
  if (!curve || slope === undefined) return null;
  return html`<figure class="slope">
    <svg viewBox="-6 -6 104 60" aria-hidden="true"><${Curve} curve=${curve} width=${92} height=${48} /></svg>
    <figcaption>
      <b>${activation?.label}</b><br />
      ${`at ${into} = ${formatNumber(z)} its slope f′(${into}) is ${formatNumber(slope)}`}
    </figcaption>
  </figure>`;
}

/** Everything that comes into a neuron, and what goes back along each edge. @param {{ state: State, selection: Selection }} props */
function Contributions({ state, selection }) {
  const { network, trace, row } = state;
  if (selection.kind !== "neuron" || selection.layer === 0 || !network || !trace) return null;
  const { layer, unit } = selection;
  const sources = trace.layers[layer - 1].w.map((_, from) => from);
  const batch = trace.x.length > 1;
  return html`<table class="contributions">
    <caption>
      What each edge brings and gets
    </caption>
    <thead>
      <tr>
        <th scope="col">from</th>
        <th scope="col">w</th>
        <th scope="col">${layer === 1 ? "x" : "a"}</th>
        <th scope="col">w·${layer === 1 ? "x" : "a"}</th>
        <th scope="col">${batch ? "share of ∂L/∂w" : "∂L/∂w"}</th>
        <th scope="col">sends w·δ</th>
      </tr>
    </thead>
    <tbody>
      ${sources.map((from) => {
        const cell = (/** @type {string} */ quantity) =>
          html`<td><${Result} value=${numberOf(trace, row, quantity, { layer, unit, from }) ?? null} /></td>`;
        return html`<tr>
          <th scope="row">${neuronSymbol(network, layer - 1, from)}</th>
          ${["w", "x", "product", "share", "message"].map(cell)}
        </tr>`;
      })}
      <tr>
        <th scope="row">bias</th>
        <td><${Result} value=${numberOf(trace, row, "b", { layer, unit }) ?? null} /></td>
        <td>1</td>
        <td><${Result} value=${numberOf(trace, row, "b", { layer, unit }) ?? null} /></td>
        <td><${Result} value=${numberOf(trace, row, "grad_z", { layer, unit }) ?? null} /></td>
        <td></td>
      </tr>
    </tbody>
  </table>`;
}
