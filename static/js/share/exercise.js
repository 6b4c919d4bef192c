/** An exercise while it is made: what a lesson of one passage is in JSON, and what changes it. Pure. */

/** @import { Draft, DraftQuestion, Kind } from "../types/exercise" */
import { solveOf } from "./goals.js";
import { BROKEN, holds, isObject, LinkError, pack, unpack } from "./packed.js";

const NAME = "ex";

/** @type {Record<Kind, string>} */
export const KINDS = { choice: "A choice", number: "A number", blanks: "Blanks to fill", goal: "A goal to reach" };

/** @param {Draft} draft @returns {Promise<string>} what stands behind the # */
export const writeExercise = (draft) => pack(NAME, draft);

/** @param {string} hash */
export const holdsExercise = (hash) => holds(NAME, hash);

/** Throws a LinkError; all but its being an object is the server's to check. @param {string} hash @returns {Promise<Draft>} */
export async function readExercise(hash) {
  const draft = await unpack(NAME, hash);
  if (!isObject(draft) || !isObject(draft.passages?.[0])) throw new LinkError(BROKEN);
  return draft;
}

/** @param {object} request  the network, as it is made anew @param {import("../types/exercise").DraftPlace} place  where its picture stands @returns {Draft} */
export function newDraft(request, place) {
  const figure = /** @type {const} */ ({ kind: "network", network: "own" });
  return {
    title: "My exercise",
    networks: { own: { request } },
    passages: [
      {
        title: "Task",
        text: "Look at the picture, then answer.",
        figure: { ...figure, panels: ["timeline"], ...place },
        questions: [newQuestion("choice")],
      },
    ],
  };
}

/** @param {Kind} kind @returns {DraftQuestion} */
export function newQuestion(kind) {
  const judged = { says: "Right.", wrong: "Not yet.", hints: [] };
  if (kind === "choice") return { kind, ask: "", options: [newOption(true), newOption(false)], hints: [] };
  if (kind === "number") return { kind, ask: "", blank: newBlank("Answer"), ...judged };
  if (kind === "blanks") return { kind, ask: "", line: "2 · 3 = {}", blanks: [newBlank("Blank 1")], ...judged };
  const goal = [{ of: "network.metrics.train.loss", at_most: 0.1 }];
  return { kind, ask: "", goal, solve: solveOf(goal, 50), ...judged };
}

/** @param {boolean} right */
export const newOption = (right) => ({ text: "", says: right ? "Right." : "Not this one.", right });

/** @param {string} name @returns {import("../types/exercise").DraftBlank} */
export const newBlank = (name) => ({ name, answer: null, within: 0.005, slips: [] });

/** A worked line with a blank for each {} of it; those that are there stay. @param {Extract<DraftQuestion, { kind: "blanks" }>} question @param {string} line @returns {DraftQuestion} */
export function withLine(question, line) {
  const count = line.split("{}").length - 1;
  const blanks = Array.from({ length: count }, (_, i) => question.blanks[i] ?? newBlank(`Blank ${i + 1}`));
  return { ...question, line, blanks };
}

/** @template T @param {T[]} list @param {number} at @param {T} value */
export const put = (list, at, value) => list.map((each, i) => (i === at ? value : each));

/** @template T @param {T[]} list @param {number} at */
export const without = (list, at) => list.filter((_, i) => i !== at);

/** Where something is wrong, as one reads the form. @param {(string | number)[]} loc of the server's finding */
export function whereText(loc) {
  const at = loc.indexOf("questions");
  if (at === -1) return String(loc.filter((part) => typeof part === "string").at(-1) ?? "exercise");
  const [number, ...inner] = loc.slice(at + 1).filter((part) => !(String(part) in KINDS));
  const rest = inner.map((part) => (typeof part === "number" ? String(part + 1) : part));
  return [`question ${Number(number) + 1}`, ...(rest.length ? [rest.join(" ")] : [])].join(", ");
}
