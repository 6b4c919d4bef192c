/** The beat at work as matrices, below the graph that they are of: a number pointed at in the one lights up in the other. */

/** @import { State } from "../types" */
/** @import { Actions } from "../actions.js" */
/** @import { Feed } from "../feed.js" */
import { html, useEffect, useLayoutEffect, useRef, useState } from "preact";
import { boardOf, cellId, findCell, lineOf } from "../matrices/board.js";
import { matricesOf } from "../matrices/equation.js";
import { parseSelection, selectionId } from "../names.js";
import { stepsGoBy } from "../timeline.js";
import { widthsOf } from "../numbers.js";
import { tierOf } from "../wide/tiers.js";
import { Graph, LEGEND_HEIGHT } from "./graph.js";
import { Equation } from "./matrices-equation.js";
import { Line } from "./matrices-line.js";

/** What of the region the graph gets; on a phone, where all stands in one column, so many pixels. */
const GRAPH = { share: 0.38, phone: 440 };

/** @param {{ state: State, actions: Actions, feed: Feed }} props */
export function Matrices({ state, actions, feed }) {
  if (stepsGoBy(state.phase) || !state.trace || !state.network)
    return html`<${Graph} state=${state} actions=${actions} feed=${feed} />`;
  const phone = matchMedia("(max-width: 760px)").matches;
  const height = phone ? GRAPH.phone : Math.round(state.size.height * GRAPH.share);
  // There is no room for the legend, and the numbers stand below.
  const size = { width: state.size.width, height: height + LEGEND_HEIGHT[tierOf(widthsOf(state.trace))] };
  return html`<div class="matrices">
    <div class="matrices-graph" style=${{ height: `${height}px` }}>
      <${Graph} state=${{ ...state, size }} actions=${actions} feed=${feed} />
    </div>
    <${Board} state=${state} actions=${actions} />
  </div>`;
}

/** @param {{ state: State, actions: Actions }} props */
function Board({ state, actions }) {
  const ref = useRef(/** @type {HTMLElement | null} */ (null));
  const [at, setAt] = useState(/** @type {string | null} */ (null));
  const [stop, setStop] = useState(/** @type {string | null} */ (null));
  const inside = useRef(false);
  const { network, trace, selection, pointed } = state;
  const equations = network && trace ? boardOf({ ...state, network, trace }) : [];
  const found = findCell(equations, at);
  const marks = [pointed, selection && selectionId(selection)].filter((mark) => mark !== null);
  const tabStop = findCell(equations, stop) ? stop : firstId(equations);
  useEffect(() => () => actions.set({ pointed: null }), []);
  // A beat may take the cell away that had the focus; the focus stays on the board.
  useLayoutEffect(() => {
    if (inside.current && document.activeElement === document.body)
      focusOn(ref.current?.querySelector("[tabindex='0']"));
  });

  /** @param {Event} event */
  function pointAt(event) {
    const cell = /** @type {Element} */ (event.target).closest("[data-cell]");
    const id = cell instanceof HTMLElement ? (cell.dataset.cell ?? null) : null;
    if (id === at && event.type !== "focusin") return;
    setAt(id);
    if (event.type === "focusin") setStop(id);
    actions.set({ pointed: findCell(equations, id)?.cell.mark ?? null });
  }
  function leave() {
    setAt(null);
    actions.set({ pointed: null });
  }
  /** @param {FocusEvent} event */
  function blur(event) {
    if (ref.current?.contains(/** @type {Node | null} */ (event.relatedTarget))) return;
    if (event.relatedTarget) inside.current = false;
    leave();
  }
  /** @param {Event} event */
  function open(event) {
    const cell = /** @type {Element} */ (event.target).closest("[data-cell]");
    const mark = findCell(equations, cell instanceof HTMLElement ? (cell.dataset.cell ?? null) : null)?.cell.mark;
    if (mark) actions.select(parseSelection(mark));
    return Boolean(mark);
  }
  /** @param {KeyboardEvent} event */
  function key(event) {
    const cell = /** @type {Element} */ (event.target).closest("[data-cell]");
    if (!(cell instanceof HTMLElement) || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const taken =
      event.key === "Enter"
        ? open(event)
        : event.key.startsWith("Arrow") && focusOn(beside(ref.current, cell, event.key));
    if (taken || event.key.startsWith("Arrow")) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  return html`<div
      class="board"
      ref=${ref}
      role="group"
      aria-label="Matrices; arrow keys move between numbers, Enter explains"
      onPointerOver=${pointAt}
      onPointerLeave=${leave}
      onFocusIn=${(/** @type {FocusEvent} */ event) => {
        inside.current = true;
        pointAt(event);
      }}
      onFocusOut=${blur}
      onClick=${open}
      onKeyDown=${key}
    >
      ${equations.map((equation) => html`<${Equation} key=${equation.id} equation=${equation} width=${state.size.width} at=${found?.equation === equation ? found.cell.at : null} own=${at} marks=${marks} tabStop=${tabStop} />`)}
    </div>
    <${Line} pieces=${lineOf(equations, found, marks[0] ?? null)} actions=${actions} />`;
}

/** @param {import("../matrices/equation.js").Equation[]} equations */
function firstId(equations) {
  const [first] = equations;
  return first ? cellId(first, matricesOf(first)[0], 0, 0) : null;
}

/** @param {Element | null | undefined} cell */
function focusOn(cell) {
  if (cell instanceof HTMLElement) cell.focus();
  return cell instanceof HTMLElement;
}

/** How much more a step aside counts than one ahead, so that arrows keep to their row or column. */
const ASIDE = 4;

/** The nearest cell that way, in this matrix or the next. @param {Element | null} board @param {Element} from @param {string} key */
function beside(board, from, key) {
  const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key] ?? [0, 0];
  const here = from.getBoundingClientRect();
  let best = { cell: /** @type {Element | null} */ (null), cost: Infinity };
  for (const cell of board?.querySelectorAll("[data-cell]") ?? []) {
    const there = cell.getBoundingClientRect();
    const [x, y] = [there.x - here.x, there.y - here.y];
    const ahead = x * dx + y * dy;
    const cost = ahead + ASIDE * Math.abs(x * dy + y * dx);
    if (ahead > 2 && cost < best.cost) best = { cell, cost };
  }
  return best.cell;
}
