/** Rows that change places: dragged by a handle, each making way for the one that comes. */

import { useEffect, useRef, useState } from "preact";

/** From so near an edge of what scrolls on the way it goes on, by so much. */
const EDGE = { near: 36, by: 12 };

/** @typedef {{ at: number, to: number, by: number, size: number }} Drag  from where to where, by how many pixels, and how high the row is with its gap */

/**
 * @param {{ current: HTMLElement | null }} list  its rows carry `data-row`
 * @param {number} last  the last place there is
 * @param {(at: number, to: number) => void} onMove
 */
export function useReorder(list, last, onMove) {
  const [drag, setDrag] = useState(/** @type {Drag | null} */ (null));
  /** Where the pointer and the rows were at first. @type {{ current: { y: number, boxes: { top: number, height: number }[] } | null }} */
  const start = useRef(null);
  const now = useRef(drag);
  now.current = drag;

  /** @param {PointerEvent} event @param {number} at */
  function begin(event, at) {
    if (event.button !== 0 || !list.current) return;
    event.preventDefault();
    const handle = /** @type {HTMLElement} */ (event.currentTarget);
    handle.setPointerCapture(event.pointerId);
    handle.focus();
    const top = list.current.getBoundingClientRect().top;
    const boxes = [...list.current.querySelectorAll("[data-row]")].map((row) => {
      const box = row.getBoundingClientRect();
      return { top: box.top - top, height: box.height };
    });
    start.current = { y: event.clientY - top, boxes };
    const next = boxes[at + 1] ?? boxes[at];
    const gap = boxes[at + 1] ? next.top - boxes[at].top - boxes[at].height : 0;
    setDrag({ at, to: at, by: 0, size: boxes[at].height + gap });
  }
  /** @param {PointerEvent} event */
  function follow(event) {
    if (!start.current || !now.current || !list.current) return;
    scrollOn(list.current, event.clientY);
    const { at } = now.current;
    const { y, boxes } = start.current;
    const by = event.clientY - list.current.getBoundingClientRect().top - y;
    const middle = boxes[at].top + boxes[at].height / 2 + by;
    const before = boxes.filter((box, i) => i !== at && box.top + box.height / 2 < middle).length;
    setDrag({ ...now.current, by, to: Math.min(before, last) });
  }
  function end() {
    const done = now.current;
    cancel();
    if (done && done.to !== done.at) onMove(done.at, done.to);
  }
  function cancel() {
    start.current = null;
    setDrag(null);
  }
  useEffect(() => {
    if (!drag) return undefined;
    const leave = (/** @type {KeyboardEvent} */ event) => event.key === "Escape" && cancel();
    document.addEventListener("keydown", leave);
    return () => document.removeEventListener("keydown", leave);
  }, [drag !== null]);

  /** What a row has to carry to make way. @param {number} row */
  const placed = (row) => {
    if (!drag) return {};
    if (row === drag.at) return { class: " is-dragged", style: `transform: translateY(${drag.by}px)` };
    const way = row > drag.at && row <= drag.to ? -1 : row < drag.at && row >= drag.to ? 1 : 0;
    return { class: " is-moving", style: `transform: translateY(${way * drag.size}px)` };
  };
  /** @param {number} row */
  const handle = (row) => ({
    onPointerDown: (/** @type {PointerEvent} */ event) => begin(event, row),
    onPointerMove: follow,
    onPointerUp: end,
    onPointerCancel: cancel,
  });
  return { dragging: drag !== null, placed, handle };
}

/** @param {HTMLElement} list @param {number} y */
function scrollOn(list, y) {
  const scroller = list.closest(".side");
  if (!scroller || scroller.scrollHeight <= scroller.clientHeight) return;
  const { top, bottom } = scroller.getBoundingClientRect();
  if (y < top + EDGE.near) scroller.scrollBy(0, -EDGE.by);
  if (y > bottom - EDGE.near) scroller.scrollBy(0, EDGE.by);
}
