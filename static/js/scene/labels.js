/** The numbers that stand on edges at a beat: which ones, where, and how many had to be left out. */

/** @import { Box, Curve, Point } from "../layout.js" */
/** @import { Moment } from "./moment.js" */
/** @import { Text, Written } from "../written.js" */
import { edgeCurve, labelWidth, obstaclesOf, placeLabels, pointOn, LABEL_HEIGHT } from "../layout.js";
import { numberKey, numberOf } from "../numbers.js";
import { between, ease, magnitude, tone } from "../scales.js";
import { bracketed, plain, say, written } from "../written.js";
import { partNow, progressAt } from "./moment.js";

/** @typedef {"weight" | "product" | "deposit" | "message" | "update"} Kind */
/** @typedef {(quantity: string) => number | null | undefined} Numbers */
/** @typedef {(quantity: string) => Written} Writer */
/** @typedef {{ id: string, slot: Point, x: number, y: number, width: number, text: Text, tone: string, kind: Kind, opacity: number, layer: number, from: number, unit: number }} Label */

/** Up to so many edges each carries its number; beyond, only those of one neuron do. */
const MOST_LABELS = 24;
const MOST_AT_REST = 8;
/** Where along an edge a label may stand, best place first. */
const MIDDLE = [0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73];
const LATE = [0.7, 0.62, 0.78, 0.54, 0.46];
const EARLY = [0.2, 0.27, 0.14, 0.34, 0.41, 0.48, 0.55];

/**
 * What each kind of label says, the longest first, whose hue it has, and what makes one matter more than another. `now` is the
 * weight as it stands at the beat.
 * @type {Record<Kind, { family: "value" | "gradient", stops: number[], value: (n: Numbers) => number | null | undefined, weighs?: (n: Numbers) => number | null | undefined, texts: (w: Writer, plainDescent: boolean, now: string) => Text[] }>}
 */
const KINDS = {
  weight: { family: "value", stops: MIDDLE, value: (n) => n("now"), texts: (w, _, now) => [[w(now)]] },
  product: {
    family: "value",
    stops: MIDDLE,
    value: (n) => n("product"),
    texts: (w) => [say`${w("w")} · ${bracketed(w("x"))} = ${w("product")}`, [w("product")]],
  },
  deposit: { family: "gradient", stops: LATE, value: (n) => n("share"), texts: (w) => [say`∂w ${w("share")}`] },
  message: {
    family: "gradient",
    stops: EARLY,
    value: (n) => n("message"),
    texts: (w) => [say`← ${w("w")} · ${bracketed(w("grad_z"))} = ${w("message")}`, say`← ${w("message")}`],
  },
  update: {
    family: "value",
    stops: MIDDLE,
    value: (n) => (n("w_after") === n("w") ? 0 : n("w_after")),
    weighs: (n) => (n("w_after") ?? 0) - (n("w") ?? 0),
    texts: (w, plainDescent) => [
      ...(plainDescent ? [say`${w("w")} − ${w("learning_rate")} · ${bracketed(w("grad_w"))} = ${w("w_after")}`] : []),
      say`${w("w")} → ${w("w_after")}`,
      say`→ ${w("w_after")}`,
    ],
  },
};

/**
 * @param {Moment} moment
 * @param {Box[]} cards  the instruments beside neurons
 * @returns {{ labels: Label[], left: string }}  `left` says what was left out, empty where nothing was
 */
export function edgeLabels(moment, cards) {
  const { trace, layout } = moment;
  const obstacles = [...obstaclesOf(layout), ...cards];
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

/** What the edges of a layer say at this beat, its subject first. @param {Moment} moment @param {number} layer @returns {Kind[]} */
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

/** The neuron whose edges carry numbers where not all can: the one at work, else the one selected. @param {Moment} moment @param {number} layer */
function focusUnit(moment, layer) {
  const { selection, trace, cursor } = moment;
  const part = partNow(moment);
  if (part?.layer === layer) return trace.beats[cursor.beat].op === "gather" ? (part.term ?? 0) : part.unit;
  return selection && selection.kind !== "loss" && selection.layer === layer ? selection.unit : 0;
}

/**
 * @param {Moment} moment
 * @param {number} layer
 * @param {Kind} kind
 * @param {{ from: number, unit: number }[]} edges
 * @param {Box[]} obstacles
 */
function makeLabels(moment, layer, kind, edges, obstacles) {
  const { trace, network, layout, cursor, row } = moment;
  const progress = progressAt(moment);
  const { op, phase } = trace.beats[cursor.beat];
  const { value, texts, weighs, stops, family } = KINDS[kind];
  // Once the weights have changed, the ones at rest are the new ones.
  const now = op === "measure" ? "w_after" : "w";
  const drafts = edges.map(({ from, unit }) => {
    const place = { layer, unit, from };
    const number = (/** @type {string} */ name) => numberOf(trace, row, name === "now" ? now : name, place);
    const writer = (/** @type {string} */ name) =>
      name === "learning_rate"
        ? written(trace.learning_rate, numberKey(name, {}))
        : written(number(name), numberKey(name, place, row));
    const plainDescent = network.training.optimizer.name === "sgd" && number("clipped") === number("grad_w");
    const choices = texts(writer, plainDescent, now);
    return {
      from,
      unit,
      written: choices,
      widths: choices.map((text) => labelWidth(plain(text))),
      tone: tone(value(number), family),
      weight: magnitude((weighs ?? value)(number)),
      curve: edgeCurve(layout, layout.nodes[layer - 1][from], layout.nodes[layer][unit]),
    };
  });
  drafts.sort((a, b) => (a.weight === b.weight ? 0 : b.weight - a.weight));
  const slots = placeLabels(drafts, stops, obstacles);
  return drafts.flatMap((draft, i) => {
    const slot = slots[i];
    if (!slot) return [];
    const { from, unit } = draft;
    const ends = op === "gather" ? { unit: from, term: unit } : { unit, term: from };
    const time = progress(phase, layer, op, ends.unit, ends.term);
    const { at, opacity } = motion(kind, op, time, slot, draft.curve);
    const { written } = draft;
    const id = `${kind}-${layer}-${from}-${unit}`;
    return [
      {
        id,
        ...at,
        slot,
        width: slot.width,
        text: written[slot.fit],
        tone: draft.tone,
        kind,
        opacity,
        layer,
        from,
        unit,
      },
    ];
  });
}

/**
 * Where a label is at a time within its beat: it comes out of what made it, rests at its slot, and goes into what takes it up.
 * @param {Kind} kind
 * @param {string} op
 * @param {number} time
 * @param {Point} slot
 * @param {Curve} curve
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
