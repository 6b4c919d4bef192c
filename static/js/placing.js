/** Finding room for labels along their curves, so that none covers another. Pure. */

/** @import { Box, Curve, Point } from "./layout.js" */
import { LABEL_HEIGHT, pointOn, round } from "./layout.js";

/**
 * Finds a place on its curve for each label so that none covers another; what finds none is left out, and counted by the caller.
 * A label may come in several widths, the best first: of all long, all short, and long where it fits, the way is taken that
 * leaves out the fewest.
 * @param {{ curve: Curve, widths: number[], heights?: number[] }[]} labels in order of importance
 * @param {number[]} stops  places along the curve to try, best first
 * @param {Box[]} taken  what must not be covered
 * @returns {({ x: number, y: number, width: number, fit: number } | null)[]} `fit` says which of its widths a label has got
 */
export function placeLabels(labels, stops, taken) {
  const ways = [
    labels.map(() => [0]),
    labels.map(({ widths }) => [widths.length - 1]),
    labels.map(({ widths }) => widths.map((_, fit) => fit)),
  ].map((fits) => placeOneWay(labels, fits, stops, taken));
  const missing = ways.map((places) => places.filter((place) => place === null).length);
  return fuller(labels, ways[missing.indexOf(Math.min(...missing))], stops, taken);
}

/** Lets each label be said more fully, in order of importance, where the others leave room for it. @param {{ curve: Curve, widths: number[], heights?: number[] }[]} labels @param {ReturnType<typeof placeOneWay>} places @param {number[]} stops @param {Box[]} taken */
function fuller(labels, places, stops, taken) {
  const boxes = places.map((place, i) => place && boxAt(labels[i], place.fit, place));
  return places.map((place, i) => {
    if (!place) return null;
    const others = [...taken, ...boxes.flatMap((box, j) => (box && j !== i ? [box] : []))];
    const better = placeOneWay([labels[i]], [labels[i].widths.map((_, fit) => fit).slice(0, place.fit)], stops, others);
    if (!better[0]) return place;
    boxes[i] = boxAt(labels[i], better[0].fit, better[0]);
    return better[0];
  });
}

/** How far off its line a label may stand. */
const ASIDE = [0, -15, 15];

/** What a label takes, with a little around it. @param {{ widths: number[], heights?: number[] }} label @param {number} fit @param {Point} at @returns {Box} */
function boxAt({ widths, heights }, fit, { x, y }) {
  return { x, y, width: widths[fit] + 6, height: (heights?.[fit] ?? LABEL_HEIGHT) + 4 };
}

/** @param {{ curve: Curve, widths: number[], heights?: number[] }[]} labels @param {number[][]} fits @param {number[]} stops @param {Box[]} taken */
function placeOneWay(labels, fits, stops, taken) {
  const boxes = [...taken];
  return labels.map((label, i) => {
    const { curve, widths } = label;
    for (const fit of fits[i]) {
      // The shortest may stand beside its line rather than nowhere.
      for (const aside of fit === widths.length - 1 ? ASIDE : [0]) {
        for (const t of stops) {
          const at = pointOn(curve, t);
          const box = boxAt(label, fit, { x: at.x, y: at.y + aside });
          if (boxes.some((other) => overlap(box, other))) continue;
          boxes.push(box);
          return { x: round(box.x), y: round(box.y), width: widths[fit], fit };
        }
      }
    }
    return null;
  });
}

/** @param {Box} a @param {Box} b */
function overlap(a, b) {
  return Math.abs(a.x - b.x) * 2 < a.width + b.width && Math.abs(a.y - b.y) * 2 < a.height + b.height;
}
