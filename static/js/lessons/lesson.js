/** A lesson as a list of passages: which figure stands beside each, where it stands, and which questions are whose. Pure. */

/** @import { Figure, Lesson, Move, Progress } from "../types/lesson" */

/** The figure beside a passage, its own or that of one before, and the passage it came with. @param {Lesson} lesson @param {number} current @returns {{ figure: Figure | null, at: number }} */
export function figureOf({ passages }, current) {
  for (let at = Math.min(current, passages.length - 1); at >= 0; at -= 1) {
    const { figure } = passages[at];
    if (figure) return { figure, at };
  }
  return { figure: null, at: -1 };
}

/** How many questions the lesson asks before a passage. @param {Lesson} lesson @param {number} passage */
export const questionsBefore = ({ passages }, passage) =>
  passages.slice(0, passage).reduce((sum, { questions }) => sum + questions.length, 0);

/** Where the figure has gone since it came, by what was answered right. @param {Lesson} lesson @param {Progress} progress @param {number} from @param {number} to @returns {Move[]} */
export function movesOf(lesson, progress, from, to) {
  const answers = progress[lesson.slug] ?? {};
  return lesson.passages.slice(from, to + 1).flatMap(({ questions }, i) => {
    const before = questionsBefore(lesson, from + i);
    return questions.flatMap(({ then }, j) => (then && answers[before + j] === "right" ? [then] : []));
  });
}
