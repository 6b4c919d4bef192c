/** A gradient within a line of text, ∂L/∂z, and as a fraction in a line by itself. Pure. */

/** @param {string} symbol */
export const inline = (symbol) => symbol.replace(/^\\dfrac\{\\partial L\}\{(.*)\}$/, "\\partial L / $1");

/** @param {string} symbol */
export const fraction = (symbol) => symbol.replace(/^\\partial L \/ (\\partial .*)$/, "\\dfrac{\\partial L}{$1}");
