/** The small controls that the parts of the build panel share. */

/** @import { Catalog } from "../../types" */

/** What this page draws in good time; the API may take more, or less. */
const DRAWN = { units: 512, layers: 20, parameters: 100_000 };

/** How much of each the page offers. @param {Catalog | null} catalog @returns {typeof DRAWN} */
export function mostOf(catalog) {
  const { limits } = catalog ?? {};
  const least = (/** @type {keyof typeof DRAWN} */ name) => Math.min(DRAWN[name], limits?.[name] ?? Infinity);
  return { units: least("units"), layers: least("layers"), parameters: least("parameters") };
}

/** @param {Event} event */
export const chosen = (event) => /** @type {HTMLSelectElement} */ (event.currentTarget).value;
