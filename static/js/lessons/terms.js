/** What a word of the glossary means, beside the word: on hover, on focus, on a tap. */

/** Waited before it shows and before it goes, in milliseconds, so that a pointer on its way leaves the page calm. */
const WAIT = { show: 150, hide: 200 };

/** @param {HTMLElement} within */
export function explainTerms(within) {
  const note = document.createElement("div");
  note.className = "definition";
  note.hidden = true;
  document.body.append(note);
  let timer = 0;
  /** @type {HTMLElement | null} */
  let shown = null;

  /** @param {HTMLElement} term */
  function show(term) {
    const source = document.getElementById(term.getAttribute("aria-describedby") ?? "");
    if (!source) return;
    const title = document.createElement("b");
    title.textContent = source.dataset.title ?? "";
    const link = document.createElement("a");
    link.href = /** @type {HTMLAnchorElement} */ (term).href;
    link.textContent = "In the glossary";
    link.tabIndex = -1;
    const words = document.createElement("div");
    words.append(...[...source.childNodes].map((node) => node.cloneNode(true)));
    note.replaceChildren(title, words, link);
    note.hidden = false;
    shown = term;
    place(term);
  }
  /** Below the word, or above it where there is no room. @param {HTMLElement} term */
  function place(term) {
    const word = term.getClientRects()[0];
    const { width, height } = note.getBoundingClientRect();
    const left = Math.max(12, Math.min(word.left, document.documentElement.clientWidth - width - 12));
    const above = word.bottom + height + 12 > innerHeight && word.top > height + 12;
    note.style.left = `${left + scrollX}px`;
    note.style.top = `${(above ? word.top - height - 8 : word.bottom + 8) + scrollY}px`;
  }
  function hide() {
    clearTimeout(timer);
    note.hidden = true;
    shown = null;
  }
  /** @param {() => void} act @param {number} after */
  function later(act, after) {
    clearTimeout(timer);
    timer = window.setTimeout(act, after);
  }
  /** @param {Event} event */
  const termAt = (event) =>
    /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("a.glossed"));

  within.addEventListener("pointerover", (event) => {
    const term = termAt(event);
    if (term && event.pointerType === "mouse") later(() => show(term), WAIT.show);
  });
  within.addEventListener("pointerout", (event) => {
    if (termAt(event) && event.pointerType === "mouse") later(hide, WAIT.hide);
  });
  note.addEventListener("pointerenter", () => clearTimeout(timer));
  note.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && later(hide, WAIT.hide));
  within.addEventListener("focusin", (event) => {
    const term = termAt(event);
    if (term?.matches(":focus-visible")) show(term);
  });
  within.addEventListener("focusout", (event) => termAt(event) && hide());
  let touched = false;
  within.addEventListener("pointerdown", (event) => (touched = event.pointerType !== "mouse"));
  within.addEventListener("click", (event) => {
    const term = termAt(event);
    if (!term || !touched || shown === term) return;
    event.preventDefault();
    show(term);
  });
  document.addEventListener("pointerdown", (event) => {
    if (shown && !note.contains(/** @type {Node} */ (event.target)) && !termAt(event)) hide();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !shown) return;
    event.preventDefault();
    hide();
  });
}
