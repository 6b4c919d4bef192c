/** The trace as tables, for those who read rather than look: the inputs, each layer's neurons and weights, the loss and the step. Pure. */

/** @import { Scope } from "./matrices/frame.js" */
/** @import { There } from "./matrices/known.js" */
/** @import { Place } from "./numbers.js" */
import { stepThereAt, thereAt } from "./matrices/known.js";
import { inputLabel, neuronSymbol, outputLabel, selectionId } from "./names.js";
import { foretoldChange, hasSkip, numberKey, numberOf } from "./numbers.js";
import { partAt } from "./parts.js";
import { lastOperation } from "./timeline.js";

/** Of longer tables the rest is added up in one row. */
export const MOST_ROWS = 200;

/** @typedef {{ quantity: string, label: string, made: boolean }} Column `made`: the beat at work makes it */
/** @typedef {{ value: number | null | undefined, key: string, mark: string | null }} Entry */
/** @typedef {{ heads: string[], entries: (Entry | null)[], now: boolean }} Line */
/** @typedef {{ caption: string, heads: string[], columns: Column[], lines: Line[], rest: { count: number, entries: (Entry | null)[] } | null }} Table */
/** @typedef {{ heads: string[], place: Place, mark: string | null }} Subject whom a row is about */

/** What the operation of a beat makes. @type {Record<string, string[]>} */
const MAKES = {
  product: ["product"],
  sum: ["z"],
  batch_norm: ["mean", "var", "x_hat", "f_input"],
  activation: ["h"],
  skip: ["bypassed"],
  dropout: ["mask", "a"],
  gate: ["grad_h", "slope", "grad_f_input", "grad_z"],
  deposit: ["share", "grad_w", "grad_b"],
  send: ["message"],
  gather: ["grad_a", "grad_x"],
  update: ["penalty", "clipped", "change", "w_after", "b_after", "gamma_after", "beta_after"],
};

/** What makes sense added up over neurons or weights. */
const ADDITIVE = new Set(["product", "message", "share", "grad_w", "penalty", "clipped", "change", "grad_z", "grad_b"]);

/** @param {Scope} scope @returns {Table[]} */
export function tablesOf(scope) {
  const { trace } = scope;
  const there = thereAt(scope);
  const layers = trace.layers.flatMap((_, i) => [neuronsOf(scope, there, i + 1), weightsOf(scope, there, i + 1)]);
  return [inputsOf(scope, there), ...layers, outputsOf(scope, there), lossOf(scope)];
}

/** Of which examples the numbers are, to be said before them; empty where there is but one. @param {Pick<Scope, "trace" | "row">} scope */
export function ofWhom({ trace, row }) {
  const count = trace.x.length;
  if (count === 1) return "";
  if (row !== null) return `Numbers of example ${row + 1} of ${count}; gradients of weights and biases are of all.`;
  return `Over all ${count} examples: the mean on the way forward, the sum on the way back.`;
}

/** @param {Scope} scope @param {There} there @param {{ caption: string, heads: string[], at: number | null }} about `at`: of which layer @param {[quantity: string, label: string][]} named @param {Subject[]} subjects @returns {Table} */
function tableOf(scope, there, { caption, heads, at }, named, subjects) {
  const { trace, row, cursor, grain } = scope;
  const beat = trace.beats[cursor.beat];
  const part = partAt(trace, beat, grain, cursor.part);
  const gathers = at !== null && beat.op === "gather" && beat.layer === at + 1;
  const works = gathers || (beat.op !== "gather" && beat.layer === at) || beat.op === "update";
  const last = at ? lastOperation(trace.beats, at) : "";
  const columns = named.map(([quantity, label]) => ({
    quantity,
    label,
    made: works && (MAKES[beat.op]?.includes(quantity) || (quantity === "a" && beat.op === last)),
  }));
  /** @param {Column} column @param {Subject} subject @returns {Entry | null} */
  const entry = ({ quantity }, { place, mark }) => ({
    value: there(quantity, place) ? numberOf(trace, row, quantity, place) : undefined,
    key: numberKey(quantity, place, row),
    mark,
  });
  const left = subjects.slice(MOST_ROWS);
  return {
    caption,
    heads,
    columns,
    lines: subjects.slice(0, MOST_ROWS).map((subject) => ({
      heads: subject.heads,
      entries: columns.map((column) => entry(column, subject)),
      now: part !== null && isNow(subject.place, part, beat.op),
    })),
    rest: left.length
      ? {
          count: left.length,
          entries: columns.map((column) =>
            ADDITIVE.has(column.quantity)
              ? added(
                  left.map((each) => entry(column, each)),
                  column,
                  at,
                  row,
                )
              : null,
          ),
        }
      : null,
  };
}

