/** A lesson before an audience: large type, one passage at a time, keys alone. The address remembers it. */

/** @import { LessonState } from "../types/lesson" */
/** @import { StoreOf } from "../store.js" */

const NEXT = new Set([" ", "ArrowRight", "ArrowDown", "PageDown"]);
const BEFORE = new Set(["ArrowLeft", "ArrowUp", "PageUp"]);

/** What keys belong to. */
const OTHERS = "input, select, textarea, dialog, [role=slider]";
/** What a space presses. */
const PRESSED = "button, a, summary, [role=button]";

/** @param {StoreOf<LessonState>} own @param {(by: number) => void} go @param {() => void} arrive brings the passage into view @param {() => boolean} idle whether Escape has nothing to close in the figure */
export function present(own, go, arrive, idle) {
  const root = document.documentElement;
  const keys = document.createElement("p");
  keys.className = "presenting-keys";
  keys.setAttribute("role", "status");
  document.body.append(keys);

  /** @param {boolean} presenting */
  function set(presenting) {
    own.set({ presenting });
    root.classList.toggle("presenting", presenting);
    const address = new URL(location.href);
    if (presenting) address.searchParams.set("present", "");
    else address.searchParams.delete("present");
    history.replaceState(null, "", address.href.replace("present=", "present"));
    keys.textContent = presenting ? "→ or space: on · ←: back · Escape: leave · the figure keeps its own keys" : "";
    arrive();
  }

  let at = own.get().current;
  own.subscribe(({ current }) => {
    if (current !== at) keys.textContent = "";
    at = current;
  });
  document.addEventListener("keydown", (event) => {
    if (!own.get().presenting || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = /** @type {Element} */ (event.target);
    if (target.closest(OTHERS) || (event.key === " " && target.closest(PRESSED))) return;
    const by = NEXT.has(event.key) ? 1 : BEFORE.has(event.key) ? -1 : 0;
    if (!by) return;
    event.preventDefault();
    go(by);
  });
  // Asked before the figure takes the key.
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key === "Escape" && own.get().presenting && idle()) set(false);
    },
    { capture: true },
  );
  const button = /** @type {HTMLButtonElement | null} */ (document.querySelector(".present-open"));
  if (button) {
    button.hidden = false;
    button.addEventListener("click", () => set(!own.get().presenting));
  }
  if (new URLSearchParams(location.search).has("present")) set(true);
}
