/**
 * Linear regression in closed form beside an MLP on the same rows: what each answers, how far each is off, and how many steps it
 * took to get there. Both are networks of the server's.
 */

/** @import { Actions } from "../../actions.js" */
/** @import { Fitted, Regression, RegressionSpec } from "../../actions/figures.js" */
import { html, useEffect, useState } from "preact";
import { formatNumber } from "../../format.js";
import { shapeText } from "../../names.js";
import { Icon } from "../../views/icons.js";
import { RegressionPicture } from "./regression-picture.js";
import { Trouble, useTelling, useTold, useWork } from "./work.js";

/** @typedef {Partial<RegressionSpec> & { data: RegressionSpec["data"], steps?: number, taken?: number }} Options */

/** Into so many slices training is cut, so that the picture moves and the pause comes soon. */
const SLICES = 25;

/** @param {{ options: Options, round: number, actions: Actions, tell: (values: Record<string, any> | null) => void }} props */
export default function RegressionFigure({ options, round, actions, tell }) {
  const { regression: work } = actions.figures;
  /** @type {import("./work.js").Work<Regression>} */
  const { value, problem, busy, ask } = useWork();
  const [goal, setGoal] = useState(/** @type {{ from: number, to: number } | null} */ (null));
  const [of, setOf] = useState("");
  const told = useTold(round);
  const { steps = 1000, taken = 0 } = options;
  const spec = specOf(options);
  useEffect(() => {
    setGoal(null);
    setOf(JSON.stringify(spec));
    ask((now) => (now && of === JSON.stringify(spec) ? work.again(now) : work.begin(spec)));
    if (taken) ask((now) => work.onward(/** @type {Regression} */ (now), taken));
  }, [round]);

  const step = value?.mlp.network.step ?? 0;
  useEffect(() => {
    if (!goal || busy || problem) return;
    const left = goal.to - step;
    if (left <= 0) setGoal(null);
    else ask((now) => work.onward(/** @type {Regression} */ (now), Math.min(left, Math.ceil(steps / SLICES))));
  }, [goal, step, busy, problem]);
  const loss = (/** @type {Fitted} */ { sight }) => sight.frame.train_loss;
  useTelling(tell, told || busy, value && { linear_loss: loss(value.linear), mlp_loss: loss(value.mlp), step });

  if (!value)
    return html`<div class="drawn"><${Trouble} problem=${problem} words="Both are being worked out…" /></div>`;
  return html`<div class="drawn regression">
    <${RegressionPicture} value=${value} actions=${actions} />
    <div class="regression-cards">
      <section class="regression-card is-linear" aria-label="Linear regression">
        <h3>Linear regression</h3>
        <p class="regression-how">${equation(value)}</p>
        <${Losses} fitted=${value.linear} />
        <p class="note">In closed form: one formula, no steps.</p>
      </section>
      <section class="regression-card is-mlp" aria-label="MLP">
        <h3>MLP <span class="note">${shapeText(value.mlp.network)}</span></h3>
        <p class="regression-how">${step === 1 ? "1 training step" : `${step.toLocaleString("en")} training steps`}</p>
        <${Losses} fitted=${value.mlp} />
        <progress
          aria-label="Training"
          max="1"
          value=${goal ? (step - goal.from) / (goal.to - goal.from) : step ? 1 : 0}
        ></progress>
      </section>
    </div>
    <div class="drawn-bar drawn-moves">
      <button class="button primary" onClick=${() => setGoal(goal ? null : { from: step, to: step + steps })}>
        <${Icon} name=${goal ? "pause" : "play"} /> ${goal ? "Pause" : `Train ${steps.toLocaleString("en")} steps`}
      </button>
      <button
        class="button"
        disabled=${step === 0 || goal !== null}
        onClick=${() => ask((now) => work.again(/** @type {Regression} */ (now)))}
      >
        Reset
      </button>
      <span class="visually-hidden" role="status">${goal ? "Training" : spoken(value, step)}</span>
      <span class="drawn-links">
        In the playground: <a href=${value.linear.network.url} target="_blank">the line</a>, ${" "}<a
          href=${value.mlp.network.url}
          target="_blank"
          >the MLP</a
        >
      </span>
    </div>
    <${Trouble} problem=${problem} />
  </div>`;
}

/** @param {Options} options @returns {RegressionSpec} */
const specOf = ({ data, hidden = [8, 8], activation = "tanh", learning_rate = 0.01, seed = 0 }) => ({
  data,
  hidden,
  activation,
  learning_rate,
  seed,
});

/** @param {{ fitted: Fitted }} props */
function Losses({ fitted: { sight } }) {
  const { train_loss, validation_loss } = sight.frame;
  return html`<dl class="regression-losses">
    <div>
      <dt>Training loss</dt>
      <dd>${formatNumber(train_loss)}</dd>
    </div>
    ${
      validation_loss !== null &&
      html`<div>
        <dt>Validation loss</dt>
        <dd>${formatNumber(validation_loss)}</dd>
      </div>`
    }
  </dl>`;
}

/** The line in numbers. @param {Regression} value */
function equation({ rows, linear }) {
  const layer = linear.sight.frame.parameters?.layers[0];
  if (!layer) return "";
  const terms = layer.w.map(([w], i) => ({ value: w ?? 0, name: `·${rows.columns[i]}` }));
  const sum = [...terms, { value: layer.b[0] ?? 0, name: "" }]
    .map(
      ({ value, name }, i) =>
        `${i ? (value < 0 ? " − " : " + ") : value < 0 ? "−" : ""}${formatNumber(Math.abs(value))}${name}`,
    )
    .join("");
  return `ŷ = ${sum}`;
}

/** @param {Regression} value @param {number} step */
function spoken({ linear, mlp }, step) {
  const loss = (/** @type {Fitted} */ { sight }) => formatNumber(sight.frame.train_loss);
  return `After ${step} steps the MLP's training loss is ${loss(mlp)}, that of linear regression ${loss(linear)}`;
}
