/** What was picked out, explained from its symbols to its numbers, and proved on request. */

/** @import { Selection, State } from "../types" */
/** @import { Actions } from "../actions.js" */
/** @import { Feed } from "../feed.js" */
import { html } from "preact";
import { inPlane } from "../charts/points.js";
import { examplesOf, strippedOf } from "../inspect/examples.js";
import { reachedAt } from "../inspect/refs.js";
import { derivationsOf, sectionsOf, titleOf } from "../inspect/sections.js";
import { activationOf, neuronSymbol, selectionId, selectionName } from "../names.js";
import { numberKey, numberOf, widthsOf } from "../numbers.js";
import { refKey } from "../requests.js";
import { curveMark } from "../scene/plots.js";
import { stepsGoBy } from "../timeline.js";
import { tierOf } from "../wide/tiers.js";
import { Icon } from "./icons.js";
import { Contributions } from "./inspect/contributions.js";
import { Editor } from "./inspect/editor.js";
import { JacobianOf } from "./inspect/jacobian.js";
import { Read } from "./inspect/number.js";
import { PathsOf } from "./inspect/paths.js";
import { Section } from "./inspect/section.js";
import { Strip } from "./inspect/strip.js";
import { Curve } from "./plots.js";
import { Lens } from "./lens.js";
import { Norm } from "./norm.js";
import { PlaneFigure, PlaneKey } from "./plane.js";
import { Proof } from "./proof.js";

const PHASES = { forward: "Forward", loss: "Loss", backward: "Backward", update: "Update" };

/** @param {{ state: State, actions: Actions, feed: Feed }} props */
export function Inspector({ state, actions, feed }) {
  const { selection, network, trace, phase } = state;
  // While it trains no number stands still long enough to be explained.
  const open = selection !== null && network !== null && trace !== null && !stepsGoBy(phase);
  return html`<section class=${`panel inspector${open ? " is-open" : ""}`} aria-label="Inspector">
    ${open ? html`<${Opened} key=${selectionId(selection)} state=${state} actions=${actions} selection=${selection} />` : html`<${Empty} state=${state} actions=${actions} feed=${feed} />`}
  </section>`;
}

/** @param {{ state: State, actions: Actions, feed: Feed }} props */
function Empty({ state, actions, feed }) {
  const planar = state.view !== "plane" && inPlane(state.catalog, state.network, state.known);
  const plane = html`<h2>${planar ? "What it answers" : "Inspector"}</h2>
    ${planar && html`<${PlaneFigure} state=${state} actions=${actions} feed=${feed} /><${PlaneKey} state=${state} actions=${actions} />`}`;
  if (stepsGoBy(state.phase))
    return html`${plane}
      <p class="lead">It trains. Pause it to open any number of the step it has come to.</p>`;
  // Who walks through a step wants to see it up close; who has just come, what the network answers.
  const lens = state.trace && html`<${Lens} state=${state} actions=${actions} />`;
  return html`${planar && state.cursor.beat > 0 ? [lens, plane] : [plane, lens]}
    <p class="lead">
      Pick a neuron, a weight or the loss. Its arithmetic opens here, and every number in it opens in turn.
    </p>
    <ul class="hints">
      <li><kbd>Space</kbd> plays the step, <kbd>←</kbd> <kbd>→</kbd> go beat by beat.</li>
      <li><kbd>Tab</kbd> reaches the picture; arrows move within it, <kbd>Enter</kbd> explains.</li>
      <li>Weights, biases and inputs can be changed where they stand, with <kbd>F2</kbd> or a double click.</li>
    </ul>
    ${state.trace && html`<${Proof} state=${state} actions=${actions} selection=${null} />`}`;
}

