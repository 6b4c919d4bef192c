/** What each key does, and how the focus walks through the picture. */

/** @import { Actions } from "./actions.js" */
/** @import { Store } from "./store.js" */
import { parseSelection, selectionId } from "./names.js";

/** Marks whose middles lie within this many pixels stand in one column. */
const COLUMN = 60;

/** Elements in which arrows and letters belong to what is typed or chosen. */
const FIELDS = "input:not([type=checkbox]), select, textarea, dialog";

/** The buttons that a key stands for: they alone know how large the picture is. @type {Record<string, string>} */
const ZOOMS = { "+": "in", "=": "in", "-": "out", 0: "fit" };

/** @param {string} name */
const press = (name) => /** @type {HTMLElement | null} */ (document.querySelector(`[data-zoom=${name}]`))?.click();

/** @param {Document | HTMLElement} place  where keys are meant for the picture @param {Store} store @param {Actions} actions */
export function listenToKeys(place, store, actions) {
  place.addEventListener("keydown", (/** @type {any} */ event) => {
    const target = /** @type {Element} */ (event.target);
    // What walks over a wide picture has taken its own.
    const { compare, dialog } = store.get();
    if (event.defaultPrevented || target.closest(FIELDS) || compare || dialog) return;
    if (event.key === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey) return take(event, actions.undo);
    if (event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey)) return take(event, actions.redo);
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const mark = target.closest("[data-mark]");
    if (mark instanceof SVGElement && inGraph(event, mark, store, actions)) return;
    const key = event.shiftKey && event.key.startsWith("Arrow") ? `Shift ${event.key}` : event.key;
    const command = commands(actions)[key];
    if (key === " " && target.closest("button, a, [role=button], summary")) return;
    if (command) return take(event, command);
    if (!store.get().letterKeys) return;
    if (/^[1-4]$/.test(key) && actions.answer(Number(key) - 1)) return event.preventDefault();
    if (key === "?") take(event, () => actions.set({ dialog: "help" }));
    if (ZOOMS[key]) take(event, () => press(ZOOMS[key]));
  });
}

/** @param {Actions} actions @returns {Record<string, () => void>} */
const commands = (actions) => ({
  " ": actions.play,
  ArrowRight: actions.stepForward,
  ArrowLeft: actions.stepBack,
  "Shift ArrowRight": () => actions.phase(1),
  "Shift ArrowLeft": () => actions.phase(-1),
  Home: actions.firstBeat,
  End: actions.lastBeat,
  "[": () => actions.finer(-1),
  "]": () => actions.finer(1),
  Escape: () => actions.select(null),
});

/** @param {KeyboardEvent} event @param {() => unknown} command */
function take(event, command) {
  event.preventDefault();
  command();
}

/** Keys while a part of the picture has the focus. @param {KeyboardEvent} event @param {SVGElement} mark @param {Store} store @param {Actions} actions @returns {boolean} */
function inGraph(event, mark, store, actions) {
  const here = parseSelection(mark.dataset.mark ?? "");
  if (!here) return false;
  if (event.key === "Enter" || event.key === " ") {
    take(event, () => actions.select(here));
    return true;
  }
  if (event.key.toLowerCase() === "e" && store.get().letterKeys) {
    take(event, () => focusMark(otherKind(mark, here)));
    return true;
  }
  if (event.shiftKey || !event.key.startsWith("Arrow")) return false;
  take(event, () => focusMark(neighbour(mark, event.key)));
  return true;
}

/** From a neuron to the strongest way on: its first edge; from an edge to the neuron it ends at. @param {SVGElement} mark @param {import("./types").Selection} here */
function otherKind(mark, here) {
  const svg = mark.closest("svg");
  if (here.kind === "weight")
    return svg?.querySelector(`#${selectionId({ kind: "neuron", layer: here.layer, unit: here.unit })}`);
  if (here.kind === "loss") return null;
  const incoming = svg?.querySelector(`[id^="w-${here.layer}-"][id$="-${here.unit}"]`);
  return here.layer > 0 ? incoming : svg?.querySelector(`[id^="w-1-${here.unit}-"]`);
}

/**
 * The mark an arrow leads to. Along the layers: in the next one, the nearest; across them: the next in the same column.
 * Edges lead to edges; a bias is reached from its own neuron.
 * @param {SVGElement} mark @param {string} key
 */
function neighbour(mark, key) {
  const svg = /** @type {SVGElement} */ (mark.closest("svg"));
  const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key] ?? [0, 0];
  const alongLayers = (dy === 0) !== svg.classList.contains("graph-upright");
  const isEdge = (/** @type {Element} */ other) => other.id.startsWith("w-");
  const from = centre(mark);
  const ahead = [...svg.querySelectorAll("[role=button][data-mark]")].flatMap((other) => {
    if (other === mark || isEdge(other) !== isEdge(mark) || (alongLayers && other.id.startsWith("b-"))) return [];
    const at = centre(other);
    const along = (at.x - from.x) * dx + (at.y - from.y) * dy;
    const aside = Math.abs((at.x - from.x) * dy + (at.y - from.y) * dx);
    return along > 2 && (alongLayers || isEdge(other) || aside < COLUMN) ? [{ other, along, aside }] : [];
  });
  const nearest = Math.min(...ahead.map(({ along }) => along));
  const column = alongLayers ? ahead.filter(({ along }) => along < nearest + COLUMN) : ahead;
  const distance = (/** @type {typeof ahead[0]} */ entry) => (alongLayers ? entry.aside : entry.along + entry.aside);
  return column.reduce(
    (/** @type {typeof ahead[0] | null} */ best, entry) => (!best || distance(entry) < distance(best) ? entry : best),
    null,
  )?.other;
}

/** @param {Element} element */
function centre(element) {
  const line = element.querySelector(".edge-line, .body") ?? element.querySelector("rect, circle") ?? element;
  const box = line.getBoundingClientRect();
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Moves the one tab stop of the picture. @param {Element | null | undefined} mark */
function focusMark(mark) {
  if (!(mark instanceof SVGElement)) return;
  mark.focus();
}

/**
 * Keeps exactly one part of the picture in the tab order: the one that had the focus last.
 * @param {ParentNode} root
 */
export function keepOneTabStop(root) {
  const stops = [...root.querySelectorAll('svg.graph [role="button"][tabindex="0"]')];
  const focused = document.activeElement?.closest("svg.graph [role=button]");
  const wanted = focused ?? stops[0] ?? root.querySelector("svg.graph #n-0-0");
  for (const stop of stops) if (stop !== wanted) stop.setAttribute("tabindex", "-1");
  if (wanted && wanted.getAttribute("tabindex") !== "0") wanted.setAttribute("tabindex", "0");
}
