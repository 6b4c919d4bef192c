/** How a network is drawn, by how much of it there is. Pure. */

/** @typedef {1 | 2 | 3} Tier 1: all in SVG; 2: its edges on a canvas; 3: its layers as strips of cells, its weights as matrices */

/** Up to so many edges are SVG, up to so many a stroke each; a layer of more units is a strip. */
const MOST_MARKS = 400;
const MOST_STROKES = 5000;
export const MOST_CIRCLES = 32;

/** How a network of such widths, the input first, is drawn. @param {number[]} widths @returns {Tier} */
export function tierOf(widths) {
  const edges = widths.slice(1).reduce((sum, units, i) => sum + units * widths[i], 0);
  if (edges > MOST_STROKES || Math.max(...widths) > MOST_CIRCLES) return 3;
  return edges > MOST_MARKS ? 2 : 1;
}