/** All that is left out of a column, added up. @param {(Entry | null)[]} entries @param {Column} column @param {number | null} layer @param {number | null} row @returns {Entry} */
function added(entries, { quantity }, layer, row) {
  const known = entries.every((entry) => entry?.value !== undefined);
  const sum = entries.reduce((total, entry) => total + (entry?.value ?? NaN), 0);
  return { value: known ? sum : undefined, key: numberKey(`${quantity}_rest`, { layer: layer ?? 0 }, row), mark: null };
}

/** Whether the part at work is of this row. The parts of a gather are the units below. @param {Place} place @param {import("./parts.js").Part} part @param {string} op */
function isNow({ layer, unit, from }, part, op) {
  if (op !== "gather") return layer === part.layer && unit === part.unit && isTerm(part.term, from);
  if (from === undefined) return layer === part.layer - 1 && unit === part.unit;
  return layer === part.layer && from === part.unit && isTerm(part.term, unit);
}

/** @param {number | null} term null for all @param {number | undefined} own */
const isTerm = (term, own) => term === null || own === undefined || own === term;

/** @param {Scope} scope @param {There} there */
function inputsOf(scope, there) {
  const { network, trace } = scope;
  const subjects = trace.x[0].map((_, unit) => ({
    heads: [inputLabel(network, unit)],
    place: { layer: 0, unit },
    mark: selectionId({ kind: "neuron", layer: 0, unit }),
  }));
  const about = { caption: "The inputs, and how the loss would change with each", heads: ["Input"], at: 0 };
  return tableOf(scope, there, about, [["a", "x"], ["grad_x", "∂L/∂x"]], subjects); // prettier-ignore
}

/** @param {Scope} scope @param {There} there @param {number} layer */
function neuronsOf(scope, there, layer) {
  const { trace, network } = scope;
  const { batch_norm: norm, h, mask, b, slope } = trace.layers[layer - 1];
  const into = norm ? "y" : "z";
  /** @param {unknown} has @param {[string, string][]} columns @returns {[string, string][]} */
  const where = (has, ...columns) => (has ? columns : []);
  const subjects = b.map((_, unit) => ({
    heads: [neuronSymbol(network, layer, unit)],
    place: { layer, unit },
    mark: selectionId({ kind: "neuron", layer, unit }),
  }));
  const what = "each adds up what arrives, bends it and hands it on; what comes back is gated into δ";
  return tableOf(scope, there, { caption: `Layer ${layer}, neurons: ${what}`, heads: ["Neuron"], at: layer }, [
    ["b", "b"],
    ["z", "z"],
    ...where(norm, ["mean", "μ"], ["var", "σ²"], ["x_hat", "x̂"], ["gamma", "γ"], ["beta", "β"], ["f_input", "y"]),
    ...where(h, ["h", `f(${into})`]),
    ...where(hasSkip(trace, layer), ["bypassed", `f(${into}) + x`]),
    ...where(mask, ["mask", "mask"]),
    ["a", "a"],
    ["grad_a", "∂L/∂a"],
    ...where(mask, ["grad_h", "∂L/∂f"]),
    ...where(slope, ["slope", `f′(${into})`]),
    ...where(norm, ["grad_f_input", "∂L/∂y"]),
    ["grad_z", "δ = ∂L/∂z"],
    ["grad_b", "∂L/∂b"],
    ...where(changedElsewhere(scope, layer, "clipped"), ["clipped", "clipped"]),
    ["change", "Δb"],
    ["b_after", "b′"],
    ...where(norm, ["grad_gamma", "∂L/∂γ"], ["gamma_after", "γ′"], ["grad_beta", "∂L/∂β"], ["beta_after", "β′"]),
  ], subjects); // prettier-ignore
}

