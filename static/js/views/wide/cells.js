/** The units of a wide layer as cells on a canvas, a cell a unit. */

/** @import { Family } from "../../scales.js" */
/** @import { Point } from "../../layout.js" */
/** @import { Strip } from "../../wide/layout.js" */
import { strength } from "../../scales.js";
import { hueOf } from "../hues.js";

/** @typedef {{ values: Float64Array | null, family: Family, most: number }} Values numbers of all units, null where none have come yet */

/** In a cell smaller than this there is no room for a minus. */
const ROOM_FOR_SIGN = 5;
const FAINTEST = 0.16;

/** @param {CanvasRenderingContext2D} context @param {Strip} strip @param {Point[]} places @param {{ before: Values, now: Values, filled: (unit: number) => number }} shown */
export function drawCells(context, { cell }, places, { before, now, filled }) {
  const size = { width: cell.width - 1.2, height: cell.height - 1.2 };
  const [old, fresh] = [before, now].map(({ family }) => inksOf(family));
  places.forEach(({ x, y }, unit) => {
    const part = filled(unit);
    const at = { x: x - size.width / 2, y: y - size.height / 2 };
    if (part < 1) drawCell(context, at, size, before.values?.[unit], before.most, old);
    if (part === 0) return;
    if (part === 1) return drawCell(context, at, size, now.values?.[unit], now.most, fresh);
    context.save();
    context.beginPath();
    context.rect(at.x - 1, at.y + size.height * (1 - part), size.width + 2, size.height * part + 1);
    context.clip();
    drawCell(context, at, size, now.values?.[unit], now.most, fresh);
    context.restore();
  });
}

/** @param {Family} family */
function inksOf(family) {
  const ink = (/** @type {string} */ token) => `rgb(${hueOf(token).join(" ")})`;
  return {
    ground: ink("panel"),
    border: ink("line-strong"),
    dash: ink("faint"),
    broken: ink("broken"),
    plus: ink(`${family}-plus`),
    minus: ink(`${family}-minus`),
  };
}

/**
 * One unit: the stronger the larger its size, a minus cut out of it below zero, hollow at zero, a dash where nothing has come yet.
 * @param {CanvasRenderingContext2D} context @param {Point} at @param {{ width: number, height: number }} size @param {number | undefined} value @param {number} most @param {ReturnType<typeof inksOf>} inks
 */
function drawCell(context, { x, y }, { width, height }, value, most, inks) {
  context.fillStyle = inks.ground;
  context.fillRect(x, y, width, height);
  if (value === undefined || value === 0) {
    context.lineWidth = 0.8;
    context.strokeStyle = inks.border;
    context.strokeRect(x + 0.4, y + 0.4, width - 0.8, height - 0.8);
    context.fillStyle = inks.dash;
    if (value === undefined) context.fillRect(x + width * 0.3, y + height / 2 - 0.5, width * 0.4, 1);
    return;
  }
  const broken = !Number.isFinite(value);
  context.fillStyle = broken ? inks.broken : value > 0 ? inks.plus : inks.minus;
  context.globalAlpha = broken ? 1 : FAINTEST + (1 - FAINTEST) * strength(value, most);
  context.fillRect(x, y, width, height);
  context.globalAlpha = 1;
  if (value > 0 || Math.min(width, height) < ROOM_FOR_SIGN) return;
  const thick = Math.max(1, Math.min(2, height * 0.16));
  context.fillStyle = inks.ground;
  context.fillRect(x + width * 0.2, y + height / 2 - thick / 2, width * 0.6, thick);
}
