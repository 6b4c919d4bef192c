/** One layer of the build panel. */

/** @import { State } from "../../types" */
/** @import { Actions } from "../../actions.js" */
/** @import { Count } from "../../build/counts.js" */
import { html } from "preact";
import { changed } from "../../build/drafts.js";
import { choiceName } from "../../names.js";
import { Icon } from "../icons.js";
import { Hints } from "./hints.js";
import { LayerOptions } from "./layer-options.js";
import { Own } from "./own.js";
import { chosen } from "./parts.js";
import { Units } from "./units.js";

/**
 * @param {{
 *   state: State, actions: Actions, index: number, count: Count, shown: number, most: number, lastMovable: number, full: boolean,
 *   hints: import("../../build/advice.js").Advice[],
 *   reorder: ReturnType<typeof import("./reorder.js").useReorder>,
 *   onDraft: (units: number | null) => void, onMove: (at: number, to: number) => void,
 *   onUnits: (change: (units: number) => number) => void, onCopy: () => void, onRemove: () => void,
 * }} props
 */
export function Layer(props) {
  const { state, actions, index, count, shown, most, lastMovable, full, reorder, hints } = props;
  const { onDraft, onMove, onUnits, onCopy, onRemove } = props;
  const { network, data } = /** @type {NonNullable<State["network"]>} */ (state.network);
  const layer = network.layers[index];
  const name = `layer ${index + 1}`;
  const pinned = index > lastMovable;
  const alone = network.layers.length === 1;
  const entry = state.catalog?.activations.find((one) => one.name === choiceName(layer.activation));
  const set = (/** @type {string | import("../../types").Choice} */ activation) =>
    actions.setLayers(`activation of ${name}`, (drafts) => changed(drafts, index, { activation }));
  const { class: moving = "", style } = reorder.placed(index);

  /** @param {KeyboardEvent} event */
  function onKeyDown(event) {
    const handle = /** @type {Element} */ (event.target).closest("[data-handle]");
    const to = { ArrowUp: index - 1, ArrowDown: index + 1 }[event.key];
    // Alt with an arrow opens a list of choices.
    if (
      to === undefined ||
      event.ctrlKey ||
      event.metaKey ||
      !(handle || (event.altKey && event.target instanceof HTMLElement && event.target.tagName !== "SELECT"))
    )
      return;
    event.preventDefault();
    onMove(index, to);
  }
  return html`<div class=${`layer${moving}`} style=${style} data-row=${index} onKeyDown=${onKeyDown}>
    ${
      !pinned && !alone
        ? html`<button
            class="handle"
            data-handle=${index}
            aria-label=${`Move ${name}`}
            aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
            title="Drag, or Alt + ↑ and ↓"
            ...${reorder.handle(index)}
          >
            <${Icon} name="grip" />
          </button>`
        : html`<span class="handle"></span>`
    }
    <span class="layer-name">Layer ${index + 1}</span>
    <${Units}
      label=${`units of ${name}`}
      value=${layer.units}
      shown=${shown}
      most=${most}
      why=${data && index === network.layers.length - 1 ? "As many as the data has answers." : ""}
      onDraft=${onDraft}
      onChange=${(/** @type {number} */ units) => onUnits(() => units)}
      onStep=${(/** @type {number} */ by) => onUnits((units) => Math.max(1, Math.min(most, units + by)))}
    />
    <div class="layer-row">
      <label class="layer-activation">
        <span class="visually-hidden">Activation of ${name}</span>
        <select value=${choiceName(layer.activation)} onChange=${(/** @type {Event} */ event) => set(chosen(event))}>
          ${state.catalog?.activations.map((one) => html`<option value=${one.name} title=${one.summary}>${one.label}</option>`)}
        </select>
      </label>
      <button
        class="button mini quiet layer-remove"
        aria-label=${`Remove ${name}`}
        title=${alone ? "A network needs one layer" : pinned ? "The data needs its output" : `Remove ${name}`}
        disabled=${alone || pinned}
        onClick=${onRemove}
      >
        <${Icon} name="close" />
      </button>
    </div>
    <${Own} entry=${entry} choice=${layer.activation} of="activation" onChange=${set} />
    <p class=${`layer-count${shown === layer.units ? "" : " is-draft"}`}>
      ${count.text} = <b>${count.total}</b> parameters
    </p>
    <${Hints} of=${hints} state=${state} actions=${actions} />
    <${LayerOptions} state=${state} actions=${actions} index=${index}>
      <div class="buttons">
        <button class="button small" disabled=${full} aria-label=${`Duplicate ${name}`} onClick=${onCopy}>
          Duplicate
        </button>
        <button
          class="button mini"
          aria-label=${`Move ${name} up`}
          disabled=${index === 0 || pinned}
          onClick=${() => onMove(index, index - 1)}
        >
          <${Icon} name="up" />
        </button>
        <button
          class="button mini"
          aria-label=${`Move ${name} down`}
          disabled=${index >= lastMovable}
          onClick=${() => onMove(index, index + 1)}
        >
          <${Icon} name="down" />
        </button>
      </div>
    <//>
  </div>`;
}
