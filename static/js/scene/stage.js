/** The stage above a neuron, on which a beat is played: a small plot and the few numbers that make its result. */

/** @import { Moment, Progress } from "./moment.js" */
/** @import { Stage } from "../layout.js" */
/** @import { Text } from "../written.js" */
/** @import { CascadePlot, CurvePlot, GaugePlot, StripPlot } from "./plots.js" */
import { textWidth } from "../layout.js";
import { between } from "../scales.js";
import { plain } from "../written.js";
import { cascadeAt } from "./adding.js";
import { gateActs } from "./gate.js";
import { ACTS } from "./acts.js";
import { quantitiesAt } from "./quantities.js";

/** @typedef {{ text: Text, strong?: boolean, tone?: string, from?: number }} Line  `from`: when within its beat it appears */
/** @typedef {{ kind: "curve" } & CurvePlot | { kind: "strip" } & StripPlot | { kind: "gauge" } & GaugePlot | { kind: "cascade" } & CascadePlot} Plot */
/** @typedef {{ plot: Plot | null, variants: Line[][] }} Act  the same lines in several ways, the fullest first */
/** @typedef {{ x: number, y: number, width: number, height: number, type: number, pitch: number, plot: (Plot & { width: number, height: number }) | null, lines: (Line & { opacity: number })[], beside: boolean, opacity: number }} StageMark  centred on x, y from the centre of its neuron; `beside`: the lines stand beside the plot, not each beside its bar */

const PAD = 7;
const LINE = 1.32;
/** The least height in which a plot can be read, the greatest that it takes, and how wide it is for its height. */
const PLOT = { least: 36, most: 62, aspect: { curve: 1.5, strip: 2, gauge: 1.7, cascade: 2 } };

/** @param {Moment} moment @param {Progress} progress @param {number} layer @param {number} unit @returns {StageMark | null} */
export function stageMark(moment, progress, layer, unit) {
  const { trace, layout, cursor } = moment;
  const room = layout.stages[layer];
  if (room.height < 20) return null;
  const beat = trace.beats[cursor.beat];
  const at = layout.nodes[layer][unit];
  const adding = cascadeAt(moment, progress, layer, unit, room);
  if (adding) return within(adding, at, layout);
  const mine = beat.layer === layer || (beat.phase === "update" && layer > 0);
  const last = layer === trace.layers.length;
  if (beat.op === "loss" ? !last : !mine) return null;
  const done = progress(beat.phase, layer, beat.op, unit);
  if (done === 0 && cursor.part !== null) return null;
  const n = quantitiesAt(moment, { layer, unit, from: beat.op === "skip" ? unit : undefined });
  const act = beat.op === "gate" ? gateActs(moment, n, layer) : ACTS[beat.op]?.(moment, n, layer, unit);
  const stage = act && arrange(act, room, layout.type, done);
  return stage && within(stage, at, layout);
}

/** Moved aside where it would lie outside the picture, or on the loss. @param {StageMark} stage @param {import("../layout.js").Point} at @param {import("../layout.js").Layout} layout @returns {StageMark} */
function within(stage, at, { loss, width }) {
  const beside = Math.abs(at.y + stage.y - loss.y) < (stage.height + loss.height) / 2 + 4;
  const right = beside && at.x < loss.x ? loss.x - loss.width / 2 - 6 : width - 4;
  const least = 4 + stage.width / 2 - at.x;
  return { ...stage, x: Math.max(least, Math.min(0, right - stage.width / 2 - at.x)) };
}

/** The fullest of its ways that fits, with the plot where there is room for it. @param {Act} act @param {Stage} room @param {number} type @param {number} done @returns {StageMark | null} */
function arrange({ plot, variants }, room, type, done) {
  const pitch = Math.round(type * LINE);
  for (const lines of variants) {
    for (const withPlot of plot ? [true, false] : [false]) {
      const needed = lines.length * pitch + (lines.length === 1 ? 5 : 6);
      if (needed > room.height || (withPlot && room.height < PLOT.least)) continue;
      const height = withPlot ? Math.max(needed, Math.min(room.height, PLOT.most)) : needed;
      const text = Math.max(...lines.map((line) => textWidth(plain(line.text), type)));
      const size = withPlot && plot ? { width: (height - 12) * PLOT.aspect[plot.kind], height: height - 12 } : null;
      const width = 2 * PAD + text + (size ? size.width + 10 : 0);
      if (width > room.width) continue;
      return {
        ...{ x: 0, y: -room.bottom - height / 2, width, height, type, pitch },
        plot: size && plot ? { ...plot, ...size } : null,
        lines: lines.map((line, i) => ({ ...line, opacity: appears(done, line.from ?? i / (lines.length + 1)) })),
        beside: true,
        opacity: between(done, 0, 0.15),
      };
    }
  }
  return null;
}

/** @param {number} done @param {number} from */
const appears = (done, from) => between(done, from, from + 0.2);
