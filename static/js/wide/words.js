/** What is written of the neuron in view, and of the edges that are not drawn. Every number keeps its name. Pure. */

/** @import { Moment, Known } from "../scene/moment.js" */
/** @import { Fan, Unit } from "./fans.js" */
import { formatNumber } from "../format.js";
import { numberKey, numberOf } from "../numbers.js";
import { lastOperation } from "../timeline.js";

/** @typedef {(string | { text: string, key: string | null })[]} Words numbers beside what is said of them; a key of null: a count or a bound */

/** What each quantity of an edge is called. @type {Record<string, string>} */
export const EDGE_QUANTITIES = { w: "w", w_after: "w′", product: "w·x", share: "∂L/∂w", message: "w·δ", change: "Δw" };

/** A number with its name. @param {number | null | undefined} value @param {string} key */
const number = (value, key) => ({ text: formatNumber(Number.isNaN(value) ? null : value), key });

/** The numbers of one neuron; what has not come yet is a dash. @param {Moment} moment @param {Known} known @param {Unit} focus @returns {[string, string, string][]} name, text, key */
export function readings({ trace, row }, known, { layer, unit }) {
  const last = trace.layers.length;
  const gathered =
    layer === last ? known("backward", last, "gate", unit) : known("backward", layer + 1, "gather", unit);
  /** @type {[string, string, boolean][]} */
  const all =
    layer === 0
      ? [
          ["x", "a", true],
          ["∂L/∂x", "grad_a", gathered],
        ]
      : [
          ["z", "z", known("forward", layer, "sum", unit)],
          ["a", "a", known("forward", layer, lastOperation(trace.beats, layer), unit)],
          ["∂L/∂a", "grad_a", gathered],
          ["f′", "slope", known("backward", layer, "gate", unit)],
          ["δ", "grad_z", known("backward", layer, "gate", unit)],
        ];
  return all
    .filter(([, quantity]) => quantity !== "slope" || trace.layers[layer - 1]?.slope)
    .map(([name, quantity, there]) => [
      name,
      formatNumber(there ? numberOf(trace, row, quantity, { layer, unit }) : undefined),
      numberKey(quantity, { layer, unit }, row),
    ]);
}

/** How many edges of a fan are drawn, and what the others come to. @param {Moment} moment @param {Fan} fan @param {Unit} focus @returns {Words} */
export function leftOut({ row }, { side, layer, quantity, drawn, total, rest, adds }, { unit }) {
  const which = side === "in" ? "into it" : "out of it";
  const head = `${drawn} of ${total} edges ${which} drawn`;
  const name = EDGE_QUANTITIES[quantity];
  if (rest.count === 0 && !adds) return [`${head}.`];
  if (!adds && rest.largest === undefined) return [`${head}, +${rest.count} more.`];
  if (!adds)
    return [
      `${head}, +${rest.count} more, none of a larger ${name} than `,
      { text: formatNumber(rest.largest), key: null },
      ".",
    ];
  const more =
    rest.count === 0
      ? []
      : [`, +${rest.count} more that add up to `, number(rest.sum, restKey({ side, layer, unit, row }))];
  const also = adds.also.flatMap((each) => [
    `, ${each.name} `,
    number(each.value, numberKey(each.quantity, { layer, unit }, row)),
  ]);
  const whole = side === "in" ? layer : layer - 1;
  return [
    `${head}`,
    ...more,
    ...also,
    `: together ${adds.name} = `,
    number(adds.value, numberKey(adds.sum, { layer: whole, unit }, row)),
    ".",
  ];
}

/** The name of what the edges that are not drawn add up to. @param {{ side: Fan["side"], layer: number, unit: number, row: number | null }} of */
export const restKey = ({ side, layer, unit, row }) =>
  numberKey(side === "in" ? "sum_rest" : "gather_rest", { layer, unit }, row);
