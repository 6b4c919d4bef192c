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
 * @param {{ entry: CatalogEntry | undefined, choice: string | Choice, without?: string[], onChange: (choice: Choice) => void }} props
 */
export function Own({ entry, choice, without = [], onChange }) {
  const own = entry?.parameters.filter(({ name }) => !without.includes(name)) ?? [];
  if (!entry || !own.length) return null;
  const now = typeof choice === "string" ? { name: choice } : choice;
  return html`<div class="fields own">
    ${own.map(
      ({ name, default: usual, minimum, maximum }) =>
        html`<${NumberField}
          key=${`${entry.name} ${name}`}
          label=${wordOf(name)}
          value=${Number(now[name] ?? usual)}
          check=${(/** @type {number} */ number) => (number >= minimum && number <= maximum ? "" : `${wordOf(name)} lies between ${formatNumber(minimum)} and ${formatNumber(maximum)}, not at ${formatNumber(number)}.`)}
          onChange=${(/** @type {number} */ number) => onChange({ ...now, [name]: number })}
        />`,
    )}
  </div>`;
}
