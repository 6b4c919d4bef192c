/** The keys, the signs and the words of the page, for whoever is lost. */

/** @import { Actions } from "../actions.js" */
import { html } from "preact";
import { Dialog } from "./dialog.js";

const KEYS = [
  ["Space", "play or pause"],
  ["← →", "one beat back or on; within the picture, to the neuron beside"],
  ["Shift ← →", "a whole phase back or on"],
  ["Home End", "first or last beat"],
  ["PgUp PgDn", "on the loss curve: many steps on or back; ← → one, Esc to the newest"],
  ["Tab", "into the picture and out of it; ↑ ↓ ← → move within"],
  ["E", "from neurons to edges and back; where there are many, along the strongest"],
  ["+ − 0", "the picture larger, smaller, as it was; also Ctrl with the wheel, or two fingers"],
  ["Enter", "explain what is picked out"],
  ["F2", "type another number in its place, also by a double click"],
  ["Esc", "close what is open"],
  ["Ctrl Z", "undo; with Shift, redo"],
  ["1 – 4", "answer the question that Predict first asks"],
  ["?", "this help"],
];

const WORDS = [
  ["z", "what arrives at a neuron, added up with its bias b"],
  ["a", "what it hands on: f(z), with f the activation"],
  ["f′(z)", "the slope of f there: how far the gate is open for the gradient"],
  ["δ", "∂L/∂z: how the loss would change if z did"],
  ["∂L/∂w", "how the loss would change if a weight did; it stays on the edge"],
  ["w·δ", "the message that travels back along the edge"],
  ["η", "the learning rate: how far a step goes against the gradient"],
];

/** @param {{ actions: Actions }} props */
export function Help({ actions }) {
  return html`<${Dialog} name="help" title="How to read this page" actions=${actions}>
    <p class="lead">
      One training step, cut into beats: values go forward, the loss is measured, gradients come back layer by layer,
      and the weights change. Every number was computed by the server; pick one out to see from what.
    </p>
    <div class="help-columns">
      <div>
        <h3>Keys</h3>
        <dl class="keys">
          ${KEYS.map(
            ([key, what]) =>
              html`<div>
                <dt>${key.split(" ").map((part) => html`<kbd>${part}</kbd> `)}</dt>
                <dd>${what}</dd>
              </div>`,
          )}
        </dl>
      </div>
      <div>
        <h3>Signs</h3>
        <dl class="keys">
          ${WORDS.map(
            ([word, what]) =>
              html`<div>
                <dt class="word">${word}</dt>
                <dd>${what}</dd>
              </div>`,
          )}
        </dl>
      </div>
    </div>
    <p class="note">Everything the page does is a request that you can make: see <a href="/docs">the API</a>.</p>
  <//>`;
}
