/** Questions on the way back past the gate: where the largest deposit stays, whom the largest message reaches. */

/** @import { Prediction } from "../types" */
/** @import { Ask } from "./ask-forward.js" */
/** @import { Subject } from "./subject.js" */
import { neuronSymbol, selectionId } from "../names.js";
import { say, written } from "../written.js";
import { choose, listed, toUnit } from "./option.js";
import { bySize, clearest, felt, isFinite, near, total } from "./sizes.js";
import { gatherTerms, numbers, sourcesOf, sumOf, symbol, unitsOf } from "./subject.js";

/** @type {Ask} */
export const deposit = (subject, layer) => [...largestDeposit(subject, layer), ...fromZero(subject, layer)];

/** "Which edge gets the largest gradient?" @param {Subject} subject @param {number} layer @returns {Prediction[]} */
function largestDeposit(subject, layer) {
  const edges = unitsOf(subject, layer).flatMap((unit) => sourcesOf(subject, layer).map((from) => ({ unit, from })));
  const of = (/** @type {number} */ i) => numbers(subject, layer, edges[i].unit, edges[i].from);
  const all = (/** @type {string} */ quantity) => edges.map((_, i) => of(i).value(quantity));
  const quantity = subject.row === null ? "grad_w" : "share";
  const right = clearest(all(quantity));
  if (right === null) return [];
  const [heaviest, fed] = [bySize(all("w"))[0], bySize(all("x"))[0]];
  const places = listed(right, [heaviest, ...bySize(all(quantity)).slice(0, 3), fed]);
  const several = unitsOf(subject, layer).length > 1;
  const nameOf = (/** @type {number} */ i) => {
    const to = several ? ` to ${neuronSymbol(subject.network, layer, edges[i].unit)}` : "";
    return `${neuronSymbol(subject.network, layer - 1, edges[i].from)}${to}`;
  };
  const product = (/** @type {number} */ i) =>
    subject.row === null ? say`${of(i)("grad_w")}` : say`${of(i)("grad_z")} × ${of(i).factor("x")} = ${of(i)("share")}`;
  const slip = (/** @type {number} */ i) => {
    if (i === heaviest)
      return say`that goes by the largest weight, ${of(i)("w")}. The deposit is δ·a, in which w does not occur: ${product(i)}.`;
    if (subject.row === null)
      return say`that misjudges the sum. Over the batch its deposits add up to less: ${product(i)}.`;
    if (i === fed) return say`that goes by where most comes in, ${of(i)("x")}. δ counts as much: ${product(i)}.`;
    return say`that looks at one of the two factors. δ·a is smaller there: ${product(i)}.`;
  };
  const where = several ? `into layer ${layer}` : `into ${neuronSymbol(subject.network, layer, 0)}`;
  return [
    {
      prompt: say`Which edge ${where} gets the largest gradient, whatever its sign?`,
      ...choose(
        places.indexOf(right),
        places.map((i) => ({
          text: [`From ${nameOf(i)}`],
          mark: selectionId({ kind: "weight", layer, ...edges[i] }),
          slip: i === right ? null : slip(i),
        })),
      ),
      because: say`It is the edge from ${nameOf(right)}: ${product(right)}.`,
    },
  ];
}

/** "Can a weight from an input of 0 get a gradient?" @param {Subject} subject @param {number} layer @returns {Prediction[]} */
function fromZero(subject, layer) {
  if (subject.row === null) return [];
  const unit = bySize(unitsOf(subject, layer).map((each) => numbers(subject, layer, each).value("grad_z")))[0];
  const from = sourcesOf(subject, layer).find((each) => numbers(subject, layer, unit, each).value("x") === 0);
  if (from === undefined) return [];
  const n = numbers(subject, layer, unit, from);
  if (!felt(n.value("grad_z")) || !isFinite(n.value("w"))) return [];
  const name = symbol(subject, layer - 1, from);
  return [
    {
      prompt: say`${name} is 0. Can its weight to ${neuronSymbol(subject.network, layer, unit)} get a gradient${subject.trace.x.length > 1 ? " from this example" : ""}?`,
      ...choose(2, [
        {
          text: say`Yes, δ = ${n("grad_z")}`,
          slip: say`that is the gradient of a bias, into which a constant 1 comes. Here 0 comes in, and δ is multiplied by it.`,
        },
        {
          text: say`Yes, w·δ, by its weight ${n("w")}`,
          slip: say`that is the message, which travels on. The deposit takes the value that came in, and not the weight.`,
        },
        { text: ["No"], slip: null },
      ]),
      because: say`δ·a = ${n("grad_z")} × ${n("x")} = ${n("share")}.`,
    },
  ];
}