/** @param {{ state: State, actions: Actions, selection: Selection }} props */
function Opened({ state, actions, selection }) {
  const network = /** @type {NonNullable<State["network"]>} */ (state.network);
  const trace = /** @type {NonNullable<State["trace"]>} */ (state.trace);
  const symbol = selection.kind === "neuron" ? neuronSymbol(network, selection.layer, selection.unit) : "";
  const { phase } = trace.beats[state.cursor.beat];
  const references = derivationsOf(selection, state.row, trace);
  const unfolded = Object.values(state.unfolded).some((open) => open);
  const sections = sectionsOf(selection, state.row, trace, phase, network.network.loss);
  // Sums of hundreds are long: there only the latest lies open.
  const reached = reachedAt({ trace, cursor: state.cursor, grain: state.grain });
  const latest = sections[0]?.refs.findLast(reached);
  const wide = tierOf(widthsOf(trace)) === 3;
  return html`<header class="inspector-head">
      <h2>${selectionName(network, selection)} ${symbol && html`<span class="symbol-tag">${symbol}</span>`}</h2>
      <button class="button quiet small" aria-disabled=${!unfolded} onClick=${() => unfolded && actions.foldAll()}>
        Fold all
      </button>
      <button class="button quiet square" aria-label="Close the inspector" onClick=${() => actions.select(null)}>
        <${Icon} name="close" />
      </button>
    </header>
    <${Lens} state=${state} actions=${actions} />
    <${Editor} state=${state} actions=${actions} selection=${selection} />
    ${state.row === null && selection.kind !== "loss" && html`<p class="note">The whole batch: each of its examples has numbers of its own. Pick one to see where they come from.</p>`}
    <${Slope} state=${state} selection=${selection} />
    ${sections.map(
      (section) =>
        html`<section key=${section.phase} class=${`part part-${section.phase}`} aria-label=${PHASES[section.phase]}>
          <h3>${PHASES[section.phase]}</h3>
          ${section.refs.map((ref) => html`<${Section} key=${refKey({ ...ref, example: null })} state=${state} actions=${actions} reference=${ref} title=${titleOf(ref.quantity, references)} folded=${wide && ref !== latest} />`)}
        </section>`,
    )}
    <${JacobianOf} state=${state} actions=${actions} selection=${selection} />
    <${EachExample} state=${state} actions=${actions} selection=${selection} />
    <${Contributions} state=${state} actions=${actions} selection=${selection} />
    <${PathsOf} state=${state} actions=${actions} selection=${selection} />
    <${Norm} state=${state} actions=${actions} selection=${selection} />
    <${Proof} state=${state} actions=${actions} selection=${selection} />`;
}

/** The same number in every example of the batch. @param {{ state: State, actions: Actions, selection: Selection }} props */
function EachExample({ state, actions, selection }) {
  const trace = /** @type {NonNullable<State["trace"]>} */ (state.trace);
  const { phase } = trace.beats[state.cursor.beat];
  const back = selection.kind !== "neuron" || phase === "backward" || phase === "update";
  // Where all examples are shown as one, a neuron's parts each have a strip already.
  const doubled = state.row === null && selection.kind === "neuron";
  const ref = trace.x.length > 1 && !doubled ? strippedOf(selection, back) : null;
  if (!ref || !reachedAt({ trace, cursor: state.cursor, grain: state.grain })(ref)) return null;
  const examples = examplesOf(trace, ref, selection.kind === "bias");
  if (!examples) return null;
  const tied = back && trace.layers.some((layer) => layer.batch_norm);
  return html`<section class="each" aria-label="Example by example">
    <h3>Example by example</h3>
    <p class="note">
      ${back ? `The gradient of each example’s own loss. ${trace.x.length} of them, and the batch’s gradient is their mean.` : `What each of the ${trace.x.length} examples makes of it.`}
      ${tied && " Batch norm ties the examples together: each one’s gradient takes in what it does to all the others."}
    </p>
    <${Strip} state=${state} actions=${actions} examples=${examples} label="Examples of the batch" />
  </section>`;
}

/** The activation with this neuron's point on it. @param {{ state: State, selection: Selection }} props */
function Slope({ state, selection }) {
  const { network, trace, catalog, row, cursor, grain } = state;
  if (selection.kind !== "neuron" || selection.layer === 0 || !network || !trace) return null;
  const { layer, unit } = selection;
  const reached = reachedAt({ trace, cursor, grain });
  const activation = activationOf(catalog, network.network.layers[layer - 1].activation);
  const z = numberOf(trace, row, "f_input", selection);
  const [into, source] = trace.layers[layer - 1].batch_norm ? ["y", "batch_norm"] : ["z", "z"];
  const curve = curveMark(activation, z);
  const slope = numberOf(trace, row, "slope", selection);
  if (!curve || slope === undefined || !reached({ quantity: source, layer, unit })) return null;
  const there = reached({ quantity: "slope", layer, unit });
  // A slope belongs to one example: the mean of slopes is not the slope at the mean.
  if (row === null) return null;
  return html`<figure class="slope">
    <svg viewBox="-50 -28 100 56" aria-hidden="true"><${Curve} curve=${curve} width=${88} height=${44} /></svg>
    <figcaption>
      <b>${activation?.label}</b><br />
      at ${into} = <${Read} value=${z} name=${numberKey("f_input", { layer, unit }, row)} />
      ${there && html`${" "}its slope f′(${into}) is <${Read} value=${slope} name=${numberKey("slope", { layer, unit }, row)} />`}
    </figcaption>
  </figure>`;
}
