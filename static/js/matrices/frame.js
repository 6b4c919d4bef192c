/** What all matrices of one layer share: the sides they run along, what is at work, and what is left out. */

/** @import { Cursor, Grain, NetworkSummary, Selection, Trace, Catalog } from "../types" */
/** @import { There } from "./known.js" */
/** @import { At, Line } from "./matrix.js" */
/** @import { Room } from "./shown.js" */
import { inputLabel, neuronSymbol, parseSelection } from "../names.js";
import { partAt } from "../parts.js";
import { thereAt } from "./known.js";
import { shownOf } from "./shown.js";

/**
 * @typedef {object} Scope all that the matrices of a moment are made of
 * @property {Trace} trace
 * @property {NetworkSummary} network
 * @property {Catalog | null} catalog
 * @property {Cursor} cursor
 * @property {Grain} grain
 * @property {number | null} row
 * @property {Selection | null} selection
 * @property {string | null} pointed
 */
/**
 * @typedef {object} Frame
 * @property {Trace} trace
 * @property {NetworkSummary} network
 * @property {Catalog | null} catalog
 * @property {number | null} row
 * @property {number} layer
 * @property {There} there
 * @property {At | null} now  what of the layer is at work where the step is cut that finely
 * @property {Line} examples
 * @property {Line} inputs
 * @property {Line} units
 * @property {{ examples: number[], inputs: number[], units: number[] }} left  what of each is left out
 */

/** The one line of a vector. @type {Line} */
export const ONE = { heads: [{ label: "", at: {} }], rest: 0, of: "", count: 1 };

/** @param {Scope} scope @param {number} layer @param {Room} room @returns {Frame} */
export function frameOf(scope, layer, room) {
  const { trace, network, row } = scope;
  const { w, b } = trace.layers[layer - 1];
  const now = nowIn(scope, layer);
  const chosen = chosenIn(scope, layer);
  const inputs = shownOf(w.length, room, [...(now?.in === undefined ? [] : [now.in]), ...chosen.inputs]);
  const units = shownOf(b.length, room, [...(now?.out === undefined ? [] : [now.out]), ...chosen.units]);
  const all = shownOf(trace.x.length, room, []);
  const others = trace.x.map((_, each) => each).filter((each) => each !== row);
  const examples = row === null ? all : { shown: [row], rest: others };
  /** @param {number[]} shown @param {number} count @param {string} of @param {(index: number) => import("./matrix.js").Head} head @returns {Line} */
  const line = (shown, count, of, head) => ({ heads: shown.map(head), rest: count - shown.length, of, count });
  const below = layer === 1 ? "inputs" : `neurons of layer ${layer - 1}`;
  const batch = line(examples.shown, trace.x.length, "examples", (each) => ({
    label: trace.x.length === 1 ? "" : String(each + 1),
    name: `example ${each + 1}`,
    at: { row: each },
  }));
  return {
    trace,
    network,
    catalog: scope.catalog,
    row,
    layer,
    there: thereAt(scope),
    now,
    // An example that was chosen stands for itself; only sums over the batch tell of the others.
    examples: row === null ? batch : { ...batch, rest: 0 },
    inputs: line(inputs.shown, w.length, below, (unit) => ({
      label: layer === 1 ? inputLabel(network, unit) : neuronSymbol(network, layer - 1, unit),
      at: { in: unit },
    })),
    units: line(units.shown, b.length, `neurons of layer ${layer}`, (unit) => ({
      label: neuronSymbol(network, layer, unit),
      at: { out: unit },
    })),
    left: { examples: examples.rest, inputs: inputs.rest, units: units.rest },
  };
}

/** What is at work of a layer. The parts of a gather are the neurons below. @param {Scope} scope @param {number} layer @returns {At | null} */
function nowIn({ trace, cursor, grain }, layer) {
  const beat = trace.beats[cursor.beat];
  const part = partAt(trace, beat, grain, cursor.part);
  if (!part || part.layer !== layer) return null;
  const { w, b } = trace.layers[layer - 1];
  const { unit, term } = part;
  if (beat.op === "gather") return { in: unit, ...(term !== null && term < b.length && { out: term }) };
  const ofBias = term === w.length && (beat.op === "sum" || beat.op === "deposit" || beat.op === "update");
  const ofEdge = term !== null && !ofBias && ["product", "sum", "deposit", "send", "update"].includes(beat.op);
  return { out: unit, ...(ofEdge && { in: term, own: "w" }), ...(ofBias && { own: "b" }) };
}

/** Units that are picked out or pointed at. @param {Scope} scope @param {number} layer */
function chosenIn({ selection, pointed }, layer) {
  const marks = [pointed === null ? null : parseSelection(pointed), selection];
  /** @type {{ inputs: number[], units: number[] }} */
  const chosen = { inputs: [], units: [] };
  for (const mark of marks) {
    if (!mark || mark.kind === "loss") continue;
    if (mark.layer === layer) chosen.units.push(mark.unit);
    if (mark.kind === "weight" && mark.layer === layer) chosen.inputs.push(mark.from);
    if (mark.kind === "neuron" && mark.layer === layer - 1) chosen.inputs.push(mark.unit);
  }
  return chosen;
}