/** "Which neuron below gets the largest message?" @type {Ask} */
export function send(subject, layer) {
  const deltas = unitsOf(subject, layer).map((unit) => numbers(subject, layer, unit).value("grad_z"));
  const unit = bySize(deltas)[0];
  const of = (/** @type {number} */ from) => numbers(subject, layer, unit, from);
  const sources = sourcesOf(subject, layer);
  const messages = sources.map((from) => of(from).value("message"));
  const right = clearest(messages);
  if (right === null) return [];
  const active = bySize(sources.map((from) => of(from).value("x")))[0];
  const product = (/** @type {number} */ from) =>
    say`${of(from)("w")} × ${of(from).factor("grad_z")} = ${of(from)("message")}`;
  return [
    {
      prompt: say`Which ${layer === 1 ? "input" : "neuron below"} gets the largest message from ${symbol(subject, layer, unit)}, whatever its sign?`,
      ...toUnit(subject, layer - 1, listed(right, [active, ...bySize(messages)]), right, (from) =>
        from === active
          ? say`that goes by what it handed on, ${of(from)("x")}. The message is w·δ, in which a does not occur: ${product(from)}.`
          : say`that misjudges the weights. This one is smaller: ${product(from)}.`,
      ),
      because: say`The message goes by the weight: ${product(right)}.`,
    },
  ];
}

/** "Do the messages add or cancel?" @type {Ask} */
export function gather(subject, layer) {
  const asked = sourcesOf(subject, layer).flatMap((from) => {
    const terms = gatherTerms(subject, layer, from);
    const values = terms.map(({ value }) => value);
    if (!values.every(isFinite) || !values.some(felt)) return [];
    const [sum, size] = [Math.abs(total(values)), total(values.map((value) => Math.abs(Number(value))))];
    const counted = values.filter((value) => Math.abs(Number(value)) > 0.05 * size);
    const mixed = counted.some((value) => Number(value) > 0) && counted.some((value) => Number(value) < 0);
    const clear = mixed ? sum > 0.05 * size : near(sum, size);
    return counted.length > 1 && clear ? [{ from, terms, mixed }] : [];
  });
  const { from, terms, mixed } = asked.find((entry) => entry.mixed) ?? asked[0] ?? {};
  if (from === undefined || !terms) return [];
  const result = numbers(subject, layer - 1, from)(layer === 1 ? "grad_x" : "grad_a");
  const plain = neuronSymbol(subject.network, layer - 1, from);
  const largest = bySize(terms.map(({ value }) => value))[0];
  return [
    {
      prompt: say`Do the messages that arrive at ${symbol(subject, layer - 1, from)} add or cancel?`,
      ...choose(mixed ? 1 : 0, [
        {
          text: ["They add: all have the same sign"],
          slip: say`that adds sizes. The messages have different signs, and the signs count.`,
        },
        { text: ["They cancel in part"], slip: say`that mixes up signs. All that counts has the same sign.` },
        {
          text: ["The largest alone counts"],
          slip: say`that takes the largest for the sum. It is ${written(terms[largest].value, terms[largest].key)}, and the others count as well.`,
        },
      ]),
      because: say`∂L/∂${plain} = ${sumOf(terms)}${result}.`,
    },
  ];
}
