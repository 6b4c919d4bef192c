/** Networks as the server answers them, kept in tests/golden and compared with the server by tests/contract/test_golden.py. */
import { readFileSync } from "node:fs";
import { layoutNetwork } from "../../static/js/layout.js";
import { widthsOf } from "../../static/js/numbers.js";

/** @param {"spam" | "rich"} name */
const golden = (name) => JSON.parse(readFileSync(new URL(`../golden/${name}.json`, import.meta.url), "utf8"));

/** @returns {import("../../static/js/types").Trace} */
export const spamTrace = () => golden("spam").trace;

/** A network with batch norm in layer 1, skip and dropout in layer 2. @returns {import("../../static/js/types").Trace} */
export const richTrace = () => golden("rich").trace;

/** Everything a scene is made of, at a beat and a time. @param {number} beat @param {number} [time] @param {object} [change] */
export function spamMoment(beat, time = 1, change = {}) {
  return moment("spam", beat, time, change);
}

/** The same of the rich network. @param {number} beat @param {number} [time] @param {object} [change] */
export function richMoment(beat, time = 1, change = {}) {
  return moment("rich", beat, time, change);
}

/** @param {"spam" | "rich"} name @param {number} beat @param {number} time @param {object} change */
function moment(name, beat, time, change) {
  const { trace, network } = golden(name);
  const { catalog } = golden("spam");
  const layout = layoutNetwork(widthsOf(trace), { width: 796, height: 650 });
  return {
    trace,
    network,
    catalog,
    layout,
    cursor: { beat, part: null, time },
    grain: "layer",
    row: 0,
    selection: null,
    ...change,
  };
}

/** The index of a beat by its id. @param {string} phase @param {number | null} layer @param {string} op */
export function beatAt(phase, layer, op, trace = spamTrace()) {
  return trace.beats.findIndex(
    (beat) => beat.phase === phase && beat.op === op && (layer === null || beat.layer === layer),
  );
}
