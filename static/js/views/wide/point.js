/** Where in the picture the pointer is, however it is zoomed. */

/** @import { Point, Size } from "../../layout.js" */

/** @param {MouseEvent} event on an SVG of the picture @param {Size} picture @returns {Point} */
export function pointAt(event, { width, height }) {
  const box = /** @type {Element} */ (event.currentTarget).getBoundingClientRect();
  return { x: ((event.clientX - box.left) * width) / box.width, y: ((event.clientY - box.top) * height) / box.height };
}
