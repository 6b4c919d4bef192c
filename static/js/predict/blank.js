/** A worked line put together, and what is typed into its blanks held against the number and against the usual mistakes. */

/** @import { Blank, Judgement, Fading, Line, Slip } from "../types" */
/** @import { Text } from "../written.js" */
import { formatNumber, parseNumber } from "../format.js";
import { say } from "../written.js";
import { felt, isFinite } from "./sizes.js";

/** A number is right within this share of it, */
const RELATIVE = 0.01;
/** and 0 within this, or a hundredth of what it came from where that is less. */
const AROUND_ZERO = 5e-4;

/** @typedef {import("./sizes.js").Maybe} Maybe */
/** @typedef {{ value: Maybe, key: string }} Known */
/** @typedef {[Maybe, Text]} Wrong a wrong result, NaN where it is none here, and what it comes of */
/** @typedef {{ name: string, known: Known, factor?: boolean, slips?: Wrong[] }} Given */

/** @param {Maybe} value @param {Text} text @returns {Wrong} */
export const wrong = (value, text) => [value, text];

/**
 * A line; none where one of its numbers is not finite, or left over from rounding.
 * @param {{ title: Text, formula: string, parts: (string | Given)[], hints: Text[], compute?: (shown: number[]) => number }} line
 *   `compute` makes the result, which stands last, of the other numbers; it is used on those on screen, to see what rounding does
 * @returns {Line | null}
 */
export function lineOf({ title, formula, parts, hints, compute }) {
  const given = parts.filter((part) => typeof part !== "string");
  const values = given.map(({ known }) => known.value);
  if (!values.every((value) => value === 0 || felt(value))) return null;
  const shown = /** @type {number[]} */ (values).map((value) => parseNumber(formatNumber(value)) ?? value);
  const largest = Math.max(...values.map((value) => Math.abs(Number(value))));
  const made = compute ? compute(shown.slice(0, -1)) : NaN;
  const blanks = given.map((part, i) => {
    const value = Number(part.known.value);
    const last = i === given.length - 1;
    const rounding = last && Number.isFinite(made) ? Math.abs(made - value) : 0;
    const zero = value === 0 ? Math.min(AROUND_ZERO, RELATIVE * largest || AROUND_ZERO) : 0;
    const slack = Math.max(zero, Math.abs(shown[i] - value), 1.5 * rounding);
    return { ...blankOf(part, value), slack };
  });
  const rest = [...blanks];
  const whole = parts.map((part) => (typeof part === "string" ? part : /** @type {Blank} */ (rest.shift())));
  const places = whole.flatMap((part, i) => (typeof part === "string" ? [] : [i]));
  const last = /** @type {number} */ (places.pop());
  // The factor that is easily taken for another goes first.
  places.sort((a, b) => slipsAt(whole, b) - slipsAt(whole, a) || b - a);
  return { title, formula, parts: whole, fading: [last, ...places], hints };
}

/** @param {(string | Blank)[]} parts @param {number} i */
const slipsAt = (parts, i) => /** @type {Blank} */ (parts[i]).slips.length;

/** @param {Given} part @param {number} value @returns {Omit<Blank, "slack">} */
function blankOf({ name, known, factor = false, slips = [] }, value) {
  const sign = wrong(value === 0 ? NaN : -value, say`the sign is lost. The size is right.`);
  const all = [...slips, sign].filter(([made]) => isFinite(made));
  return { name, value, key: known.key, factor, slips: all.map(([made, text]) => ({ value: Number(made), text })) };
}

/** The places that are left out. @param {Line} line @param {Fading} fading */
export function blanksOf({ fading: order }, fading) {
  const count = fading === 2 ? order.length : Math.min(order.length, fading + 1);
  return order.slice(0, count).sort((a, b) => a - b);
}

/** By how much a number may be off. @param {Blank} blank */
const tolerance = ({ value, slack }) => Math.max(RELATIVE * Math.abs(value), slack);

/** Whether a number is as good as the right one. @param {Blank} blank @param {number} typed */
export const isRight = (blank, typed) => Math.abs(typed - blank.value) <= tolerance(blank) * (1 + 1e-9);

/** The mistakes that can be told from the right number, and from one another; the likelier stands first. @param {Blank} blank @returns {Slip[]} */
export function tellingSlips(blank) {
  const apart = blank.slips.filter(({ value }) => !isRight(blank, value));
  return apart.filter(({ value }, i) => apart.findIndex((other) => taken(other, value)) === i);
}

/** Whether a typed number comes of a mistake. @param {Slip} slip @param {number} typed */
const taken = ({ value }, typed) =>
  Math.abs(typed - value) <= Math.max(RELATIVE * Math.abs(value), value === 0 ? 1e-9 : 0);

/** What is typed, held against the number; null where nothing is. @param {Blank} blank @param {string} text @returns {Judgement | null} */
export function check(blank, text) {
  if (text.trim() === "") return null;
  const typed = parseNumber(text);
  if (typed === null) return { right: false, slip: say`that is not a number, such as 0.5 or −2e-3.` };
  if (isRight(blank, typed)) return { right: true, slip: null };
  const near = tellingSlips(blank).filter((slip) => taken(slip, typed));
  near.sort((a, b) => Math.abs(a.value - typed) - Math.abs(b.value - typed));
  return { right: false, slip: near[0]?.text ?? null };
}
