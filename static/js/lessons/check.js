/** Whether an answer is right, and what is to be said of it: why it is, or which mistake leads to it. Pure. */

/** @import { Blank, Blanks, Choice, Condition, Facts, Goal, NumberQuestion, Slip, Verdict } from "../types/lesson" */

const NO_NUMBER = "<p>That is no number. Write digits, as in 2.16, −0.18 or 1/3.</p>";
const EMPTY = "<p>Write a number first.</p>";
/** Sums of decimal fractions miss their value by so little. */
const HAIR = 1e-12;

/** Which numbers a text may mean: "1,000" one or a thousand, "77 %" 77 or 0.77; none where it is no number. @param {string} text @returns {number[]} */
export function readingsOf(text) {
  const plain = text
    .trim()
    .replace(/[−–—‒﹣－]/g, "-")
    .replace(/[\s\u00a0\u2009\u202f'’_]/g, "")
    .replace(/^[=≈~]/, "");
  const percent = plain.endsWith("%");
  const body = percent ? plain.slice(0, -1) : plain;
  const values = body.includes("/") ? quotientsOf(body) : decimalsOf(body);
  return percent ? [...values, ...values.map((value) => value / 100)] : values;
}

/** @param {string} text */
function quotientsOf(text) {
  const [above, below, ...more] = text.split("/").map(decimalsOf);
  if (more.length || !above.length || !below.length || below[0] === 0) return [];
  return [above[0] / below[0]];
}

/** @param {string} text @returns {number[]} */
function decimalsOf(text) {
  const numbers = new Set([text, text.replace(",", ".")].map(numberOf));
  if (/^[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?$/.test(text)) numbers.add(numberOf(text.replaceAll(",", "")));
  if (/^[+-]?[1-9]\d{0,2}(\.\d{3})+,\d+$/.test(text)) numbers.add(numberOf(text.replaceAll(".", "").replace(",", ".")));
  return [...numbers].filter((number) => number !== null);
}

/** @param {string} text */
function numberOf(text) {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : null;
}

/** @param {Choice} question @param {number | null} chosen @returns {Verdict} */
export function checkChoice(question, chosen) {
  const option = chosen === null ? null : question.options[chosen];
  if (!option) return { right: false, says: "<p>Choose one first.</p>" };
  return { right: option.right, says: option.says };
}

/** @param {NumberQuestion} question @param {string} text @param {Facts} facts @returns {Verdict} */
export function checkNumber(question, text, facts) {
  const { right, says } = judged(question.blank, text, facts);
  return { right, says: right ? question.says : (says ?? slipOf(question.slips, facts) ?? question.wrong) };
}

/** @param {Blanks} question @param {string[]} texts @param {Facts} facts @returns {Verdict} */
export function checkBlanks(question, texts, facts) {
  const all = question.blanks.map((blank, i) => judged(blank, texts[i] ?? "", facts));
  const each = all.map(({ right }) => right);
  const first = all.findIndex(({ right }) => !right);
  if (first === -1) return { right: true, says: question.says, each };
  const said = all.findIndex(({ right, says }) => !right && says !== null);
  if (said === -1) return { right: false, says: slipOf(question.slips, facts) ?? question.wrong, each };
  const name = question.blanks.length > 1 ? `<p class="which">${question.blanks[said].name}:</p>` : "";
  return { right: false, says: name + all[said].says, each };
}

/** @param {Goal} question @param {Facts} facts @returns {Verdict} */
export function checkGoal(question, facts) {
  const right = question.goal.every((condition) => holds(condition, facts));
  return { right, says: right ? question.says : (slipOf(question.slips, facts) ?? question.wrong) };
}

/** What is right in a blank: as it is written in the lesson, or as the figure has it. @param {Blank} blank @param {Facts} facts */
export function answerOf({ answer, number }, facts) {
  if (answer !== null) return answer;
  const found = facts(`number:${number}`);
  return typeof found === "number" ? found : null;
}

/** @param {Blank} blank @param {string} text @param {Facts} facts @returns {{ right: boolean, says: string | null }} */
function judged(blank, text, facts) {
  if (!text.trim()) return { right: false, says: EMPTY };
  const readings = readingsOf(text);
  if (!readings.length) return { right: false, says: NO_NUMBER };
  const answer = answerOf(blank, facts);
  if (answer === null)
    return { right: false, says: "<p>The figure shows no such number just now. Start it again.</p>" };
  const meets = (/** @type {number} */ wanted) =>
    readings.some((value) => Math.abs(value - wanted) <= blank.within + HAIR);
  if (meets(answer)) return { right: true, says: null };
  const slip = blank.slips.find((each) => each.answer !== null && meets(each.answer));
  return { right: false, says: slip?.says ?? null };
}

/** The first slip that fits the figure as it stands. @param {Slip[]} slips @param {Facts} facts */
function slipOf(slips, facts) {
  return slips.find(({ when }) => when.length && when.every((condition) => holds(condition, facts)))?.says ?? null;
}

/** @param {Condition} condition @param {Facts} facts */
export function holds({ of, at_least, at_most, equals }, facts) {
  const value = facts(of);
  if (value === null || value === undefined) return false;
  if (equals !== null && !same(value, equals)) return false;
  if (at_least !== null && !(Number(value) >= at_least - HAIR)) return false;
  return at_most === null || Number(value) <= at_most + HAIR;
}

/** @param {unknown} value @param {number | string | boolean} wanted */
function same(value, wanted) {
  return typeof wanted === "number" ? Math.abs(Number(value) - wanted) <= 1e-9 : value === wanted;
}
