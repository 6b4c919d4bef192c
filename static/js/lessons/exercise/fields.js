/** The fields of the form in which an exercise is made. */

import { html, useMemo } from "preact";

/** @typedef {{ label: string, value: string, change: (value: string) => void, note?: string, rows?: number }} TextProps */

const valueOf = (/** @type {Event} */ event) =>
  /** @type {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} */ (event.currentTarget).value;

let notes = 0;

/** @param {TextProps} props */
export function Line({ label, value, change, note = "" }) {
  return html`<${Noted}
    label=${label}
    note=${note}
    field=${(/** @type {string | null} */ id) =>
      html`<input
        type="text"
        value=${value}
        aria-describedby=${id}
        onInput=${(/** @type {Event} */ event) => change(valueOf(event))}
      />`}
  />`;
}

/** @param {TextProps} props */
export function Area({ label, value, change, note = "", rows = 2 }) {
  return html`<${Noted}
    label=${label}
    note=${note}
    field=${(/** @type {string | null} */ id) =>
      html`<textarea
        rows=${rows}
        value=${value}
        aria-describedby=${id}
        onInput=${(/** @type {Event} */ event) => change(valueOf(event))}
      />`}
  />`;
}

/** @param {{ label: string, note: string, field: (describedBy: string | null) => unknown }} props */
function Noted({ label, note, field }) {
  const id = useMemo(() => `ex-note-${(notes += 1)}`, []);
  return html`<div class="ex-noted">
    <label class="ex-field"><span>${label}</span> ${field(note ? id : null)}</label>
    ${note && html`<small id=${id}>${note}</small>`}
  </div>`;
}

/** Empty is null. @param {{ label: string, value: number | null, change: (value: number | null) => void }} props */
export function Amount({ label, value, change }) {
  return html`<label class="ex-field ex-amount"
    ><span>${label}</span>
    <input
      type="number"
      step="any"
      value=${value ?? ""}
      onInput=${(/** @type {Event} */ event) => change(valueOf(event) === "" ? null : Number(valueOf(event)))}
  /></label>`;
}

/** @param {{ label: string, value: string, options: [string, string][], change: (value: string) => void }} props */
export function Pick({ label, value, options, change }) {
  return html`<label class="ex-field"
    ><span>${label}</span>
    <select value=${value} onChange=${(/** @type {Event} */ event) => change(valueOf(event))}>
      ${options.map(([name, text]) => html`<option value=${name}>${text}</option>`)}
    </select></label
  >`;
}

/** One line each. @param {{ value: string[], change: (value: string[]) => void }} props */
export function Hints({ value, change }) {
  return html`<${Area}
    label="Hints"
    note="One a line; they are shown one after another, to who asks."
    value=${value.join("\n")}
    change=${(/** @type {string} */ text) => change(text === "" ? [] : text.split("\n"))}
  />`;
}