/** @param {Scope} scope @param {There} there @param {number} layer */
function weightsOf(scope, there, layer) {
  const { trace, network } = scope;
  const { w } = trace.layers[layer - 1];
  const from = (/** @type {number} */ unit) =>
    layer === 1 ? inputLabel(network, unit) : neuronSymbol(network, layer - 1, unit);
  const subjects = w.flatMap((own, source) =>
    own.map((_, unit) => ({
      heads: [from(source), neuronSymbol(network, layer, unit)],
      place: { layer, unit, from: source },
      mark: selectionId({ kind: "weight", layer, from: source, unit }),
    })),
  );
  const what = "each multiplies what comes along it, keeps δ times that as its gradient, and sends w·δ back";
  /** @type {[string, string][]} */
  const columns = [
    ["w", "w"],
    ["x", "x"],
    ["product", "w·x"],
    ...(trace.x.length > 1 && scope.row !== null
      ? [/** @type {[string, string]} */ (["share", "this example’s δ·x"])]
      : []),
    ["grad_w", "∂L/∂w"],
    ["message", "w·δ"],
    ...(changedElsewhere(scope, layer, "penalty") ? [/** @type {[string, string]} */ (["penalty", "penalty"])] : []),
    ...(changedElsewhere(scope, layer, "clipped") ? [/** @type {[string, string]} */ (["clipped", "clipped"])] : []),
    ["change", "Δw"],
    ["w_after", "w′"],
  ];
  return tableOf(
    scope,
    there,
    { caption: `Layer ${layer}, weights: ${what}`, heads: ["From", "To"], at: layer },
    columns,
    subjects,
  );
}

/** Whether a penalty or clipping does something in a layer. @param {Scope} scope @param {number} layer @param {"penalty" | "clipped"} part */
function changedElsewhere({ trace }, layer, part) {
  return Object.values(trace.layers[layer - 1].update).some(({ gradient, penalty, clipped }) => {
    if (part === "penalty") return penalty.flat().some((value) => value !== 0);
    const before = gradient.flat();
    return clipped.flat().some((value, i) => value !== before[i]);
  });
}

/** @param {Scope} scope @param {There} there */
function outputsOf(scope, there) {
  const { trace, network } = scope;
  const layer = trace.layers.length;
  const subjects = trace.layers[layer - 1].b.map((_, unit) => ({
    heads: [outputLabel(network, unit) || neuronSymbol(network, layer, unit)],
    place: { layer, unit },
    mark: "loss",
  }));
  const about = { caption: "The answers beside what is right", heads: ["Output"], at: null };
  return tableOf(scope, there, about, [["a", "ŷ"], ["y", "y"], ["grad_a", "∂L/∂ŷ"]], subjects); // prettier-ignore
}

/** @param {Scope} scope @returns {Table} */
function lossOf(scope) {
  const { trace } = scope;
  const there = stepThereAt(scope);
  const { op } = trace.beats[scope.cursor.beat];
  const change = trace.loss === null || trace.loss_after === null ? null : trace.loss_after - trace.loss;
  /** @type {[Parameters<typeof there>[0], string, number | null][]} */
  const named = [
    ["loss", "loss before the step", trace.loss],
    ["learning_rate", "learning rate η", trace.learning_rate],
    ["loss_after", "loss after the step", trace.loss_after],
    ["loss_change", "change, measured", change],
    ["foretold", "change, foretold by the gradients", foretoldChange(trace)],
  ];
  const count = trace.x.length;
  const made = (/** @type {string} */ quantity) =>
    (op === "loss" && quantity === "loss") || (op === "measure" && quantity !== "loss" && quantity !== "learning_rate");
  return {
    caption: `The loss${count > 1 ? `, the mean over ${count} examples` : ""}, before and after the step`,
    heads: [""],
    columns: named.map(([quantity, label]) => ({ quantity, label, made: made(quantity) })),
    lines: [
      {
        heads: ["L"],
        now: false,
        entries: named.map(([quantity, , value]) => ({
          value: there(quantity) ? value : undefined,
          key: numberKey(quantity, {}),
          mark: "loss",
        })),
      },
    ],
    rest: null,
  };
}
