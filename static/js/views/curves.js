/** How training went: two charts over its steps, the first of which is the rail one drags to go back in time. */

/** @import { ChartKind, History, Live, State } from "../types" */
/** @import { Actions } from "../actions.js" */
/** @import { Feed } from "../feed.js" */
/** @import { Series } from "../charts/history.js" */
import { html, useState } from "preact";
import { curveChart } from "../charts/curves.js";
import { KINDS, nearest, seriesOf, withMoment } from "../charts/history.js";
import { formatNumber } from "../format.js";
import { Lines, strokeOf, useSize } from "./chart.js";
import { useLive } from "./feed.js";

/** Lines over all steps hardly change from one frame to the next, and are the dearest part of it. */
const EVERY = 4;

/** @param {{ state: State, actions: Actions, feed: Feed }} props */
export function Curves({ state, actions, feed }) {
  const live = useLive(feed, EVERY);
  const [pointed, setPointed] = useState(/** @type {number | null} */ (null));
  const history = live?.history ?? historyOf(state);
  const shared = { state, actions, history, live, pointed, setPointed };
  return html`<section class="curves" aria-label="Learning curves">
    ${state.charts.map((_, index) => html`<${Chart} key=${index} index=${index} ...${shared} />`)}
  </section>`;
}

/** What is known of how it went, the step that is looked back at among it. @param {State} state */
function historyOf({ known: { history, sight }, looked }) {
  return history && sight && looked === sight.frame.step ? withMoment(history, sight.frame) : history;
}

/**
 * @typedef {object} ChartProps
 * @property {State} state
 * @property {Actions} actions
 * @property {History | null} history
 * @property {Live | null} live
 * @property {number | null} pointed  the step under the pointer
 * @property {(step: number | null) => void} setPointed
 * @property {number} index
 */

/** @param {ChartProps} props */
function Chart({ state, actions, history, live, pointed, setPointed, index }) {
  const [ref, size] = useSize();
  const { kind, log } = state.charts[index];
  const series = history ? seriesOf(history, kind) : [];
  const steps = history?.step ?? [];
  const last = Math.max(live?.frame.step ?? state.network?.step ?? 0, steps[steps.length - 1] ?? 0);
  const there = series.length > 0 && size.width > 0;
  const chart = there ? curveChart(steps, series, size, { log, last, bands: KINDS[kind].layers }) : null;
  const marked = pointed ?? state.looked;
  const at = nearest(steps, marked ?? last);
  const marker = marked === null || at < 0 ? null : marked;
  const change = (/** @type {Partial<State["charts"][0]>} */ more) =>
    actions.set({ charts: state.charts.map((entry, i) => (i === index ? { ...entry, ...more } : entry)) });
  const dots = chart ? dotsOf(chart, series, at) : [];
  return html`<figure class=${`curve${KINDS[kind].layers ? " curve-layers" : ""}`}>
    <figcaption class="curve-head">
      <select
        class="curve-kind"
        aria-label=${index === 0 ? "First chart" : "Second chart"}
        value=${kind}
        onChange=${(/** @type {Event} */ event) => {
          const chosen = /** @type {ChartKind} */ (/** @type {HTMLSelectElement} */ (event.currentTarget).value);
          change({ kind: chosen, log: KINDS[chosen].log });
        }}
      >
        ${Object.entries(KINDS).map(([name, { label }]) => html`<option value=${name}>${label}</option>`)}
      </select>
      <button class="toggle" aria-pressed=${log} title="Logarithmic scale" onClick=${() => change({ log: !log })}>
        log
      </button>
      <span class="curve-step">${marker === null ? "" : `at step ${steps[at].toLocaleString("en")}`}</span>
    </figcaption>
    <${Key} series=${series} at=${at} />
    <div
      class="curve-plot"
      ref=${ref}
      ...${index === 0 ? railProps(state, actions, chart, last) : {}}
      onPointerMove=${(/** @type {PointerEvent} */ event) => move(event)}
      onPointerLeave=${() => setPointed(null)}
    >
      ${chart ? html`<${Lines} chart=${chart} size=${size} marker=${marker} dots=${dots} />` : html`<p class="curve-empty">${emptyText(state)}</p>`}
    </div>
  </figure>`;

  /** @param {PointerEvent} event */
  function move(event) {
    if (!chart) return;
    const step = stepUnder(event, chart, last);
    setPointed(steps[nearest(steps, step)] ?? null);
    if (index === 0 && event.buttons & 1) actions.lookAt(step);
  }
}

