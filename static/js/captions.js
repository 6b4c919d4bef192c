/** One plain sentence for each stop: what happens and why, with the numbers of the neuron in view. */

/** @import { Beat, Grain } from "./types" */
/** @import { Subject } from "./captions/subject.js" */
/** @import { Text } from "./written.js" */
import { allBackward, allUpdated, BACKWARD } from "./captions/backward.js";
import { allForward, FORWARD } from "./captions/forward.js";
import { symbol } from "./captions/subject.js";
import { beatTitle, PHASES } from "./timeline.js";

const SENTENCES = { ...FORWARD, ...BACKWARD };

/** @type {Record<Beat["phase"], (subject: Subject) => Text>} */
const PHASE_SENTENCES = {
  forward: allForward,
  loss: (subject) => BACKWARD.loss(subject, 0),
  backward: allBackward,
  update: allUpdated,
};

/** @param {Subject & { grain: Grain }} subject @param {Beat} beat @returns {{ title: string, text: Text }} */
export function caption(subject, beat) {
  if (subject.grain === "phase") return { title: `${PHASES[beat.phase]}.`, text: PHASE_SENTENCES[beat.phase](subject) };
  const sentence = SENTENCES[beat.op];
  return { title: `${titleOf(subject, beat)}.`, text: sentence ? sentence(subject, beat.layer ?? 0) : [] };
}

/** @param {Subject} subject @param {Beat} beat */
function titleOf(subject, beat) {
  const { part } = subject;
  if (!part) return beatTitle(beat);
  const layer = beat.op === "gather" ? part.layer - 1 : part.layer;
  return `${beatTitle(beat)}, ${symbol(subject, layer, part.unit)}`;
}
