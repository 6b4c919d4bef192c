/** The page as a whole: which region stands where. */

/** @import { State, View } from "../types" */
/** @import { Actions } from "../actions.js" */
/** @import { Feed } from "../feed.js" */
import { html, useLayoutEffect, useRef } from "preact";
import { quantityName } from "../names.js";
import { follows, isLed } from "../share/shown.js";
import { stepsGoBy } from "../timeline.js";
import { Answers, answersTitle } from "./answers.js";
import { Build } from "./build/build.js";
import { PresetDialog } from "./build/presets.js";
import { Compare } from "./compare.js";
import { DataDialog } from "./data/data.js";
import { Dock } from "./dock.js";
import { Embedded } from "./embedded.js";
import { Following } from "./following.js";
import { Graph } from "./graph.js";
import { Header } from "./header.js";
import { Histograms } from "./histograms.js";
import { Help } from "./help.js";
import { Icon } from "./icons.js";
import { InPlace, opensInPlace } from "./in-place.js";
import { Inspector } from "./inspector.js";
import { Exercise, PredictSwitch } from "./predict.js";
import { Matrices } from "./matrices.js";
import { Rows } from "./rows.js";
import { ReadOnly } from "./read-only.js";
import { RunsDialog } from "./runs/runs.js";
import { SettingsDialog } from "./settings.js";
import { ClassDialog } from "./share/class.js";
import { DropPlace } from "./share/drop.js";
import { ShareDialog } from "./share/share.js";
import { TraceTable } from "./table.js";
import { Timeline } from "./timeline.js";

/** @param {{ state: State, actions: Actions, feed: Feed }} props */
export function App({ state, actions, feed }) {
  const goesBy = stepsGoBy(state.phase);
  const network = html`<${NetworkRegion} state=${state} actions=${actions} feed=${feed} />`;
  if (state.embed)
    return html`<${Embedded} state=${state} actions=${actions} feed=${feed} network=${network} />
      <${ProblemNote} state=${state} actions=${actions} />`;
  if (state.compare)
    return html`<${Header} state=${state} actions=${actions} />
      <main class="main-compare"><${Compare} state=${state} actions=${actions} /></main>
      <${ProblemNote} state=${state} actions=${actions} />
      <${Dialog} state=${state} actions=${actions} />`;
  return html`<${Header} state=${state} actions=${actions} />
    ${follows(state.room) ? html`<${Following} state=${state} actions=${actions} />` : state.network?.read_only && html`<${ReadOnly} actions=${actions} />`}
    <${Timeline} state=${state} actions=${actions} />
    <main class=${`main${goesBy ? " main-training" : ""}`}>
      <div class="side">
        <fieldset class="plain" disabled=${isLed(state.room)}><${Build} state=${state} actions=${actions} /></fieldset>
      </div>
      ${network}
      <${Exercise} state=${state} actions=${actions} />
      <${Inspector} state=${state} actions=${actions} feed=${feed} />
    </main>
    <${Dock} state=${state} actions=${actions} feed=${feed} />
    <${ProblemNote} state=${state} actions=${actions} /><${Notice} state=${state} actions=${actions} />
    <${DropPlace} actions=${actions} />
    <${Dialog} state=${state} actions=${actions} />`;
}

/** @param {{ state: State, actions: Actions }} props */
export function Dialog({ state, actions }) {
  if (state.dialog === "data") return html`<${DataDialog} state=${state} actions=${actions} />`;
  if (state.dialog === "help") return html`<${Help} actions=${actions} />`;
  if (state.dialog === "runs") return html`<${RunsDialog} state=${state} actions=${actions} />`;
  if (state.dialog === "share") return html`<${ShareDialog} state=${state} actions=${actions} />`;
  if (state.dialog === "class") return html`<${ClassDialog} state=${state} actions=${actions} />`;
  if (state.dialog === "presets") return html`<${PresetDialog} state=${state} actions=${actions} />`;
  return state.dialog === "settings" ? html`<${SettingsDialog} state=${state} actions=${actions} />` : null;
}

/** @param {{ state: State, actions: Actions, feed: Feed }} props */
export function NetworkRegion({ state, actions, feed }) {
  const ref = useRef(/** @type {HTMLElement | null} */ (null));
  useLayoutEffect(() => {
    const element = /** @type {HTMLElement} */ (ref.current);
    let known = { width: 0, height: 0 };
    const measure = () => {
      const size = { width: Math.floor(element.clientWidth), height: Math.floor(element.clientHeight) };
      if (size.width !== known.width || size.height !== known.height) actions.set({ size: (known = size) });
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, []);
  const { view, trace, phase } = state;
  const goesBy = stepsGoBy(phase);
  return html`<section class="network" aria-label="Network" aria-busy=${state.busy}>
    <div class="views" role="group" aria-label="View">
      ${viewsOf(state).map(
        ([name, label]) =>
          html`<button class="tab" aria-pressed=${view === name} onClick=${() => actions.setView(name)}>
            ${label}
          </button>`,
      )}
      <${PredictSwitch} state=${state} actions=${actions} />
      ${trace?.diverged && html`<p class="broken" role="alert">Not finite any more: it began with ${trace.diverged.layer === null ? "the loss" : `${quantityName(trace.diverged.quantity)} of layer ${trace.diverged.layer}`}. A lower learning rate or smaller weights keep it in bounds.</p>`}
    </div>
    <div class="canvas" ref=${ref} ...${opensInPlace(state, actions)}>
      ${goesBy && view === "table" ? html`<p class="graph-empty">Steps go by. Pause to read the numbers of one.</p>` : html`<${VIEWS[view] ?? Graph} state=${state} actions=${actions} feed=${feed} />`}
      <${InPlace} state=${state} actions=${actions} />
    </div>
    ${trace && state.coming && html`<p class="coming" role="status">${state.coming}</p>`}
  </section>`;
}

/** @type {Partial<Record<View, any>>} */
const VIEWS = {
  graph: Graph,
  matrices: Matrices,
  table: TraceTable,
  plane: Answers,
  rows: Rows,
  histograms: Histograms,
};

/** Which views there are of this network, and what they are called. @param {State} state @returns {[View, string][]} */
function viewsOf(state) {
  /** @type {[View, string][]} */
  const views = [
    ["graph", "Graph"],
    ["matrices", "Matrices"],
    ["table", "Table"],
  ];
  if (state.network?.data) views.push(["plane", answersTitle(state)], ["rows", "Rows"], ["histograms", "Histograms"]);
  return views;
}

/** @param {{ state: State, actions: Actions }} props */
export function ProblemNote({ state, actions }) {
  if (!state.problem) return null;
  return html`<div class="problem" role="alert">
    <p><b>${state.problem.title}.</b> ${state.problem.detail}</p>
    <button class="button quiet square" aria-label="Dismiss" onClick=${() => actions.set({ problem: null })}>
      <${Icon} name="close" />
    </button>
  </div>`;
}

/** What is to be said of a run. @param {{ state: State, actions: Actions }} props */
export function Notice({ state, actions }) {
  return html`<div role="status" class=${state.notice && !state.problem ? "problem notice" : ""}>
    ${
      state.notice &&
      !state.problem &&
      html`<p>${state.notice}</p>
        <button class="button quiet square" aria-label="Dismiss" onClick=${() => actions.set({ notice: "" })}>
          <${Icon} name="close" />
        </button>`
    }
  </div>`;
}
