/** The beats of a step as a rail one can walk: ids, groups and titles. Knows nothing of the page. */

/** @import { Beat } from "./types" */

export const PHASES = { forward: "Forward", loss: "Loss", backward: "Backward", update: "Update" };

/** The words for each operation, as they stand in captions and on the rail. @type {Record<string, string>} */
export const OPERATIONS = {
  product: "multiply",
  sum: "add up",
  batch_norm: "normalise",
  activation: "activate",
  skip: "add the bypass",
  dropout: "drop out",
  loss: "compare",
  gate: "gate",
  deposit: "deposit",
  send: "send",
  gather: "gather",
  update: "change the weights",
  measure: "measure again",
};

/** Unique within a step. @param {Beat} beat */
export function beatId(beat) {
  return [beat.phase, beat.layer, beat.op].filter((part) => part !== null && part !== undefined).join("-");
}

/** @param {Beat} beat */
export function beatTitle(beat) {
  const parts = [PHASES[beat.phase]];
  if (beat.phase === "forward" || beat.phase === "backward") parts.push(`layer ${beat.layer}`, OPERATIONS[beat.op]);
  if (beat.phase === "update") parts.push(OPERATIONS[beat.op]);
  return parts.join(", ");
}

/**
 * The rail: phases, in them layers, in them beats by their index.
 * @param {Beat[]} beats
 * @returns {{ phase: Beat["phase"], label: string, layers: { label: string, beats: number[] }[] }[]}
 */
export function rail(beats) {
  /** @type {ReturnType<typeof rail>} */
  const phases = [];
  beats.forEach((beat, index) => {
    let phase = phases.at(-1);
    if (phase?.phase !== beat.phase)
      phases.push((phase = { phase: beat.phase, label: PHASES[beat.phase], layers: [] }));
    const label = beat.phase === "forward" || beat.phase === "backward" ? `Layer ${beat.layer}` : "";
    const layer = phase.layers.at(-1);
    if (layer?.label === label) layer.beats.push(index);
    else phase.layers.push({ label, beats: [index] });
  });
  return phases;
}

/** The first beat of the phase before or after the one at `index`. @param {Beat[]} beats @param {number} index @param {1 | -1} direction */
export function nextPhase(beats, index, direction) {
  const starts = beats.flatMap((beat, i) => (i === 0 || beats[i - 1].phase !== beat.phase ? [i] : []));
  if (direction > 0) return starts.find((start) => start > index) ?? beats.length - 1;
  return starts.findLast((start) => start < index) ?? 0;
}

/** Whether steps go by unseen, so that the trace there is is none of this moment. @param {import("./types").Phase} phase */
export const stepsGoBy = (phase) => phase === "running" || phase === "pausing";

/** The operation whose result a layer hands on. @param {Beat[]} beats @param {number} layer */
export function lastOperation(beats, layer) {
  return beats.findLast((beat) => beat.phase === "forward" && beat.layer === layer)?.op ?? "activation";
}

/**
 * Where an operation stands relative to the beat shown.
 * @param {Beat[]} beats
 * @param {number} now
 * @param {Beat["phase"]} phase
 * @param {number | null} layer  null where the phase has no layers
 * @param {string} op
 * @returns {"before" | "now" | "after"} "before": not reached yet; "after": done
 */
export function reached(beats, now, phase, layer, op) {
  const at = beats.findIndex(
    (beat) => beat.phase === phase && beat.op === op && (layer === null || beat.layer === layer),
  );
  if (at === -1 || at > now) return "before";
  return at === now ? "now" : "after";
}
