/** How the terms of a derivation are written: where a minus stands before, and where all have the same symbols. Pure. */

/** @import { Explanation, Factor } from "../types" */

/** @typedef {Explanation["terms"][0]} Term */

/** Whether a term is taken off: a product that begins with −1. @param {Term} term */
export const takenOff = ({ factors }) => factors.length > 1 && factors[0].ref === null && factors[0].value === -1;

/** The factors of a term besides such a −1, and their places among all. @param {Term} term @returns {{ factor: Factor, place: number }[]} */
export function factorsOf(term) {
  const all = term.factors.map((factor, place) => ({ factor, place }));
  return takenOff(term) ? all.slice(1) : all;
}

/** The symbols that all terms have in common, as where each is one of an example: they are then said once. @param {Term[]} terms @returns {string[] | null} */
export function sharedSymbols(terms) {
  if (terms.length < 2 || terms.some(takenOff)) return null;
  const [first, ...others] = terms.map(({ factors }) => factors.map(({ symbol }) => symbol));
  const same = others.every((own) => own.length === first.length && own.every((symbol, i) => symbol === first[i]));
  return same ? first : null;
}
