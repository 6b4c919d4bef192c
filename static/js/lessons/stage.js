/** The figure beside a passage: a network with the panels that were chosen, some side by side, or a drawing of its own. */

/** @import { State } from "../types" */
/** @import { Figure, LessonState, NetworkFigure } from "../types/lesson" */
/** @import { Actions } from "../actions.js" */
/** @import { Feed } from "../feed.js" */
import { html } from "preact";
import { Dialog, NetworkRegion, Notice, ProblemNote } from "../views/app.js";
import { Build } from "../views/build/build.js";
import { Compare } from "../views/compare.js";
import { Curves } from "../views/curves.js";
import { Diagnosis } from "../views/diagnosis.js";
import { Icon } from "../views/icons.js";
import { Inspector } from "../views/inspector.js";
import { Timeline } from "../views/timeline.js";
import { Training } from "../views/training.js";
import { UndoRedo } from "../views/undo.js";
import { FIGURES } from "./figures.js";

/** @typedef {{ state: State, actions: Actions, feed: Feed }} Props */
/** @typedef {{ again: () => void, go: (by: number) => void, tell: (round: number, said: Record<string, unknown> | null) => void, open: (open: boolean) => void, onward: string }} Ways `onward`: where the lesson leads in the end */

/** @param {Props & { figure: Figure | null, at: number, lesson: LessonState, count: number, title: string, ways: Ways }} props `at`: the passage that the figure came with */
export function Stage({ state, actions, feed, figure, at, lesson, count, title, ways }) {
  return html`<div class=${`figure-stage${lesson.open ? "" : " is-folded"}`}>
      ${figure?.kind === "network" && html`<${NetworkPanels} state=${state} actions=${actions} feed=${feed} figure=${figure} />`}
      ${figure?.kind === "compare" && html`<div class="stage-body">${state.compare ? html`<${Compare} state=${state} actions=${actions} fixed />` : html`<p class="opening">Making the networks…</p>`}</div>`}
      ${figure && "options" in figure && html`<${Other} key=${at} figure=${figure} actions=${actions} lesson=${lesson} tell=${ways.tell} />`}
    </div>
    <${Foot}
      state=${state}
      actions=${actions}
      figure=${figure}
      lesson=${lesson}
      count=${count}
      title=${title}
      ways=${ways}
    />
    <${ProblemNote} state=${state} actions=${actions} /><${Notice} state=${state} actions=${actions} />
    <${Dialog} state=${state} actions=${actions} />`;
}

/** @type {Record<string, any>} */
const BELOW = { build: Build, inspector: Inspector, diagnosis: Diagnosis };

/** What stands below the picture does so in the order that the lesson gives. @param {Props & { figure: NetworkFigure }} props */
function NetworkPanels({ state, actions, feed, figure }) {
  const has = (/** @type {import("../types/lesson").Panel} */ panel) => figure.panels.includes(panel);
  const below = figure.panels.filter((panel) => panel in BELOW);
  const beside = below.length > 0;
  return html`${has("timeline") && html`<${Timeline} state=${state} actions=${actions} />`}
    <div class=${`stage-body${beside ? " stage-beside" : ""}`}>
      <div class="stage-picture">
        <${NetworkRegion} state=${state} actions=${actions} feed=${feed} />
        ${has("training") && html`<${Training} state=${state} actions=${actions} feed=${feed} />`}
        ${has("curves") && html`<${Curves} state=${state} actions=${actions} feed=${feed} />`}
      </div>
      ${
        beside &&
        html`<div class="stage-side">
          ${below.map((panel) => html`<${BELOW[panel]} key=${panel} state=${state} actions=${actions} feed=${feed} groups=${figure.build} />`)}
        </div>`
      }
    </div>`;
}

/** @param {{ figure: import("../types/lesson").OtherFigure, actions: Actions, lesson: LessonState, tell: Ways["tell"] }} props */
function Other({ figure, actions, lesson: { deed, round }, tell }) {
  const Drawn = FIGURES[figure.kind];
  const telling = (/** @type {Record<string, unknown> | null} */ said) => tell(round, said);
  return html`<div class="stage-body">
    <${Drawn} options=${{ ...figure.options, ...deed }} round=${round} actions=${actions} tell=${telling} />
  </div>`;
}

/** From passage to passage, and the way back from what one has changed. @param {{ state: State, actions: Actions, figure: Figure | null, lesson: LessonState, count: number, title: string, ways: Ways }} props */
function Foot({ state, actions, figure, lesson, count, title, ways }) {
  const { current, open } = lesson;
  const last = current === count - 1;
  const network = figure?.kind === "network";
  return html`<footer class="stage-foot">
    <button
      class="button quiet square figure-fold"
      aria-label="Figure"
      aria-expanded=${open}
      onClick=${() => ways.open(!open)}
    >
      <${Icon} name=${open ? "up" : "down"} />
    </button>
    ${
      network &&
      html`<div class="stage-undo" role="group" aria-label="Changes">
        <${UndoRedo} state=${state} actions=${actions} square />
      </div>`
    }
    ${figure && figure.kind !== "compare" && html`<button class="button quiet" aria-label="Start again" title="The figure as it was at first" onClick=${ways.again}><${Icon} name="reset" /> <span class="again-text">Start again</span></button>`}
    <span class="stage-place"><b>${current + 1}</b> of ${count}<span class="stage-title"> · ${title}</span></span>
    <button class="button" disabled=${current === 0} title="The passage before (k)" onClick=${() => ways.go(-1)}>
      Back
    </button>
    ${
      last
        ? html`<a class="button primary" href=${ways.onward}>Go on</a>`
        : html`<button class="button primary" title="The next passage (j)" onClick=${() => ways.go(1)}>Next</button>`
    }
  </footer>`;
}
