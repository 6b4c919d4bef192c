/** The numbers that stand on edges at a beat: which ones, where, and how many had to be left out. */

/** @import { Moment } from "./moment.js" */
import { formatFactor, formatNumber } from "../format.js";
import { edgeCurve, labelWidth, obstaclesOf, placeLabels, pointOn, LABEL_HEIGHT } from "../layout.js";
import { numberOf } from "../numbers.js";
import { between, ease, tone } from "../scales.js";

/** @typedef {{ id: string, x: number, y: number, width: number, text: string, tone: string, kind: string, opacity: number, layer: number, from: number, unit: number }} Label */

/** Up to so many edges each carries its number; beyond, only those of one neuron do. */
const MOST_LABELS = 24;
const MOST_AT_REST = 8;
/** Where along an edge a label may stand, best place first. */
const STOPS = {
  middle: [0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73],
  late: [0.7, 0.62, 0.78, 0.54, 0.46],
  early: [0.2, 0.27, 0.14, 0.34, 0.41, 0.48, 0.55],
};

/**
 * @param {Moment} moment
 * @returns {{ labels: Label[], left: string }}  `left` says what was left out, empty where nothing was
 */
export function edgeLabels(moment) {
  const { trace, layout } = moment;
  const obstacles = obstaclesOf(layout);
  /** @type {Label[]} */
  const labels = [];
  const left = [];
  for (const [index, values] of trace.layers.entries()) {
    const layer = index + 1;
    const edges = values.w.flatMap((row, from) => row.map((_, unit) => ({ from, unit })));
    const kinds = kindsAt(moment, layer);
    const [subject] = kinds;
    for (const kind of kinds) {
      if (kind === "weight" && edges.length > MOST_AT_REST) continue;
      const unit = focusUnit(moment, layer);
      const wanted = edges.length <= MOST_LABELS ? edges : edges.filter((edge) => edge.unit === unit);
      const made = makeLabels(moment, layer, kind, wanted, obstacles);
      obstacles.push(...made.map((label) => ({ ...label.slot, width: label.width, height: LABEL_HEIGHT })));
      labels.push(...made);
      const spoken = kind === subject && kind !== "weight" && made.every((label) => label.opacity > 0);
      if (spoken && made.length < edges.length)
        left.push(
          `Numbers on ${made.length} of ${edges.length} edges of layer ${layer}; select a neuron or an edge for its own.`,
        );
    }
  }
  return { labels: labels.filter((label) => label.opacity > 0), left: left[0] ?? "" };
}

/** What the edges of a layer say at this beat. @param {Moment} moment @param {number} layer */
function kindsAt({ trace, cursor }, layer) {
  const beat = trace.beats[cursor.beat];
  if (beat.op === "update") return ["update"];
  if (beat.layer !== layer) return ["weight"];
  switch (beat.op) {
    case "product":
    case "sum":
      return ["product"];
    case "deposit":
      return ["deposit"];
    case "send":
    case "gather":
      return ["message", "deposit"];
    default:
      return ["weight"];
  }
}

/** The neuron whose edges carry numbers where not all can. @param {Moment} moment @param {number} layer */
function focusUnit({ selection }, layer) {
  return selection && selection.kind !== "loss" && selection.layer === layer ? selection.unit : 0;
}

/**
 * @param {Moment} moment
 * @param {number} layer
 * @param {string} kind
 * @param {{ from: number, unit: number }[]} edges
 * @param {import("../layout.js").Box[]} obstacles
 */
function makeLabels({ trace, layout, cursor, row }, layer, kind, edges, obstacles) {
  const roomy = edges.length <= 8 && !layout.upright;
  // Once the weights have changed, the ones at rest are the new ones.
  const weight = trace.beats[cursor.beat].op === "measure" ? "w_after" : "w";
  const quantity = { weight, product: "product", deposit: "share", message: "message", update: "w" }[kind] ?? "w";
  const drafts = edges.map(({ from, unit }) => {
    const value = numberOf(trace, row, quantity, { layer, unit, from });
    const text =
      kind === "weight"
        ? formatNumber(value)
        : labelText(kind, roomy, (name) => numberOf(trace, row, name, { layer, unit, from }));
    const curve = edgeCurve(layout, layout.nodes[layer - 1][from], layout.nodes[layer][unit]);
    return { from, unit, text, value, curve, width: labelWidth(text) };
  });
  drafts.sort((a, b) => Math.abs(b.value ?? Infinity) - Math.abs(a.value ?? Infinity));
  const stops = kind === "deposit" ? STOPS.late : kind === "message" ? STOPS.early : STOPS.middle;
  const slots = placeLabels(drafts, stops, obstacles);
  const op = trace.beats[cursor.beat].op;
  return drafts.flatMap((draft, i) => {
    const slot = slots[i];
    if (!slot) return [];
    const { at, opacity } = motion(kind, op, cursor.time, slot, draft.curve);
    const hue = kind === "weight" || kind === "product" || kind === "update" ? "value" : "gradient";
    return [
      {
        id: `${kind}-${layer}-${draft.from}-${draft.unit}`,
        ...at,
        slot,
        width: draft.width,
        text: draft.text,
        tone:
          kind === "update" &&
          draft.value === numberOf(trace, row, "w_after", { layer, unit: draft.unit, from: draft.from })
            ? "tone-zero"
            : tone(draft.value, hue),
        kind,
        opacity,
        layer,
        from: draft.from,
        unit: draft.unit,
      },
    ];
  });
}

/** @param {string} kind @param {boolean} roomy @param {(quantity: string) => number | null | undefined} number */
function labelText(kind, roomy, number) {
  switch (kind) {
    case "product":
      return roomy
        ? `${formatNumber(number("w"))} · ${formatFactor(number("x"))} = ${formatNumber(number("product"))}`
        : formatNumber(number("product"));
    case "deposit":
      return `∂w ${formatNumber(number("share"))}`;
    case "message":
      return `← ${formatNumber(number("message"))}`;
    default:
      return `${roomy ? `${formatNumber(number("w"))} ` : ""}→ ${formatNumber(number("w_after"))}`;
  }
}

/**
 * Where a label is at a time within its beat: it comes out of what made it, rests at its slot, and goes into what takes it up.
 * @param {string} kind
 * @param {string} op
 * @param {number} time
 * @param {import("../layout.js").Point} slot
 * @param {[import("../layout.js").Point, import("../layout.js").Point, import("../layout.js").Point, import("../layout.js").Point]} curve
 */
function motion(kind, op, time, slot, curve) {
  const towards = (/** @type {number} */ end, /** @type {number} */ t) => {
    const goal = pointOn(curve, end);
    return { x: slot.x + (goal.x - slot.x) * t, y: slot.y + (goal.y - slot.y) * t };
  };
  if (kind === "product" && op === "product") return { at: slot, opacity: between(time, 0.45, 0.8) };
  if (kind === "product" && op === "sum")
    return { at: towards(1, ease(between(time, 0, 0.55))), opacity: 1 - between(time, 0.35, 0.6) };
  if (kind === "deposit" && op === "deposit")
    return { at: towards(1, 1 - ease(between(time, 0.1, 0.8))), opacity: between(time, 0, 0.4) };
  if (kind === "message" && op === "send") return { at: slot, opacity: between(time, 0.6, 0.9) };
  if (kind === "message" && op === "gather")
    return { at: towards(0, ease(between(time, 0, 0.55))), opacity: 1 - between(time, 0.35, 0.6) };
  if (kind === "update") return { at: slot, opacity: between(time, 0, 0.4) };
  return { at: slot, opacity: 1 };
}
