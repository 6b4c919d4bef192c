/** What an exercise still lacks, said while it is made: only one that lacks nothing is sent to the server. Pure. */

/** @import { Draft, DraftBlank, DraftQuestion } from "../types/exercise" */
import { boundOf, MEASURES, measureOf, placeOf } from "./goals.js";

/** @typedef {{ loc: (string | number)[], message: string }} Lack */

const EMPTY = "is still empty";
const NO_NUMBER = "needs a number";
/** As many characters as the server takes. */
const MOST_LABEL = 200;
const MOST_WORDS = 4000;
const MOST_BLANKS = 8;

/** What is sent: without the lines between two hints. @param {Draft} draft @returns {Draft} */
export const tidied = (draft) => ({
  ...draft,
  passages: draft.passages.map((passage) => ({
    ...passage,
    questions: passage.questions.map((question) => ({ ...question, hints: question.hints.filter((hint) => hint) })),
  })),
});

/** @param {Draft} draft @returns {Lack[]} */
export function lacksOf({ title, networks, passages: [{ text, questions }] }) {
  const layers = networks.own.request.network?.layers ?? [];
  return [
    ...words(["title"], title, MOST_LABEL),
    ...words(["text"], text),
    ...questions.flatMap((question, i) =>
      ofQuestion(question, layers).map(({ loc, message }) => ({ loc: ["questions", i, ...loc], message })),
    ),
  ];
}

/** @param {Lack["loc"]} loc @param {string} text @param {number} [most] @returns {Lack[]} */
function words(loc, text, most = MOST_WORDS) {
  if (!text) return [{ loc, message: EMPTY }];
  return text.length > most ? [{ loc, message: `has ${text.length} characters, ${most} at most` }] : [];
}

/** @param {Lack["loc"]} loc @param {number | null} value @returns {Lack[]} */
const number = (loc, value) => (value === null || !Number.isFinite(value) ? [{ loc, message: NO_NUMBER }] : []);

/** @param {DraftQuestion} question @param {{ units: number }[]} layers @returns {Lack[]} */
function ofQuestion(question, layers) {
  const asked = [
    ...words(["ask"], question.ask),
    ...question.hints.filter((hint) => hint).flatMap((hint, i) => words(["hints", i], hint)),
  ];
  if (question.kind === "choice")
    return [
      ...asked,
      ...question.options.flatMap(({ text, says }, i) => [
        ...words(["options", i, "text"], text),
        ...words(["options", i, "reason"], says),
      ]),
    ];
  const said = [...words(["said of a right answer"], question.says), ...words(["said of any other"], question.wrong)];
  if (question.kind === "number") return [...asked, ...ofBlank([], question.blank), ...said];
  if (question.kind === "goal") return [...asked, ...ofGoal(question, layers), ...said];
  const { line, blanks } = question;
  const count =
    blanks.length === 0
      ? [{ loc: ["line"], message: "needs a {} where a number is to be filled in" }]
      : blanks.length > MOST_BLANKS
        ? [{ loc: ["line"], message: `has ${blanks.length} blanks, ${MOST_BLANKS} at most` }]
        : words(["line"], line);
  return [...asked, ...count, ...blanks.flatMap((blank, i) => ofBlank(["blank", i], blank)), ...said];
}

/** @param {Lack["loc"]} loc @param {DraftBlank} blank @returns {Lack[]} */
function ofBlank(loc, { name, answer, within, slips }) {
  return [
    ...words([...loc, "name"], name, MOST_LABEL),
    ...number([...loc, "right answer"], answer),
    ...(within >= 0 ? [] : [{ loc: [...loc, "within"], message: "must not be negative" }]),
    ...slips.flatMap((slip, i) => [
      ...number([...loc, "wrong answer", i], slip.answer),
      ...words([...loc, "wrong answer", i, "mistake"], slip.says),
    ]),
  ];
}

/** @param {Extract<DraftQuestion, { kind: "goal" }>} question @param {{ units: number }[]} layers @returns {Lack[]} */
function ofGoal({ goal }, layers) {
  return goal.flatMap((condition, i) => {
    const loc = ["condition", i];
    const measure = measureOf(condition);
    const value = condition[boundOf(condition)] ?? null;
    const { at, share } = MEASURES[measure];
    const isShare = value === null || !share || (value >= 0 && value <= 1);
    const lacks = [
      ...number(loc, value),
      ...(isShare ? [] : [{ loc, message: "an accuracy goes from 0 to 1: 0.9 is 90 %" }]),
    ];
    return at ? [...lacks, ...ofPlace(loc, placeOf(condition), at.includes("source"), layers)] : lacks;
  });
}

/** @param {Lack["loc"]} loc @param {import("./goals.js").GoalPlace} place @param {boolean} isWeight @param {{ units: number }[]} layers @returns {Lack[]} */
function ofPlace(loc, { layer, unit, source }, isWeight, layers) {
  if (!layers[layer - 1]) return [{ loc, message: `the network has layers 1 to ${layers.length}` }];
  const { units } = layers[layer - 1];
  if (!(unit >= 1 && unit <= units)) return [{ loc, message: `layer ${layer} has neurons 1 to ${units}` }];
  const before = layer > 1 ? layers[layer - 2].units : Infinity;
  if (isWeight && !(source >= 1 && source <= before))
    return [{ loc, message: layer > 1 ? `layer ${layer - 1} has neurons 1 to ${before}` : "inputs count from 1" }];
  return [];
}
