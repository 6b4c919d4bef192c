/** Networks to ask about: the golden ones, and many small ones whose arithmetic is written separately. */
import { plain } from "../../static/js/written.js";
import { richMoment, spamMoment } from "./fixtures.js";
import { little } from "./little.js";

/** @import { Prediction } from "../../static/js/types" */
/** @typedef {import("../../static/js/predict/subject.js").Subject} Subject */

/** @param {object} moment @returns {Subject} */
export const subjectOf = (moment) => /** @type {any} */ ({ row: 0, selection: null, part: null, ...moment });

export const { catalog } = spamMoment(0);
export const SHAPES = [
  { widths: [3, 2, 1], activations: ["relu", "sigmoid"], loss: "binary_cross_entropy" },
  { widths: [2, 4, 3], activations: ["tanh", "softmax"], loss: "categorical_cross_entropy" },
  { widths: [2, 3, 3, 2], activations: ["relu", "relu", "linear"], loss: "mean_squared_error" },
  { widths: [1, 5, 1], activations: ["sigmoid", "linear"], loss: "mean_squared_error", rows: 4 },
  { widths: [2, 3, 1], activations: ["tanh", "sigmoid"], loss: "mean_squared_error", rate: 2 },
  { widths: [4, 3, 2], activations: ["relu", "softmax"], loss: "categorical_cross_entropy", rows: 3, rate: 3 },
];

/** The golden networks and many small ones, each for a row and where there are more for the whole batch. @returns {Subject[]} */
export function everything() {
  const made = SHAPES.flatMap((shape) =>
    Array.from({ length: 40 }, (_, seed) => ({ ...little({ ...shape, seed }), catalog })),
  );
  return [spamMoment(0), richMoment(0), ...made].flatMap((moment) => {
    const rows = moment.trace.x.length > 1 ? [0, 1, null] : [0];
    return rows.map((row) => subjectOf({ ...moment, row }));
  });
}
export const ALL = everything();

/** @param {(subject: Subject, beat: number, entry: import("../../static/js/types").Beat) => void} visit */
export function atEveryBeat(visit) {
  for (const subject of ALL) subject.trace.beats.forEach((entry, beat) => visit(subject, beat, entry));
}

/** @param {Prediction} question */
export const rightText = (question) => plain(question.options[question.right].text);

/** The unit that a prompt names: h₂ is 1, ŷ alone 0. @param {string} text */
export function unitIn(text) {
  const digits = /[hxŷ]([₀-₉]+)/.exec(text)?.[1] ?? "₁";
  return Number([...digits].map((digit) => "₀₁₂₃₄₅₆₇₈₉".indexOf(digit)).join("")) - 1;
}
