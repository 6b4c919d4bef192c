/** Of a long axis a few are shown, what is picked out always among them; the rest is counted, and added up where a sum runs over it. */

/** @typedef {{ whole: number, few: number }} Room up to `whole` all are shown, of more than that `few` */
/** @typedef {{ shown: number[], rest: number[] }} Shown indexes, in order */

/** From roomy to tight. @type {Room[]} */
export const ROOMS = [
  { whole: 12, few: 8 },
  { whole: 8, few: 6 },
  { whole: 6, few: 5 },
  { whole: 4, few: 4 },
  { whole: 3, few: 3 },
  { whole: 2, few: 2 },
  { whole: 1, few: 1 },
];

/** Which of `count` are shown. @param {number} count @param {Room} room @param {number[]} chosen what must be among them @returns {Shown} */
export function shownOf(count, { whole, few }, chosen) {
  const all = Array.from({ length: count }, (_, index) => index);
  if (count <= whole) return { shown: all, rest: [] };
  const wanted = [...new Set(chosen.filter((index) => index < count))].slice(0, few);
  const first = all.filter((index) => !wanted.includes(index)).slice(0, few - wanted.length);
  const shown = new Set([...first, ...wanted]);
  return { shown: all.filter((index) => shown.has(index)), rest: all.filter((index) => !shown.has(index)) };
}
