/** What is played above a neuron: its ground, its plot and its lines. */

/** @import { StageMark } from "../scene/stage.js" */
import { html } from "preact";
import { Cascade, Curve, Gauge, Strip } from "./plots.js";
import { Tspans } from "./written.js";

const PAD = 7;

/** @param {{ stage: StageMark }} props */
export function Stage({ stage }) {
  const { width, height, plot, lines, pitch, type } = stage;
  const [left, top] = [stage.x - width / 2, stage.y - height / 2];
  const rows = !stage.beside;
  const block = rows ? 0 : (height - lines.length * pitch) / 2;
  const indent = plot ? plot.width + 10 : 0;
  return html`<g
    class=${`stage${lines.length === 1 ? " stage-line" : ""}`}
    transform=${`translate(${left} ${top})`}
    opacity=${stage.opacity}
    font-size=${type}
  >
    <rect class="stage-ground" width=${width} height=${height} rx=${lines.length === 1 && !plot ? height / 2 : 8} />
    ${plot && html`<g transform=${`translate(${PAD} ${rows ? 4 : (height - plot.height) / 2})`}><${Plot} plot=${plot} /></g>`}
    ${lines.map(
      (line, i) =>
        html`<text
          class=${`stage-text ${line.tone ?? ""}${line.strong ? " strong" : ""}${rows ? " end" : ""}`}
          x=${rows ? width - PAD : PAD + indent}
          y=${(rows ? 4 : block) + pitch * (i + 0.5) + type * 0.36}
          opacity=${line.opacity}
        >
          <${Tspans} text=${line.text} />
        </text>`,
    )}
  </g>`;
}

/** @param {{ plot: NonNullable<StageMark["plot"]> }} props */
function Plot({ plot }) {
  switch (plot.kind) {
    case "curve":
      return html`<${Curve}
        curve=${plot}
        x=${plot.width / 2}
        y=${plot.height / 2}
        width=${plot.width - 8}
        height=${plot.height - 8}
      />`;
    case "cascade":
      return html`<${Cascade} plot=${plot} />`;
    case "strip":
      return html`<${Strip} plot=${plot} />`;
    case "gauge":
      return html`<${Gauge} plot=${plot} />`;
  }
}
