/** A field for one number, or for none: taken on Enter or on leaving, refused with a reason, put back by Escape. */
import { html, useLayoutEffect, useRef } from "preact";
import { exactNumber, parseNumber } from "../format.js";

/**
 * `none` says what the field stands for while it is empty; without it there has to be a number.
 * @template {string | undefined} [None=undefined]
 * @param {{ label: string, value: number | null | undefined, onChange: (value: None extends string ? number | null : number) => void, check?: (value: number) => string, none?: None, title?: string }} props
 */
export function NumberField({ label, value, onChange, check, none, title }) {
  const shown = exactNumber(value);
  const ref = useRef(/** @type {HTMLInputElement | null} */ (null));
  // What was asked for and not answered yet: leaving the field must not ask again.
  const asked = useRef(/** @type {number | null | undefined} */ (undefined));
  useLayoutEffect(() => {
    asked.current = undefined;
    if (ref.current) ref.current.value = shown;
  }, [shown]);
  /** @param {HTMLInputElement} field */
  function take(field) {
    const number = parseNumber(field.value);
    const empty = none !== undefined && field.value.trim() === "";
    const complaint = empty
      ? ""
      : number === null
        ? `${label} must be a number, such as 0.5 or -2e-3.`
        : (check?.(number) ?? "");
    field.setCustomValidity(complaint);
    if (complaint) field.reportValidity();
    else if (number === (value ?? null)) field.value = shown;
    else if (number !== asked.current) onChange(/** @type {any} */ (asked.current = number));
  }
  /** @param {InputEvent} event */
  function onInput(event) {
    asked.current = undefined;
    /** @type {HTMLInputElement} */ (event.currentTarget).setCustomValidity("");
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
  return html`<label class="field" title=${title}>
    <span class="field-label">${label}</span>
    <input
      type="text"
      inputmode="decimal"
      autocomplete="off"
      spellcheck=${false}
      placeholder=${none}
      ref=${ref}
      onKeyDown=${onKeyDown}
      onInput=${onInput}
      onBlur=${(/** @type {FocusEvent} */ event) => take(/** @type {HTMLInputElement} */ (event.currentTarget))}
    />
  </label>`;
}
