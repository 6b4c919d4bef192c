/** What a line does with its numbers. */

/** @param {number[]} factors */
export const product = (factors) => factors.reduce((all, factor) => all * factor, 1);

/** @param {number[]} terms */
export const sum = (terms) => terms.reduce((all, term) => all + term, 0);
