/** The one focus that walks over units and edges that have no element of their own until it comes to them. */

/** @import { State } from "../../types" */
/** @import { Unit, Weight } from "../../wide/fans.js" */
import { useLayoutEffect, useRef, useState } from "preact";
import { parseSelection, selectionId } from "../../names.js";
import { strongestEdges } from "../../wide/hits.js";

/** @typedef {{ unit: Unit, edge: number | null }} At a unit, and which of its edges, the strongest first; null is the unit itself */

/**
 * @param {State} state
 * @param {((here: Unit, key: string) => Unit | null) | null} beside  the unit an arrow leads to; null where the arrows are not ours
 */
export function useWalk(state, beside) {
  const [at, set] = useState(/** @type {At} */ ({ unit: { layer: 0, unit: 0 }, edge: null }));
  const moved = useRef(false);
  const svg = useRef(/** @type {SVGSVGElement | null} */ (null));
  const trace = /** @type {NonNullable<State["trace"]>} */ (state.trace);
  const edges = at.edge === null ? [] : strongestEdges(trace, at.unit);
  const edge = at.edge === null ? null : edges[at.edge];
  useLayoutEffect(() => {
    if (!moved.current) return;
    moved.current = false;
    const mark = edge ? markOf(edge) : selectionId({ kind: "neuron", ...at.unit });
    /** @type {SVGElement | null | undefined} */ (svg.current?.querySelector(`#${mark}`))?.focus({
      preventScroll: false,
    });
  }, [at]);

  /** @param {At} next */
  function go(next) {
    moved.current = true;
    set(next);
  }

  /** @param {KeyboardEvent} event */
  function onKeyDown(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const id = /** @type {Element} */ (event.target).closest("[data-mark]")?.id;
    const here = parseSelection(id ?? "");
    const next = here && (here.kind === "neuron" || here.kind === "weight") ? nextOf(event.key, here) : null;
    if (next === null) return;
    event.preventDefault();
    if (next !== undefined) go(next);
  }

  /** Where a key leads: null where it is none of ours, undefined where there is nothing that way. @param {string} key @param {import("../../types").Selection} here @returns {At | null | undefined} */
  function nextOf(key, here) {
    const letter = key.toLowerCase() === "e" && state.letterKeys;
    if (here.kind === "neuron") {
      const unit = { layer: here.layer, unit: here.unit };
      if (letter) return strongestEdges(trace, unit).length ? { unit, edge: 0 } : undefined;
      if (!beside || !key.startsWith("Arrow")) return null;
      const next = beside(unit, key);
      return next ? { unit: next, edge: null } : undefined;
    }
    if (here.kind !== "weight") return null;
    const owned =
      edge && selectionId(here) === markOf(edge) ? at : { unit: { layer: here.layer, unit: here.unit }, edge: 0 };
    const all = strongestEdges(trace, owned.unit);
    const place = all.findIndex((other) => selectionId(here) === markOf(other));
    if (letter || key === "ArrowDown") return { unit: owned.unit, edge: (place + 1) % all.length };
    if (key === "ArrowUp") return { unit: owned.unit, edge: (place - 1 + all.length) % all.length };
    if (key === "ArrowLeft") return { unit: { layer: here.layer - 1, unit: here.from }, edge: null };
    if (key === "ArrowRight") return { unit: { layer: here.layer, unit: here.unit }, edge: null };
    return null;
  }

  return { svg, onKeyDown, units: [at.unit], edges: edge ? [edge] : [] };
}

/** @param {Weight} edge */
const markOf = ({ layer, from, unit }) => selectionId({ kind: "weight", layer, from, unit });
