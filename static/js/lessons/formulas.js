/** Formulas of a page that came as text: set by KaTeX, their pointable terms made buttons that light what they mean. */

/** @typedef {(target: string | null) => void} Light */
/** @typedef {(target: string) => string} Name */

/** @type {Promise<typeof import("katex")> | null} */
let library = null;

/**
 * Sets all formulas within an element that are not set yet.
 * @param {ParentNode} within @param {Light} light @param {Name} name what a target is called
 */
export async function setFormulas(within, light, name) {
  const waiting = [
    .../** @type {NodeListOf<HTMLElement>} */ (within.querySelectorAll(".tex[data-tex]:not([data-set])")),
  ];
  if (!waiting.length) return;
  for (const element of waiting) element.dataset.set = "";
  library ??= import("katex");
  const { default: katex } = await library;
  for (const element of waiting) {
    katex.render(element.dataset.tex ?? "", element, {
      throwOnError: false,
      output: "htmlAndMathml",
      displayMode: element.classList.contains("tex-display"),
      strict: false,
      // A formula may say what it points at, and nothing else.
      trust: ({ command, attributes }) =>
        command === "\\htmlData" && Object.keys(attributes ?? {}).every((key) => key === "data-point"),
    });
    for (const term of element.querySelectorAll(".katex-html [data-point]"))
      if (term instanceof HTMLElement) makePointable(term, light, name);
    makeReachable(element);
  }
}

/** @param {HTMLElement} term @param {Light} light @param {Name} name */
function makePointable(term, light, name) {
  const target = term.dataset.point ?? "";
  term.tabIndex = 0;
  term.setAttribute("role", "button");
  // As it stands, but for the struts around it: a name holds what is seen.
  const written = (term.textContent ?? "").replace(/^\u200b+|\u200b+$/g, "");
  term.setAttribute("aria-label", `Show ${name(target)} in the figure: ${written}`);
  const on = () => light(target);
  const off = () => light(null);
  term.addEventListener("pointerenter", on);
  term.addEventListener("focus", on);
  term.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && off());
  term.addEventListener("blur", off);
  term.addEventListener("click", () => {
    term.focus();
    on();
  });
  term.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    on();
  });
}

/** MathML speaks the formula; of its picture only the buttons are heard. @param {HTMLElement} element */
function makeReachable(element) {
  const picture = element.querySelector(".katex-html");
  if (!picture?.querySelector("[data-point]")) return;
  picture.removeAttribute("aria-hidden");
  hideAround(picture);
}

/** @param {Element} element */
function hideAround(element) {
  if (element.matches("[data-point]")) return;
  for (const child of element.children) {
    if (child.matches("[data-point]") || child.querySelector("[data-point]")) hideAround(child);
    else child.setAttribute("aria-hidden", "true");
  }
}
