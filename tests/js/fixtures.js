/** The spam filter as the server answers it, kept in tests/golden and compared with the server by tests/contract/test_golden.py. */
import { readFileSync } from "node:fs";
import { layoutNetwork } from "../../static/js/layout.js";
import { widthsOf } from "../../static/js/numbers.js";

const golden = () => JSON.parse(readFileSync(new URL("../golden/spam.json", import.meta.url), "utf8"));

/** @returns {import("../../static/js/types").Trace} */
export const spamTrace = () => golden().trace;

/** Everything a scene is made of, at a beat and a time. @param {number} beat @param {number} [time] @param {object} [change] */
export function spamMoment(beat, time = 1, change = {}) {
  const { trace, network, catalog } = golden();
  const layout = layoutNetwork(widthsOf(trace), { width: 796, height: 650 });
  return { trace, network, catalog, layout, cursor: { beat, time }, row: 0, selection: null, ...change };
}

/** The index of a beat by its id. @param {string} phase @param {number | null} layer @param {string} op */
export function beatAt(phase, layer, op) {
  return spamTrace().beats.findIndex(
    (beat) => beat.phase === phase && beat.op === op && (layer === null || beat.layer === layer),
  );
}
