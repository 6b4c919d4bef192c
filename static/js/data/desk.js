/** What lies on the table while data are being chosen, before anything was. Pure. */

/** @import { DataDesk, DataPreview, Problem } from "../types" */
import { emptyDrawing } from "./drawing.js";

/** @returns {DataDesk} */
export function emptyDesk() {
  return {
    tab: "gallery",
    preparing: { validation_fraction: 0.3, standardize: true },
    drawn: null,
    drawing: emptyDrawing(),
    brought: null,
    trouble: null,
    reading: false,
    preview: { of: "", answer: null },
  };
}

/** Whether an answer is a refusal. @param {object | null} answer @returns {answer is Problem} */
export const isProblem = (answer) => answer !== null && "detail" in answer;

/** What was previewed, if it was of this request and went well. @param {DataDesk["preview"]} preview @param {unknown} body @returns {DataPreview | null} */
export function previewOf({ of, answer }, body) {
  return of !== JSON.stringify(body) || answer === null || isProblem(answer) ? null : answer;
}
