/** Lines over training steps with axes; a line may be dragged along them, or walked along by keys. */

/** @import { CurveChart } from "../charts/curves.js" */
import { html, useLayoutEffect, useRef, useState } from "preact";

/** A number this close to the right end is written to the left of its place. */
const END = 14;

/** The size of an element, followed as it changes. @returns {[{ current: any }, { width: number, height: number }]} */
export function useSize() {
  const ref = useRef(/** @type {any} */ (null));
  const [size, set] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const element = /** @type {HTMLElement} */ (ref.current);
    const measure = () => set({ width: element.clientWidth, height: element.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, []);
  return [ref, size];
}

/** @param {{ hue: string, shade: number, dash: string }} line */
export const strokeOf = ({ hue, shade }) =>
  shade === 1 ? `var(--${hue})` : `color-mix(in srgb, var(--${hue}) ${Math.round(shade * 100)}%, var(--panel))`;

/**
 * @param {{ chart: CurveChart, size: { width: number, height: number }, marker: number | null, dots: { y: number, stroke: string }[] }} props
 *   `marker`: the step at which the upright line stands; `dots`: where the lines are there
 */
export function Lines({ chart, size, marker, dots }) {
  const { box, x, y, lines } = chart;
  return html`<svg class="chart" width=${size.width} height=${size.height} aria-hidden="true">
    <g class="chart-grid">
      ${y.ticks.map(
        (tick) =>
          html`<path d=${`M${box.left} ${tick.at}H${box.right}`} /><text
              x=${box.left - 7}
              y=${tick.at + 4}
              class="chart-y"
            >
              ${tick.text}
            </text>`,
      )}
      ${x.ticks.map((tick) => html`<text x=${tick.at} y=${size.height - 3} class=${`chart-x${tick.at > box.right - END ? " chart-end" : ""}`}>${tick.text}</text>`)}
    </g>
    ${lines.map((line) => line.band && html`<path key=${`${line.name} band`} class="chart-band" d=${line.band} fill=${strokeOf(line)} />`)}
    ${lines.map((line) => html`<path key=${line.name} class="chart-line" d=${line.path} stroke=${strokeOf(line)} stroke-dasharray=${line.dash || undefined} />`)}
    ${marker !== null && html`<path class="chart-marker" d=${`M${x.place(marker)} ${box.top - 4}V${box.bottom}`} />`}
    ${marker !== null && dots.map((dot) => html`<circle class="chart-dot" cx=${x.place(marker)} cy=${dot.y} r="3.5" stroke=${dot.stroke} />`)}
  </svg>`;
}
