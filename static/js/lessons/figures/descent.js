/**
 * Gradient descent on f(x) = x², step by step: the curve, the tangent where it stands, the step that comes, and a table of those
 * taken. It is a network of one weight, so that every number is one of a real training step.
 */

/** @import { Trace } from "../../types" */
/** @import { Actions } from "../../actions.js" */
/** @import { Descent } from "../../actions/figures.js" */
import { html, useEffect, useState } from "preact";
import { behaviourOf, factorOf } from "../../charts/descent.js";
import { formatFactor, formatNumber } from "../../format.js";
import { tone } from "../../scales.js";
import { Icon } from "../../views/icons.js";
import { NumberField } from "../../views/number-field.js";
import { useProgress } from "./clock.js";
import { DescentPicture } from "./descent-picture.js";
import { DescentTable } from "./descent-table.js";
import { Trouble, useTelling, useTold, useWork } from "./work.js";

/** @typedef {{ learning_rates?: number[], learning_rate?: number | null, start?: number, steps?: number, taken?: number }} Options */

/** How long a step moves, and how long it then stands still, in milliseconds. */
const MOVE = 560;
const REST = 340;
const RATES = [0.01, 0.1, 0.3, 0.5, 0.9, 1, 1.1];
/** No table is longer, and no number so large that it cannot be squared. */
const MOST = 200;
const FARTHEST = 100;
const FASTEST = 10;

/** Where a trace stands: x, f(x), f′(x) and what the step adds to x. @param {Trace} trace */
export function momentOf({ layers: [layer], loss }) {
  return {
    x: layer.w[0][0],
    f: loss,
    slope: layer.grad_w[0][0],
    change: /** @type {number[][]} */ (layer.update.w.change)[0][0],
  };
}

