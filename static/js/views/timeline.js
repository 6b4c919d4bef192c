/** Where the step stands: the controls, the rail of beats one can drag along, and the caption that says what happens. */

/** @import { Grain, State } from "../types" */
/** @import { Text as Words } from "../written.js" */
/** @import { Actions } from "../actions.js" */
import { html } from "preact";
import { caption } from "../captions.js";
import { selectionOfNumber } from "../names.js";
import { GRAINS, partAt, partCount } from "../parts.js";
import { comingText } from "../share/shown.js";
import { beatTitle, rail, stepsGoBy } from "../timeline.js";
import { useSize } from "./chart.js";
import { Icon } from "./icons.js";

/** Pixels of the rail a beat, with which "Layer 7" fits over the three of a layer's way forward; else its number stands there. */
const BEAT_WITH_WORDS = 21;

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
    ${trace ? html`<div class=${`rail-place${ready ? "" : " is-idle"}`} inert=${!ready}><${Rail} trace=${trace} cursor=${cursor} grain=${state.grain} onScrub=${actions.scrub} /></div>` : html`<div class="rail" />`}
    <${Grains} grain=${state.grain} onGrain=${actions.setGrain} disabled=${!ready} />
    <${Caption} state=${state} actions=${actions} />
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

/** @type {Record<Grain, string>} What is shown at once at each grain. */
const GRAIN_HINTS = {
  phase: "A whole phase at a time",
  layer: "A layer at a time",
  neuron: "A neuron at a time",
  term: "One term of one neuron at a time",
};

/** @param {{ grain: Grain, onGrain: (grain: Grain) => void, disabled: boolean }} props */
function Grains({ grain, onGrain, disabled }) {
  return html`<div class="grains" role="group" aria-label="Grain">
    ${GRAINS.map(
      (each) =>
        html`<button
          class="grain"
          aria-pressed=${each === grain}
          title=${`${GRAIN_HINTS[each]} ([ coarser, ] finer)`}
          onClick=${() => onGrain(each)}
          disabled=${disabled}
        >
          ${each[0].toUpperCase() + each.slice(1)}
        </button>`,
    )}
  </div>`;
}

/** @param {{ trace: NonNullable<State["trace"]>, cursor: State["cursor"], grain: Grain, onScrub: (beat: number) => void }} props */
function Rail({ trace, cursor, grain, onScrub }) {
  const { beats } = trace;
  const [ref, { width }] = useSize();
  const narrow = width < beats.length * BEAT_WITH_WORDS;
  const now = cursor.beat;
  const parts = partCount(trace, beats[now], grain);
  const done = cursor.part === null ? 1 : (cursor.part + 1) / parts;
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
  /** At the grain of a phase all of it is the present. @param {number} index */
  function tickState(index) {
    const same = grain === "phase" && beats[index].phase === beats[now].phase;
    return index === now || same ? " now" : index < now ? " done" : "";
  }
  return html`<div
    class="rail"
    ref=${ref}
    role="slider"
    tabindex="0"
    aria-label="Beat of the step"
    aria-valuemin="1"
    aria-valuemax=${beats.length}
    aria-valuenow=${now + 1}
    aria-valuetext=${`${now + 1} of ${beats.length}: ${beatTitle(beats[now])}${cursor.part === null ? "" : `, part ${cursor.part + 1} of ${parts}`}`}
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
                  ${layer.label && html`<span class="layer-label">${narrow ? layer.label.replace("Layer ", "") : layer.label}</span>`}
                  <div class="ticks">
                    ${layer.beats.map((index) => html`<span class=${`tick${tickState(index)}`} data-index=${index} title=${beatTitle(beats[index])}><i style=${index === now && done < 1 ? { "--done": `${(done * 100).toFixed(2)}%` } : undefined} /></span>`)}
                  </div>
                </div>`,
            )}
          </div>
        </div>`,
    )}
  </div>`;
}

/** @param {{ state: State, actions: Actions }} props */
function Caption({ state, actions }) {
  const { trace, network, cursor, grain, status, phase } = state;
  if (stepsGoBy(phase))
    return html`<div class="standing"><span>Training</span></div>
      <p role="status" aria-label="Beat" class="said">
        <b>Steps go by.</b> Pause, and the step it has come to is here as a whole, to be walked through number by
        number.
      </p>`;
  const beat = trace?.beats[cursor.beat];
  const part = trace && beat ? partAt(trace, beat, grain, cursor.part) : null;
  const said = trace && network && beat ? caption({ ...state, trace, network, part }, beat) : null;
  return html`<div class="standing">
      ${trace && html`<span>${standing(state)}</span> <span>${progress(state)}</span>`}
    </div>
    <p role="status" aria-label="Beat" class="said">
      ${said ? html`<b class=${`said-${beat?.phase}`}>${said.title}</b> <${Said} text=${said.text} actions=${actions} />` : status === "failed" ? "Nothing to show." : comingText(state)}
    </p>`;
}

/** A sentence; a click on a number of it opens what the number belongs to. @param {{ text: Words, actions: Actions }} props */
function Said({ text, actions }) {
  const open = (/** @type {string} */ key) => {
    const selection = selectionOfNumber(key);
    if (selection) actions.select(selection);
  };
  return text.map((part) =>
    typeof part === "string"
      ? part
      : html`<span
          class="said-number"
          data-number=${part.key}
          title="Explain this number"
          onClick=${() => open(part.key)}
          >${part.text}</span
        >`,
  );
}

/** How far the step has been walked. @param {State} state */
function progress({ trace, cursor, grain }) {
  if (!trace) return "";
  const count = partCount(trace, trace.beats[cursor.beat], grain);
  const part = cursor.part === null ? "" : `, part ${cursor.part + 1} of ${count}`;
  return `beat ${cursor.beat + 1} of ${trace.beats.length}${part}`;
}

/** Which step it is, or which row on its own. @param {State} state */
function standing({ trace, taken, traced, looked, network }) {
  if (traced) return `${traced.part === "train" ? "Training row" : "Row kept aside"} ${traced.index + 1}, on its own`;
  if (looked !== null) return `Step ${trace?.step} of ${network?.step}`;
  return `Step ${trace?.step}${taken ? "" : ", not taken yet"}`;
}
