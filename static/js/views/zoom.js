/**
 * What the picture scrolls, zooms and pans in. While something moves only the stage's transform does, so that neither marks nor
 * canvases are drawn anew; the state learns of it when it is over.
 */

/** @import { State } from "../types" */
/** @import { Actions } from "../actions.js" */
/** @import { Point, Size } from "../layout.js" */
import { html, useLayoutEffect, useMemo, useRef } from "preact";
import { isFar, STEP, transformOf } from "../wide/zoom.js";
import { Icon } from "./icons.js";
import { createMoves } from "./moves.js";

/** @param {{ state: State, actions: Actions, picture: Size, centre: Point | null, children: unknown }} props `centre` is brought into view where the picture is only scrolled */
export function ZoomFrame({ state, actions, picture, centre, children }) {
  const { zoom } = state;
  const frame = useRef(/** @type {HTMLElement | null} */ (null));
  const stage = useRef(/** @type {HTMLElement | null} */ (null));
  const latest = useRef({ zoom, picture, actions });
  latest.current = { zoom, picture, actions };
  const moves = useMemo(() => createMoves(frame, stage, latest), []);
  useLayoutEffect(() => moves.listen(), []);
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return;
    if (zoom) element.scrollTo(0, 0);
    else if (centre) {
      if (picture.width > element.clientWidth) element.scrollLeft = centre.x - element.clientWidth / 2;
      if (picture.height > element.clientHeight) element.scrollTop = centre.y - element.clientHeight / 2;
    }
  }, [zoom === null, centre?.x, centre?.y, picture.width, picture.height]);
  return html`<div class="graph-place">
    <div class=${`graph-frame${zoom ? " is-zoomed" : ""}`} ref=${frame}>
      <div
        class=${`graph-stage${isFar(zoom) ? " is-far" : ""}`}
        ref=${stage}
        style=${{ width: `${picture.width}px`, height: `${picture.height}px`, transform: zoom ? transformOf(zoom) : "" }}
      >
        ${children}
      </div>
    </div>
    <div class="zoom" role="group" aria-label="Zoom">
      <${Button} label="Zoom in" hint="+" icon="plus" name="in" onClick=${() => moves.by(STEP)} />
      <${Button} label="Zoom out" hint="−" icon="minus" name="out" onClick=${() => moves.by(1 / STEP)} />
      <${Button} label="Fit the picture" hint="0" icon="fit" name="fit" onClick=${() => moves.fit()} />
    </div>
  </div>`;
}

/** @param {{ label: string, hint: string, icon: string, name: string, onClick: () => void }} props */
function Button({ label, hint, icon, name, onClick }) {
  return html`<button
    class="button quiet square"
    data-zoom=${name}
    aria-label=${label}
    title=${`${label} (${hint})`}
    onClick=${onClick}
  >
    <${Icon} name=${icon} />
  </button>`;
}
