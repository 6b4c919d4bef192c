/** The plain symbols of the API's LaTeX taken apart, so that a line of numbers need not be set as a formula each. Pure. */

/** @typedef {{ before: string, letter: string, above: string, below: string, after: string }} MathSymbol `above` the layer, `below` the units */

/** @type {Record<string, string>} */
const LETTERS = {
  "\\hat{y}": "ŷ",
  "\\hat{x}": "x̂",
  "\\gamma": "γ",
  "\\beta": "β",
  "\\ell": "ℓ",
  "\\eta": "η",
  "\\mu": "μ",
  "\\rho": "ρ",
  "\\Delta": "Δ",
};

const LETTER = String.raw`\\hat\{[xy]\}|\\(?:gamma|beta|ell|eta|mu|rho|Delta)|[A-Za-z]`;
const PLAIN = new RegExp(String.raw`^(${LETTER})('?)(?:\^\{(\(\d+\))\})?(?:_\{?([\d,]+)\}?)?$`);

/** @param {string} latex @returns {MathSymbol | null} null where it is more than a letter with its places */
export function symbolOf(latex) {
  const gradient = /^(?:\\partial L \/ \\partial (.*)|\\dfrac\{\\partial L\}\{\\partial (.*)\})$/.exec(latex);
  const slope = /^f'\((.*)\)$/.exec(latex);
  // Softmax takes the largest off before it raises e to the rest.
  const power = /^e\^\{(.*) - [yz]_\{\\max\}\}$/.exec(latex);
  const inner = gradient?.[1] ?? gradient?.[2] ?? slope?.[1] ?? power?.[1] ?? latex;
  const parts = PLAIN.exec(inner);
  if (!parts) return null;
  const [, letter, prime, above = "", below = ""] = parts;
  return {
    before: gradient ? "∂L/∂" : slope ? "f′(" : power ? "e^(" : "",
    letter: (LETTERS[letter] ?? letter) + (prime && "′"),
    above,
    below,
    after: slope ? ")" : power ? " − max)" : "",
  };
}
