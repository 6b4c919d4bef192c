/** Two networks side by side that differ in one thing: their losses in one chart, what each answers, and where each stands. */

/** @import { Side, State } from "../types" */
/** @import { Actions } from "../actions.js" */
import { html } from "preact";
import { columnsOf } from "../charts/points.js";
import { curveChart } from "../charts/curves.js";
import { formatNumber } from "../format.js";
import { shapeText } from "../names.js";
import { variantsOf } from "../variants.js";
import { Lines, strokeOf, useSize } from "./chart.js";
import { Confusion } from "./confusion.js";
import { NO_RUN } from "./feed.js";
import { Fit } from "./fit.js";
import { Icon } from "./icons.js";
import { PlaneFigure } from "./plane.js";

const HUES = [
  { hue: "value-plus", dash: "" },
  { hue: "value-minus", dash: "7 4" },
  { hue: "gradient-plus", dash: "2 3" },
];

/** @param {{ state: State, actions: Actions, fixed?: boolean }} props `fixed`: what is compared was chosen elsewhere */
export function Compare({ state, actions, fixed = false }) {
  const compare = /** @type {NonNullable<State["compare"]>} */ (state.compare);
  const { sides, running } = compare;
  const over = sides.every((side) => side.stopped);
  return html`<section class=${`compare${fixed ? " compare-given" : ""}`} aria-label="Compare">
    <header class="compare-head">
      ${!fixed && html`<h1>Compare</h1>`} ${!fixed && html`<${Differs} state=${state} actions=${actions} />`}
      <button class="button primary" disabled=${over} onClick=${running ? actions.compare.pause : actions.compare.run}>
        <${Icon} name=${running ? "pause" : "play"} /> ${running ? "Pause" : "Run"}
      </button>
      <button
        class="button one"
        aria-label=${sides.length === 2 ? "Train both one step" : "Train all one step"}
        disabled=${running || over}
        onClick=${actions.compare.step}
      >
        step
      </button>
      ${!fixed && html`<button class="button" onClick=${actions.compare.leave}>Back to the network</button>`}
    </header>
    <${Losses} sides=${sides} />
    <div class="compare-sides" style=${{ "--sides": sides.length }}>
      ${sides.map((side, index) => html`<${One} key=${side.network.id} state=${state} actions=${actions} side=${side} index=${index} fixed=${fixed} />`)}
    </div>
  </section>`;
}

/** @param {{ state: State, actions: Actions }} props */
function Differs({ state, actions }) {
  const { kind, running } = /** @type {NonNullable<State["compare"]>} */ (state.compare);
  const network = /** @type {NonNullable<State["network"]>} */ (state.network);
  return html`<select
    aria-label="What differs"
    value=${kind}
    disabled=${running}
    onChange=${(/** @type {Event} */ event) => actions.compare.open(/** @type {HTMLSelectElement} */ (event.currentTarget).value)}
  >
    ${variantsOf(network, state.catalog).map(({ name, label }) => html`<option value=${name}>${label}</option>`)}
  </select>`;
}

/** Both losses, by step. @param {{ sides: Side[] }} props */
function Losses({ sides }) {
  const [ref, size] = useSize();
  const longest = sides.reduce((best, side) => (side.history.step.length > best.history.step.length ? side : best));
  const steps = longest.history.step;
  const series = sides.map(({ label, history }, i) => {
    const losses = new Map(history.step.map((step, j) => [step, history.train_loss[j]]));
    return { name: label, shade: 1, ...HUES[i], values: steps.map((step) => losses.get(step) ?? null) };
  });
  const chart =
    steps.length > 0 && size.width > 0
      ? curveChart(steps, series, size, { log: false, last: steps[steps.length - 1] })
      : null;
  return html`<figure class="compare-losses">
    <figcaption>
      <b>Training loss by step</b>
      ${series.map(
        (line) =>
          html`<span
            ><svg viewBox="0 0 22 8" aria-hidden="true">
              <path d="M1 4H21" stroke=${strokeOf(line)} stroke-dasharray=${line.dash || undefined} /></svg
            >${line.name}</span
          >`,
      )}
    </figcaption>
    <div class="curve-plot" ref=${ref}>
      ${chart ? html`<${Lines} chart=${chart} size=${size} marker=${null} dots=${[]} />` : html`<p class="curve-empty">The curves begin with the first step.</p>`}
    </div>
  </figure>`;
}

/** @param {{ state: State, actions: Actions, side: Side, index: number, fixed: boolean }} props */
function One({ state, actions, side, index, fixed }) {
  const { network, sight, stopped, label } = side;
  const frame = sight?.frame;
  const known = { ...state.known, ...side.around, sight };
  // No step of another network is its own: none of its rows is picked out.
  /** @type {State} */
  const own = { ...state, network, known, trace: null, traced: null, looked: null };
  const columns = columnsOf(state.catalog, network, own.known);
  const facts = [
    ["Step", String(network.step)],
    ["Epoch", String(network.epoch)],
    ["Training loss", formatNumber(frame?.train_loss)],
    ["Validation loss", formatNumber(frame?.validation_loss ?? undefined)],
    ["Accuracy", formatNumber(frame?.validation_accuracy ?? frame?.train_accuracy ?? undefined)],
  ];
  return html`<section class="compare-side" aria-label=${label}>
    <h2>${label} <span class="note">${shapeText(network)}</span></h2>
    <dl class="facts">
      ${facts.map(
        ([name, value]) =>
          html`<div>
            <dt id=${`side-${index}-${name.replace(" ", "-")}`}>${name}</dt>
            <dd>
              <output aria-live="off" aria-labelledby=${`side-${index}-${name.replace(" ", "-")}`}>${value}</output>
            </dd>
          </div>`,
      )}
    </dl>
    ${stopped && html`<p class="note" role="status">Stopped by itself: ${stopped.replaceAll("_", " ")}.</p>`}
    <div class="compare-picture">
      ${
        columns === 2
          ? html`<${PlaneFigure} state=${own} actions=${actions} feed=${NO_RUN} whole fixed />`
          : columns === 1
            ? html`<${Fit} state=${own} feed=${NO_RUN} />`
            : html`<${Confusion} state=${own} feed=${NO_RUN} />`
      }
    </div>
    ${
      !fixed &&
      html`<button class="button" aria-label=${`Keep this one: ${label}`} onClick=${() => actions.compare.keep(index)}>
        Keep this one
      </button>`
    }
  </section>`;
}
