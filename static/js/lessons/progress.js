/** What has been answered: counted, added to, and kept in the browser from one visit to the next. */

/** @import { Progress } from "../types/lesson" */

const KEY = "mlpscope-lessons";

/** What was right once stays so. @param {Progress} progress @param {string} slug @param {number} question from 0 @param {boolean} right @returns {Progress} */
export function withAnswer(progress, slug, question, right) {
  const own = progress[slug] ?? {};
  return { ...progress, [slug]: { ...own, [question]: right || own[question] === "right" ? "right" : "tried" } };
}

/** @param {Progress} progress @param {string} slug @returns {Progress} */
export function without(progress, slug) {
  const { [slug]: _, ...rest } = progress;
  return rest;
}

/** @param {Progress} progress @param {string} slug @param {number} questions how many the lesson has */
export function countOf(progress, slug, questions) {
  const answers = Object.entries(progress[slug] ?? {}).filter(([question]) => Number(question) < questions);
  const right = answers.filter(([, answer]) => answer === "right").length;
  return { right, tried: answers.length };
}

/** In a word: how far one has come. @param {{ right: number, tried: number }} count @param {number} questions */
export function doneText({ right, tried }, questions) {
  if (questions === 0) return "Nothing to answer";
  if (right === questions) return "Done";
  if (tried === 0) return `${questions} ${questions === 1 ? "question" : "questions"}`;
  return `${right} of ${questions} right`;
}

/** What storage holds, as far as it makes sense. @param {string | null} text @returns {Progress} */
export function progressOf(text) {
  /** @type {Progress} */
  const progress = {};
  try {
    for (const [slug, answers] of Object.entries(JSON.parse(text ?? "{}")))
      for (const [question, answer] of Object.entries(/** @type {Record<string, unknown>} */ (answers ?? {})))
        if (/^\d+$/.test(question) && (answer === "right" || answer === "tried"))
          progress[slug] = { ...progress[slug], [question]: answer };
  } catch {
    // Written by something else: it counts as nothing.
  }
  return progress;
}

/** @returns {Progress} */
export function readProgress() {
  try {
    return progressOf(localStorage.getItem(KEY));
  } catch {
    // Storage may be switched off.
    return {};
  }
}

/** @param {Progress} progress */
export function keepProgress(progress) {
  try {
    localStorage.setItem(KEY, JSON.stringify(progress));
  } catch {
    // The answers then last as long as the page.
  }
}