/** Where the lines stand at a moment. @param {ReturnType<typeof curveChart>} chart @param {Series[]} series @param {number} at */
function dotsOf(chart, series, at) {
  return series.flatMap((line) => {
    const value = line.values[at];
    if (typeof value !== "number" || (chart.y.log && value <= 0)) return [];
    return [{ y: chart.y.place(Math.max(value, chart.y.low)), stroke: strokeOf(line) }];
  });
}

/** @param {PointerEvent} event @param {ReturnType<typeof curveChart>} chart @param {number} last */
function stepUnder(event, chart, last) {
  const { left } = /** @type {HTMLElement} */ (event.currentTarget).getBoundingClientRect();
  return Math.max(0, Math.min(last, Math.round(chart.x.invert(event.clientX - left))));
}

/** Which line is which, and its value at the moment that is pointed at. @param {{ series: Series[], at: number }} props */
function Key({ series, at }) {
  return html`<ul class="curve-key">
    ${series.map(
      (line) =>
        html`<li key=${line.name}>
          <svg viewBox="0 0 22 8" aria-hidden="true">
            <path d="M1 4H21" stroke=${strokeOf(line)} stroke-dasharray=${line.dash || undefined} />
          </svg>
          <span>${line.name}</span> <b>${formatNumber(line.values[at] ?? undefined)}</b>
        </li>`,
    )}
  </ul>`;
}

/** The chart as a slider over the steps that were taken. @param {State} state @param {Actions} actions @param {ReturnType<typeof curveChart> | null} chart @param {number} last */
function railProps({ network, looked, phase, known }, actions, chart, last) {
  const at = looked ?? last;
  const still = phase === "still" && network !== null && network.step > network.start;
  const i = known.history ? nearest(known.history.step, at) : -1;
  const loss = known.history?.step[i] === at ? `, training loss ${formatNumber(known.history.train_loss[i])}` : "";
  return {
    role: "slider",
    tabIndex: 0,
    "aria-label": "Training steps",
    "aria-orientation": "horizontal",
    "aria-disabled": !still,
    "aria-valuemin": Math.min((network?.start ?? 0) + 1, last),
    "aria-valuemax": last,
    "aria-valuenow": at,
    "aria-valuetext": `step ${at} of ${last}${loss}`,
    title: still ? "Drag to go back in time" : undefined,
    onPointerDown: (/** @type {PointerEvent} */ event) => {
      if (event.button !== 0 || !chart || !still) return;
      /** @type {HTMLElement} */ (event.currentTarget).setPointerCapture(event.pointerId);
      actions.lookAt(stepUnder(event, chart, last));
    },
    onKeyDown: (/** @type {KeyboardEvent} */ event) => {
      const page = Math.max(1, Math.round(last / 20));
      const by = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -page, PageUp: page }[event.key];
      const to = { Home: 1, End: last }[event.key] ?? (by ? at + by * (event.shiftKey ? page : 1) : null);
      if (event.key === "Escape" && looked !== null) actions.lookAtNewest();
      else if (to === null) return;
      else actions.lookAt(to);
      event.preventDefault();
      event.stopPropagation();
    },
  };
}

/** @param {State} state */
function emptyText({ network, known }) {
  if (!network) return "";
  if (!known.history) return "Not looked at yet.";
  return network.step === 0 ? "The curve begins with the first step." : "Nothing was measured of this yet.";
}