/** @param {{ options: Options, round: number, actions: Actions, tell: (values: Record<string, any> | null) => void }} props */
export default function DescentFigure({ options, round, actions, tell }) {
  const { descent: work, reducedMotion } = actions.figures;
  /** @type {import("./work.js").Work<Descent>} */
  const { value, problem, busy, ask } = useWork();
  const [goal, setGoal] = useState(0);
  const told = useTold(round);
  useEffect(() => {
    setGoal(0);
    const { learning_rates = RATES, learning_rate, start = 3, taken = 0 } = options;
    const rate = learning_rate ?? learning_rates[0];
    ask((now) => (now ? work.again(now, start, rate) : work.begin(start, rate)));
    for (let i = 0; i < taken; i += 1) ask(onward);
  }, [round]);

  const taken = value?.taken.length ?? 0;
  const moving = value?.moved ? MOVE + REST : 0;
  const time = useProgress(`${taken}`, reducedMotion() ? 0 : moving);
  const now = value && momentOf(value.next);
  const over = taken >= MOST || now?.f === null;
  useEffect(() => {
    if (taken >= goal || over) setGoal(0);
    else if (time === 1 && !busy) ask(onward);
  }, [goal, taken, time === 1, busy, over]);
  useTelling(tell, told || busy, now && { x: now.x, f: now.f, steps: taken, learning_rate: value.rate });

  /** @param {Descent | null} descent */
  function onward(descent) {
    return work.step(/** @type {Descent} */ (descent));
  }
  /** What is not named stays as it is by then: what was asked for before may still be on its way. @param {{ start: number } | { rate: number }} change */
  function again(change) {
    setGoal(0);
    return ask((descent) => {
      const { start, rate } = { .../** @type {Descent} */ (descent), ...change };
      return work.again(/** @type {Descent} */ (descent), start, rate);
    }, Object.keys(change)[0]);
  }

  if (!value || !now)
    return html`<div class="drawn descent"><${Trouble} problem=${problem} words="The curve is being drawn…" /></div>`;
  const running = goal > taken;
  return html`<div class="drawn descent">
    <div class="drawn-bar">
      <${Rates}
        rates=${options.learning_rates ?? RATES}
        rate=${value.rate}
        onPick=${(/** @type {number} */ rate) => again({ rate })}
      />
      <span class="drawn-fields">
        <${NumberField}
          label="Another rate"
          value=${value.rate}
          check=${(/** @type {number} */ rate) => (rate > 0 && rate <= FASTEST ? "" : `The learning rate must be more than 0 and at most ${FASTEST}.`)}
          onChange=${(/** @type {number} */ rate) => again({ rate })}
        />
        <${NumberField}
          label="Start x₀"
          value=${value.start}
          check=${(/** @type {number} */ x) => (Math.abs(x) > FARTHEST ? `The start must lie between −${FARTHEST} and ${FARTHEST}.` : "")}
          onChange=${(/** @type {number} */ x) => again({ start: x })}
        />
      </span>
    </div>
    <${DescentPicture}
      moments=${[...value.taken.map(momentOf), now]}
      time=${Math.min(1, (time * (MOVE + REST)) / MOVE)}
      onMove=${(/** @type {number} */ x) => again({ start: x })}
    />
    <${Rule} now=${now} rate=${value.rate} />
    <div class="drawn-bar drawn-moves">
      <button class="button primary" disabled=${running || over} onClick=${() => ask(onward)}>Step</button>
      <button class="button" disabled=${over} onClick=${() => setGoal(running ? 0 : taken + (options.steps ?? 20))}>
        <${Icon} name=${running ? "pause" : "play"} /> ${running ? "Pause" : `Run ${options.steps ?? 20}`}
      </button>
      <button
        class="button"
        disabled=${running || taken === 0}
        onClick=${() => ask((descent) => work.back(/** @type {Descent} */ (descent)))}
      >
        Back
      </button>
      <button class="button" disabled=${taken === 0} onClick=${() => again({ start: value.start })}>Reset</button>
      <span class="drawn-count" role="status"
        >${taken === 1 ? "1 step" : `${taken} steps`}${over ? ": far enough" : ""}</span
      >
    </div>
    <${DescentTable} moments=${[...value.taken.map(momentOf), now]} />
    <p class="drawn-source">
      A network of one weight: input 1, target 0, squared error. Its loss is x², its gradient 2x.${" "}
      <a href=${value.network.url} target="_blank">Open it in the playground</a>
    </p>
    <${Trouble} problem=${problem} />
  </div>`;
}

/** @param {{ rates: number[], rate: number, onPick: (rate: number) => void }} props */
function Rates({ rates, rate, onPick }) {
  return html`<div class="drawn-choice" role="group" aria-label="Learning rate">
    <span class="field-label" aria-hidden="true">Learning rate η</span>
    ${rates.map((each) => html`<button class="chip" aria-pressed=${each === rate} onClick=${() => onPick(each)}>${formatNumber(each)}</button>`)}
  </div>`;
}

/** The step that comes, in numbers, and the factor that decides how it all goes. @param {{ now: ReturnType<typeof momentOf>, rate: number }} props */
function Rule({ now: { x, slope, change }, rate }) {
  const after = x === null || change === null ? null : x + change;
  const behaviour = behaviourOf(rate);
  return html`<div class="descent-rule">
    <p class="descent-step">
      ${"x − η·f′(x) = "}<b class=${tone(x, "value")} data-number="w:1:0:0:">${formatNumber(x)}</b>
      ${` − ${formatNumber(rate)} · `}<b class=${tone(slope, "gradient")} data-number="grad_w:1:0:0:"
        >${formatFactor(slope)}</b
      >
      ${" = "}<b class=${tone(after, "value")}>${formatNumber(after)}</b>
    </p>
    <p class=${`descent-why is-${behaviour.name}`}>
      x times 1 − 2η = <b>${formatNumber(Number(factorOf(rate).toPrecision(12)))}</b>. ${behaviour.text}
    </p>
  </div>`;
}
