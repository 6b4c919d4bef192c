/** The same trace as tables, for those who read rather than look. What the cursor has not reached is a dash here too. */

/** @import { State, Trace, NetworkSummary } from "../types" */
import { html } from "preact";
import { exactNumber, formatNumber } from "../format.js";
import { neuronName, neuronSymbol } from "../names.js";
import { hasSkip, numberOf } from "../numbers.js";
import { lastOperation, reached } from "../timeline.js";

/** @typedef {[string, string, boolean]} Column a quantity, its head, and whether the cursor has reached it */

/** Columns that are there only where a layer has what they show. @param {unknown} there @param {Column[]} columns */
const present = (there, ...columns) => (there ? columns : []);

/** @param {{ state: State }} props */
export function TraceTable({ state }) {
  const { trace, network, cursor, row } = state;
  if (!trace || !network) return null;
  return html`<div class="tables" tabindex="0" role="group" aria-label="The trace as tables">
    ${trace.layers.map((_, index) => html`<${LayerTables} trace=${trace} network=${network} now=${cursor.beat} row=${row} layer=${index + 1} />`)}
  </div>`;
}

/** @param {{ trace: Trace, network: NetworkSummary, now: number, row: number, layer: number }} props */
function LayerTables({ trace, network, now, row, layer }) {
  const known = (/** @type {"forward" | "backward" | "update"} */ phase, /** @type {string} */ op) =>
    reached(trace.beats, now, phase, phase === "update" ? null : layer, op) !== "before";
  const values = trace.layers[layer - 1];
  const into = values.batch_norm ? "y" : "z";
  const skips = hasSkip(trace, layer);
  const gathered =
    layer === trace.layers.length
      ? known("backward", "gate")
      : reached(trace.beats, now, "backward", layer + 1, "gather") !== "before";
  /** @type {Column[]} */
  const neuronColumns = [
    ["b", "b", true],
    ["z", "z", known("forward", "sum")],
    ...present(values.batch_norm, ["gamma", "γ", true], ["beta", "β", true]),
    ...present(values.batch_norm, ["x_hat", "x̂", known("forward", "batch_norm")]),
    ...present(values.batch_norm, ["f_input", "y", known("forward", "batch_norm")]),
    ...present(values.h, ["h", `f(${into})`, known("forward", "activation")]),
    ...present(skips, ["bypassed", `f(${into}) + x`, known("forward", "skip")]),
    ...present(values.mask, ["mask", "mask", known("forward", "dropout")]),
    ["a", "a", known("forward", lastOperation(trace.beats, layer))],
    ["slope", `f′(${into})`, known("backward", "gate")],
    ["grad_a", "∂L/∂a", gathered],
    ...present(values.mask, ["grad_h", "∂L/∂f", known("backward", "gate")]),
    ...present(values.batch_norm, ["grad_f_input", "∂L/∂y", known("backward", "gate")]),
    ["grad_z", "δ = ∂L/∂z", known("backward", "gate")],
    ["grad_b", "∂L/∂b", known("backward", "deposit")],
    ["b_after", "b′", known("update", "update")],
    ...present(values.batch_norm, ["gamma_after", "γ′", known("update", "update")]),
    ...present(values.batch_norm, ["beta_after", "β′", known("update", "update")]),
  ];
  /** @type {Column[]} */
  const weightColumns = [
    ["w", "w", true],
    [
      "x",
      "x",
      layer === 1 ||
        reached(trace.beats, now, "forward", layer - 1, lastOperation(trace.beats, layer - 1)) !== "before",
    ],
    ["product", "w·x", known("forward", "product")],
    ["grad_w", "∂L/∂w", known("backward", "deposit")],
    ["message", "w·δ", known("backward", "send")],
    ["w_after", "w′", known("update", "update")],
  ];
  const cell = (/** @type {Column} */ [quantity, , shown], /** @type {import("../numbers.js").Place} */ place) => {
    const value = shown ? numberOf(trace, row, quantity, place) : undefined;
    return html`<td title=${exactNumber(value)}>${formatNumber(value)}</td>`;
  };
  return html`<table>
      <caption>
        Layer ${layer}, neurons
      </caption>
      <thead>
        <tr>
          <th scope="col">Neuron</th>
          ${neuronColumns.map(([, label]) => html`<th scope="col">${label}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${values.b.map(
          (_, unit) =>
            html`<tr>
              <th scope="row">${neuronSymbol(network, layer, unit)}</th>
              ${neuronColumns.map((column) => cell(column, { layer, unit }))}
            </tr>`,
        )}
      </tbody>
    </table>
    <table>
      <caption>
        Layer ${layer}, weights
      </caption>
      <thead>
        <tr>
          <th scope="col">From</th>
          <th scope="col">To</th>
          ${weightColumns.map(([, label]) => html`<th scope="col">${label}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${values.w.flatMap((weights, from) =>
          weights.map(
            (_, unit) =>
              html`<tr>
                <th scope="row">
                  ${layer === 1 ? neuronName(network, 0, from).split(", ").slice(1).join(", ") : neuronSymbol(network, layer - 1, from)}
                </th>
                <td>${neuronSymbol(network, layer, unit)}</td>
                ${weightColumns.map((column) => cell(column, { layer, unit, from }))}
              </tr>`,
          ),
        )}
      </tbody>
    </table>`;
}
