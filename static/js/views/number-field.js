/** A field for one number: taken on Enter or on leaving, refused with a reason, put back by Escape. */
import { html } from "preact";
import { exactNumber, parseNumber } from "../format.js";

/**
 * @param {{ label: string, value: number | null | undefined, onChange: (value: number) => void, check?: (value: number) => string, hideLabel?: boolean, disabled?: boolean }} props
 */
export function NumberField({ label, value, onChange, check, hideLabel = false, disabled = false }) {
  const shown = exactNumber(value);
  /** @param {HTMLInputElement} field */
  function take(field) {
    const number = parseNumber(field.value);
    const complaint = number === null ? `${label} must be a number, such as 0.5 or -2e-3.` : (check?.(number) ?? "");
    field.setCustomValidity(complaint);
    if (complaint) field.reportValidity();
    else if (number !== null && number !== value) onChange(number);
    else field.value = shown;
  }
  /** @param {KeyboardEvent} event */
  function onKeyDown(event) {
    const field = /** @type {HTMLInputElement} */ (event.currentTarget);
    if (event.key === "Enter") take(field);
    if (event.key === "Escape") {
      field.value = shown;
      field.setCustomValidity("");
    }
  }
  return html`<label class="field">
    <span class=${hideLabel ? "visually-hidden" : "field-label"}>${label}</span>
    <input
      type="text"
      inputmode="decimal"
      autocomplete="off"
      spellcheck=${false}
      key=${shown}
      defaultValue=${shown}
      disabled=${disabled}
      onKeyDown=${onKeyDown}
      onInput=${(/** @type {Event} */ event) => /** @type {HTMLInputElement} */ (event.currentTarget).setCustomValidity("")}
      onBlur=${(/** @type {FocusEvent} */ event) => take(/** @type {HTMLInputElement} */ (event.currentTarget))}
    />
  </label>`;
}
