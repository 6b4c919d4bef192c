/** One number of every example of the batch as a strip of bars, with their mean across it; each can be chosen. */

/** @import { State } from "../../types" */
/** @import { Actions } from "../../actions.js" */
/** @import { Examples } from "../../inspect/examples.js" */
import { html, useState } from "preact";
import { formatNumber } from "../../format.js";
import { MOST_BARS } from "../../inspect/examples.js";
import { barsOf } from "../../inspect/tables.js";
import { numberKey } from "../../numbers.js";
import { tone } from "../../scales.js";
import { Read } from "./number.js";

/** Of the strip, in the units it is drawn in: 1 each example. */
const HEIGHT = 56;

/** @param {{ state: State, actions: Actions, examples: Examples, label: string }} props */
export function Strip({ state, actions, examples, label }) {
  const { values, mean, rest, symbol, family, quantity, place } = examples;
  const drawn = values.slice(0, MOST_BARS);
  const [hot, setHot] = useState(/** @type {number | null} */ (null));
  const { row } = state;
  const shown = hot ?? row;
  const { zero, bars } = barsOf([...drawn, mean.value]);
  const y = (/** @type {number} */ share) => (1 - share) * HEIGHT;
  const line = bars[drawn.length];
  const atMean = line.start < zero ? line.start : line.end;
  const id = (/** @type {number} */ index) => `${label}-${index}`.replace(/\W+/g, "-");
  /** @param {KeyboardEvent} event */
  function onKeyDown(event) {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const from = shown ?? -1;
    if (by) setHot(Math.max(0, Math.min(drawn.length - 1, from + by)));
    else if (event.key === "Home") setHot(0);
    else if (event.key === "End") setHot(drawn.length - 1);
    else if ((event.key === "Enter" || event.key === " ") && shown !== null)
      actions.setRow(shown === row ? null : shown);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
  return html`<div class="strip">
    <div
      class="strip-bars"
      role="listbox"
      aria-orientation="horizontal"
      aria-label=${label}
      tabindex="0"
      aria-activedescendant=${shown !== null && shown < drawn.length ? id(shown) : undefined}
      onKeyDown=${onKeyDown}
      onMouseLeave=${() => setHot(null)}
      onBlur=${() => setHot(null)}
    >
      ${drawn.map(
        (value, index) =>
          html`<span
            key=${index}
            id=${id(index)}
            role="option"
            aria-selected=${index === row}
            aria-label=${`Example ${index + 1}: ${formatNumber(value)}`}
            class=${`strip-bar ${tone(value, family)}${index === shown ? " hot" : ""}${index === row ? " chosen" : ""}`}
            onMouseEnter=${() => setHot(index)}
            onClick=${() => actions.setRow(index === row ? null : index)}
            ><i
              style=${{ top: `${y(bars[index].end)}px`, height: `${Math.max(1, y(bars[index].start) - y(bars[index].end))}px` }}
            ></i
          ></span>`,
      )}
      <span class="strip-zero" aria-hidden="true" style=${{ top: `${y(zero)}px` }}></span>
      <span
        aria-hidden="true"
        class=${`strip-mean ${tone(mean.value, family)}`}
        style=${{ top: `${y(atMean)}px` }}
      ></span>
    </div>
    <p class="strip-line">
      <span>
        ${
          shown === null
            ? `${values.length} examples`
            : html`example ${shown + 1}: ${symbol + " = "}<${Read}
                  value=${values[shown]}
                  name=${numberKey(quantity, place, shown)}
                />`
        }
      </span>
      <span>
        ${"mean "}<${Read}
          value=${mean.value}
          name=${numberKey(mean.quantity, place)}
        />${mean.symbol === "mean" ? "" : ` = ${mean.symbol}`}
      </span>
    </p>
    ${
      rest &&
      html`<p class="note">
        ${`The first ${drawn.length} of ${values.length.toLocaleString("en")} examples are drawn; the other ${rest.count.toLocaleString("en")} have the mean `}<${Read}
          value=${rest.mean}
          name=${`${numberKey(`${quantity}.rest.${drawn.length}`, place)}`}
        />.
      </p>`
    }
  </div>`;
}
