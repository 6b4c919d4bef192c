/** Which classes are taken for which: how often each answer was given to each class. Pure. */

/** @import { Matrix } from "../types" */
import { classOf } from "./points.js";

/**
 * @param {number[][]} targets @param {Matrix} answers @param {"binary" | "classes" | "numbers"} task
 * @returns {number[][]} rows by what is right, columns by what was answered
 */
export function confusionOf(targets, answers, task) {
  const classes = task === "binary" ? 2 : targets[0].length;
  const counts = Array.from({ length: classes }, () => Array(classes).fill(0));
  targets.forEach((target, i) => {
    counts[classOf(target, task)][classOf(answers[i], task)] += 1;
  });
  return counts;
}
