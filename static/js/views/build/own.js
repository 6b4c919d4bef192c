/** The numbers that a choice brings along: a slope, a momentum, a patience. */

/** @import { CatalogEntry, Choice } from "../../types" */
import { html } from "preact";
import { formatNumber } from "../../format.js";
import { NumberField } from "../number-field.js";

/** What those are called that have more than a plain name. @type {Record<string, string>} */
const WORDS = {
  alpha: "α",
  beta1: "β₁",
  beta2: "β₂",
  rho: "ρ",
  epsilon: "ε",
  every: "Every … steps",
  warmup: "Warm-up steps",
};

/** @param {string} name */
export const wordOf = (name) => WORDS[name] ?? (name[0].toUpperCase() + name.slice(1)).replaceAll("_", " ");

/**
 * Several of them are folded, and then read at a glance.
 * @param {{ entry: CatalogEntry | undefined, choice: string | Choice, of: string, without?: string[], onChange: (choice: Choice) => void }} props
 */
export function Own({ entry, choice, of, without = [], onChange }) {
  const own = entry?.parameters.filter(({ name }) => !without.includes(name)) ?? [];
  if (!entry || !own.length) return null;
  const now = typeof choice === "string" ? { name: choice } : choice;
  const numbers = own.map((parameter) => ({ ...parameter, value: Number(now[parameter.name] ?? parameter.default) }));
  const fields = html`<div class="fields own">
    ${numbers.map(
      ({ name, value, minimum, maximum }) =>
        html`<${NumberField}
          key=${`${entry.name} ${name}`}
          label=${wordOf(name)}
          value=${value}
          check=${(/** @type {number} */ number) => (number >= minimum && number <= maximum ? "" : `${wordOf(name)} lies between ${formatNumber(minimum)} and ${formatNumber(maximum)}, not at ${formatNumber(number)}.`)}
          onChange=${(/** @type {number} */ number) => onChange({ ...now, [name]: number })}
        />`,
    )}
  </div>`;
  if (numbers.length === 1) return fields;
  return html`<details class="fold own-fold">
    <summary>
      <span class="visually-hidden">Numbers of the ${of}: </span>
      ${numbers.map(({ name, value }) => `${wordOf(name)} ${formatNumber(value)}`).join(" · ")}
    </summary>
    ${fields}
  </details>`;
}
