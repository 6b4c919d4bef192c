/** Numbers as people read them: four significant digits, a true minus, an exponent only where it helps. */

const MINUS = "\u2212";
const DIGITS = 4;

/**
 * @param {number | null | undefined} value  null stands for a value that is not finite, undefined for one that is not known
 * @returns {string}
 */
export function formatNumber(value) {
  if (value === undefined) return "–";
  if (value === null) return "not finite";
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : `${MINUS}∞`;
  if (value === 0) return "0";
  const size = Math.abs(value);
  const text = size < 1e-3 || size >= 1e5 ? exponent(size) : significant(size);
  return (value < 0 ? MINUS : "") + text;
}

/** Where there is no room for more: two significant digits. @param {number | null | undefined} value */
export function shortNumber(value) {
  if (typeof value !== "number" || !Number.isFinite(value) || value === 0) return formatNumber(value);
  const size = Math.abs(value);
  const text =
    size < 0.01 || size >= 1000
      ? size.toExponential(0).replace("-", MINUS).replace("+", "")
      : String(Number(size.toPrecision(size >= 100 ? 3 : 2)));
  return (value < 0 ? MINUS : "") + text;
}

/** A number inside a sum or product: a negative one stands in brackets. @param {number | null | undefined} value */
export function formatFactor(value) {
  const text = formatNumber(value);
  return text.startsWith(MINUS) ? `(${text})` : text;
}

/** A sum written out, signs in place of "+ −". @param {(number | null | undefined)[]} values */
export function formatSum(values) {
  return values
    .map((value, index) => {
      const text = formatNumber(value);
      if (index === 0) return text;
      return text.startsWith(MINUS) ? ` ${MINUS} ${text.slice(1)}` : ` + ${text}`;
    })
    .join("");
}

/** The whole float64, as it goes to the clipboard. @param {number | null | undefined} value */
export function exactNumber(value) {
  return value === null || value === undefined ? "" : String(value);
}

/** @param {number} index a count from 0, shown from 1 as a subscript */
export function subscript(index) {
  return String(index + 1).replace(/\d/g, (digit) => "₀₁₂₃₄₅₆₇₈₉"[Number(digit)]);
}

/**
 * What people type: a comma or a point, a true minus or a hyphen.
 * @param {string} text
 * @returns {number | null} null where it is not a finite number
 */
export function parseNumber(text) {
  const plain = text.trim().replaceAll(MINUS, "-").replace(",", ".");
  if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain)) return null;
  const value = Number(plain);
  return Number.isFinite(value) ? value : null;
}

/** @param {number} size */
function significant(size) {
  const rounded = Number(size.toPrecision(DIGITS));
  return rounded >= 1e5 ? exponent(rounded) : String(rounded);
}

/** @param {number} size */
function exponent(size) {
  const [mantissa, power] = size.toExponential(DIGITS - 1).split("e");
  return `${Number(mantissa)}e${power.replace("-", MINUS).replace("+", "")}`;
}
