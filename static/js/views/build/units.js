/** How many units: typed in, stepped, or dragged, and said while it is dragged, before anything is asked of the server. */

import { html, useLayoutEffect, useRef } from "preact";
import { Icon } from "../icons.js";

/** So many pixels are a unit at first; the farther it is dragged, the faster they come. */
const PIXELS = { unit: 9, faster: 34, still: 4 };

/** @type {Record<string, number>} */
const KEYS = { ArrowUp: 1, ArrowDown: -1, PageUp: 8, PageDown: -8 };

/**
 * `onDraft` is told while it changes and `onChange` once it stays; `onStep` counts on from what is there when its turn comes.
 * @param {{
 *   label: string, value: number, shown: number, most: number, why?: string,
 *   onDraft: (units: number | null) => void, onChange: (units: number) => void, onStep: (by: number) => void,
 * }} props
 */
export function Units({ label, value, shown, most, why = "", onDraft, onChange, onStep }) {
  const ref = useRef(/** @type {HTMLInputElement | null} */ (null));
  const drag = useRef(/** @type {{ x: number, far: boolean } | null} */ (null));
  const within = (/** @type {number} */ units) => Math.max(1, Math.min(most, units));
  useLayoutEffect(() => {
    if (ref.current && (shown !== value || document.activeElement !== ref.current)) ref.current.value = String(shown);
  }, [shown, value]);

  /** @param {number} units */
  function settle(units) {
    const field = /** @type {HTMLInputElement} */ (ref.current);
    field.value = String(units);
    if (units === value) onDraft(null);
    else onChange(units);
  }
  /** @returns {number | null} null, and a complaint at the field, where it is no number of units */
  function typed() {
    const field = /** @type {HTMLInputElement} */ (ref.current);
    const units = Number(field.value);
    const fits = Number.isInteger(units) && units >= 1 && units <= most;
    field.setCustomValidity(fits ? "" : `Whole numbers from 1 to ${most}, not ${field.value.trim() || "nothing"}.`);
    return fits ? units : null;
  }
  function take() {
    const units = typed();
    if (units === null) ref.current?.reportValidity();
    else settle(units);
  }
  function onInput() {
    const units = typed();
    onDraft(units);
    ref.current?.setCustomValidity("");
  }
  /** @param {KeyboardEvent} event */
  function onKeyDown(event) {
    if (event.altKey) return;
    const by = KEYS[event.key];
    const end = { Home: 1, End: most }[event.shiftKey ? "" : event.key];
    if (by || (end && event.ctrlKey)) {
      event.preventDefault();
      onDraft(within(end ?? shown + by));
    } else if (event.key === "Enter") take();
    else if (event.key === "Escape") {
      /** @type {HTMLInputElement} */ (ref.current).value = String(value);
      ref.current?.setCustomValidity("");
      onDraft(null);
    }
  }
  /** A key that is held counts on; let go, it is what is asked for. @param {KeyboardEvent} event */
  function onKeyUp(event) {
    if (KEYS[event.key] || event.key === "Home" || event.key === "End") settle(shown);
  }
  /** @param {PointerEvent} event */
  function onPointerDown(event) {
    if (event.button === 0) drag.current = { x: event.clientX, far: false };
  }
  /** @param {PointerEvent} event */
  function onPointerMove(event) {
    if (!drag.current) return;
    const way = event.clientX - drag.current.x;
    if (!drag.current.far && Math.abs(way) < PIXELS.still) return;
    drag.current.far = true;
    ref.current?.setPointerCapture(event.pointerId);
    event.preventDefault();
    onDraft(within(value + Math.sign(way) * Math.round(Math.abs(way) / PIXELS.unit + (way / PIXELS.faster) ** 2)));
  }
  /** @param {PointerEvent} event */
  function onPointerUp(event) {
    const far = drag.current?.far;
    drag.current = null;
    if (!far) return;
    event.preventDefault();
    ref.current?.blur();
    settle(shown);
  }
  function onPointerCancel() {
    if (drag.current?.far) onDraft(null);
    drag.current = null;
  }
  if (why)
    return html`<span class="units-fixed" title=${why}
      >${value}<span class="visually-hidden"> ${label}. ${why}</span></span
    >`;
  return html`<span class="stepper" role="group" aria-label=${`Number of ${label}`}>
    <button class="button mini quiet" aria-label=${`Fewer ${label}`} disabled=${value <= 1} onClick=${() => onStep(-1)}>
      <${Icon} name="minus" />
    </button>
    <input
      class="units"
      type="text"
      inputmode="numeric"
      autocomplete="off"
      role="spinbutton"
      ref=${ref}
      aria-label=${label[0].toUpperCase() + label.slice(1)}
      aria-valuenow=${shown}
      aria-valuemin="1"
      aria-valuemax=${most}
      title="Type a number, drag sideways, or use ↑ and ↓"
      onInput=${onInput}
      onKeyDown=${onKeyDown}
      onKeyUp=${onKeyUp}
      onBlur=${take}
      onPointerDown=${onPointerDown}
      onPointerMove=${onPointerMove}
      onPointerUp=${onPointerUp}
      onPointerCancel=${onPointerCancel}
    />
    <button
      class="button mini quiet"
      aria-label=${`More ${label}`}
      disabled=${value >= most}
      onClick=${() => onStep(1)}
    >
      <${Icon} name="plus" />
    </button>
  </span>`;
}
