/** One plain sentence for each beat: what happens and why, with the numbers of the neuron in view. */

/** @import { Beat } from "./types" */
/** @import { Subject } from "./captions/subject.js" */
import { BACKWARD } from "./captions/backward.js";
import { FORWARD } from "./captions/forward.js";
import { beatTitle } from "./timeline.js";

const SENTENCES = { ...FORWARD, ...BACKWARD };

/** @param {Subject} subject @param {Beat} beat @returns {{ title: string, text: string }} */
export function caption(subject, beat) {
  const sentence = SENTENCES[beat.op];
  return { title: `${beatTitle(beat)}.`, text: sentence ? sentence(subject, beat.layer ?? 0) : "" };
}
