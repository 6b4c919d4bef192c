/** Wheel, drag and pinch on the frame of the picture. */

/** @import { Zoom } from "../types" */
/** @import { Actions } from "../actions.js" */
/** @import { Point, Size } from "../layout.js" */
import { asLaidOut, kept, pannedBy, rounded, transformOf, wheelFactor, zoomedBy } from "../wide/zoom.js";

/** How long after the last turn of the wheel it is over, in milliseconds. */
const QUIET = 140;
/** From how many pixels on a press is a drag. */
const DRAG = 4;
/** What is no empty ground. */
const MARKS = "[data-mark]";

/**
 * All that moves one frame.
 * @param {{ current: HTMLElement | null }} frame @param {{ current: HTMLElement | null }} stage
 * @param {{ current: { zoom: Zoom | null, picture: Size, actions: Actions } }} latest
 */
export function createMoves(frame, stage, latest) {
  /** @type {Zoom | null} */
  let moving = null;
  let timer = 0;
  const element = () => /** @type {HTMLElement} */ (frame.current);
  const now = () => moving ?? latest.current.zoom ?? asLaidOut({ x: element().scrollLeft, y: element().scrollTop });
  const size = () => ({ width: element().clientWidth, height: element().clientHeight });

  /** Shows it at once; the state follows when it is over. @param {Zoom} zoom */
  function move(zoom) {
    const own = stage.current;
    if (!own) return;
    if (!moving) {
      own.classList.add("is-moving");
      element().classList.add("is-zoomed");
      element().scrollTo(0, 0);
    }
    moving = kept(zoom, latest.current.picture, size());
    own.style.transform = transformOf(moving);
  }

  function end() {
    clearTimeout(timer);
    if (!moving || !stage.current) return;
    const zoom = rounded(moving);
    moving = null;
    stage.current.classList.remove("is-moving");
    stage.current.style.transform = transformOf(zoom);
    latest.current.actions.set({ zoom });
  }

  /** @param {{ clientX: number, clientY: number }} event */
  const inFrame = ({ clientX, clientY }) => {
    const box = element().getBoundingClientRect();
    return { x: clientX - box.left, y: clientY - box.top };
  };

  /** @param {WheelEvent} event */
  function wheel(event) {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    move(zoomedBy(now(), wheelFactor(event), inFrame(event)));
    clearTimeout(timer);
    timer = window.setTimeout(end, QUIET);
  }

  /** @type {{ from: Point, zoom: Zoom, drags: boolean } | null} */
  let press = null;

  /** @param {PointerEvent} event */
  function down(event) {
    const scrolls = event.pointerType === "touch" && !latest.current.zoom;
    if (event.button !== 0 || scrolls || /** @type {Element} */ (event.target).closest(MARKS)) return;
    press = { from: inFrame(event), zoom: now(), drags: false };
  }

  /** @param {PointerEvent} event */
  function drag(event) {
    if (!press || !(event.buttons & 1)) return;
    const at = inFrame(event);
    const by = { x: at.x - press.from.x, y: at.y - press.from.y };
    if (!press.drags && Math.hypot(by.x, by.y) < DRAG) return;
    if (!press.drags) element().setPointerCapture(event.pointerId);
    press.drags = true;
    move(pannedBy(press.zoom, by));
  }

  function up() {
    const dragged = press?.drags;
    press = null;
    if (dragged) end();
  }

  /** @type {{ apart: number, middle: Point, zoom: Zoom } | null} */
  let pinch = null;

  /** @param {TouchEvent} event */
  function touch(event) {
    if (event.touches.length !== 2) {
      if (pinch) end();
      pinch = null;
      return;
    }
    event.preventDefault();
    press = null;
    const [a, b] = [inFrame(event.touches[0]), inFrame(event.touches[1])];
    const apart = Math.max(1, Math.hypot(a.x - b.x, a.y - b.y));
    const middle = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
    pinch ??= { apart, middle, zoom: now() };
    const larger = zoomedBy(pinch.zoom, apart / pinch.apart, pinch.middle);
    move(pannedBy(larger, { x: middle.x - pinch.middle.x, y: middle.y - pinch.middle.y }));
  }

  /** @param {MouseEvent} event */
  function double(event) {
    if (!(/** @type {Element} */ (event.target).closest(MARKS))) fit();
  }

  function fit() {
    moving = null;
    stage.current?.classList.remove("is-moving");
    element().classList.remove("is-zoomed");
    if (stage.current) stage.current.style.transform = "";
    latest.current.actions.set({ zoom: null });
  }

  return {
    fit,
    /** About the middle of the frame. @param {number} factor */
    by(factor) {
      const { width, height } = size();
      move(zoomedBy(now(), factor, { x: width / 2, y: height / 2 }));
      end();
    },
    listen() {
      const own = element();
      const active = { passive: false };
      /** @type {[string, any, object?][]} */
      const heard = [
        ["wheel", wheel, active],
        ["pointerdown", down],
        ["pointermove", drag],
        ["pointerup", up],
        ["pointercancel", up],
        ["touchstart", touch, active],
        ["touchmove", touch, active],
        ["touchend", touch, active],
        ["dblclick", double],
      ];
      for (const [name, listener, options] of heard) own.addEventListener(name, listener, options);
      return () => {
        clearTimeout(timer);
        for (const [name, listener] of heard) own.removeEventListener(name, listener);
      };
    },
  };
}
