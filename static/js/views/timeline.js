/** Where the step stands: the controls, the rail of beats one can drag along, and the caption that says what happens. */

/** @import { State } from "../types" */
/** @import { Actions } from "../actions.js" */
import { html } from "preact";
import { caption } from "../captions.js";
import { beatTitle, rail, stepsGoBy } from "../timeline.js";
import { Icon } from "./icons.js";

/** @param {{ state: State, actions: Actions }} props */
export function Timeline({ state, actions }) {
  const { trace, cursor, playing, phase } = state;
  const ready = trace !== null && !stepsGoBy(phase);
  return html`<section class="timeline" aria-label="Timeline">
    <div class="transport" role="group" aria-label="Beats">
      <${Control} label="First beat" icon="first" hint="Home" onClick=${actions.firstBeat} disabled=${!ready} />
      <${Control} label="Step back" icon="back" hint="←" onClick=${actions.stepBack} disabled=${!ready} />
      <${Control}
        label=${playing ? "Pause" : "Play"}
        icon=${playing ? "pause" : "play"}
        hint="Space"
        onClick=${actions.play}
        disabled=${!ready}
        primary
      />
      <${Control} label="Step forward" icon="forward" hint="→" onClick=${actions.stepForward} disabled=${!ready} />
      <${Control} label="Last beat" icon="last" hint="End" onClick=${actions.lastBeat} disabled=${!ready} />
    </div>
    ${trace ? html`<div class=${`rail-place${ready ? "" : " is-idle"}`} inert=${!ready}><${Rail} beats=${trace.beats} now=${cursor.beat} onScrub=${actions.scrub} /></div>` : html`<div class="rail" />`}
    <${Caption} state=${state} />
  </section>`;
}

/** @param {{ label: string, icon: string, hint: string, onClick: () => void, disabled: boolean, primary?: boolean }} props */
function Control({ label, icon, hint, onClick, disabled, primary = false }) {
  return html`<button
    class=${`button square${primary ? " primary" : ""}`}
    aria-label=${label}
    title=${`${label} (${hint})`}
    onClick=${onClick}
    disabled=${disabled}
  >
    <${Icon} name=${icon} />
  </button>`;
}

/** @param {{ beats: import("../types").Beat[], now: number, onScrub: (beat: number) => void }} props */
function Rail({ beats, now, onScrub }) {
  /** @param {PointerEvent} event */
  function scrub(event) {
    const target = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-index]");
    if (target instanceof HTMLElement && Number(target.dataset.index) !== now) onScrub(Number(target.dataset.index));
  }
  /** @param {PointerEvent} event */
  function begin(event) {
    if (event.button !== 0) return;
    /** @type {HTMLElement} */ (event.currentTarget).setPointerCapture(event.pointerId);
    scrub(event);
  }
  return html`<div
    class="rail"
    role="slider"
    tabindex="0"
    aria-label="Beat of the step"
    aria-valuemin="1"
    aria-valuemax=${beats.length}
    aria-valuenow=${now + 1}
    aria-valuetext=${`${now + 1} of ${beats.length}: ${beatTitle(beats[now])}`}
    onPointerDown=${begin}
    onPointerMove=${(/** @type {PointerEvent} */ event) => event.buttons & 1 && scrub(event)}
  >
    ${rail(beats).map(
      (phase) =>
        html`<div
          class=${`phase phase-${phase.phase}`}
          style=${{ flexGrow: phase.layers.reduce((sum, layer) => sum + layer.beats.length, 0) }}
        >
          <span class="phase-label">${phase.label}</span>
          <div class="phase-layers">
            ${phase.layers.map(
              (layer) =>
                html`<div class="phase-layer" style=${{ flexGrow: layer.beats.length }}>
                  ${layer.label && html`<span class="layer-label">${layer.label}</span>`}
                  <div class="ticks">
                    ${layer.beats.map((index) => html`<span class=${`tick${index < now ? " done" : index === now ? " now" : ""}`} data-index=${index} title=${beatTitle(beats[index])}><i /></span>`)}
                  </div>
                </div>`,
            )}
          </div>
        </div>`,
    )}
  </div>`;
}

/** @param {{ state: State }} props */
function Caption({ state }) {
  const { trace, network, cursor, status, phase } = state;
  if (stepsGoBy(phase))
    return html`<div class="caption">
      <div class="standing"><span>Training</span></div>
      <p role="status" aria-label="Beat" class="said">
        <b>Steps go by.</b> Pause, and the step it has come to is here as a whole, to be walked through number by
        number.
      </p>
    </div>`;
  const beat = trace?.beats[cursor.beat];
  const said = trace && network && beat ? caption({ ...state, trace, network, row: state.row ?? 0 }, beat) : null;
  return html`<div class="caption">
    <div class="standing">
      ${trace && html`<span>${standing(state)}</span> <span>beat ${cursor.beat + 1} of ${trace.beats.length}</span>`}
    </div>
    <p role="status" aria-label="Beat" class="said">
      ${said ? html`<b class=${`said-${beat?.phase}`}>${said.title}</b> ${said.text}` : status === "failed" ? "Nothing to show." : "Loading the network…"}
    </p>
  </div>`;
}

/** Which step it is, or which row on its own. @param {State} state */
function standing({ trace, taken, traced, looked, network }) {
  if (traced) return `${traced.part === "train" ? "Training row" : "Row kept aside"} ${traced.index + 1}, on its own`;
  if (looked !== null) return `Step ${trace?.step} of ${network?.step}`;
  return `Step ${trace?.step}${taken ? "" : ", not taken yet"}`;
}
