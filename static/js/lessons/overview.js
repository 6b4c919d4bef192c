/** The pages around the lessons: what has been done of each, where to go on, and the way to paper. */
import { countOf, doneText, keepProgress, readProgress } from "./progress.js";

const entries = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-lesson]"))];

function show() {
  const progress = readProgress();
  const counts = entries.map((entry) => {
    const questions = Number(entry.dataset.questions);
    const count = countOf(progress, entry.dataset.lesson ?? "", questions);
    write(entry, "[data-done]", doneText(count, questions));
    write(entry, "[data-right]", String(count.right));
    write(entry, "[data-tried]", String(count.tried));
    entry.classList.toggle("is-done", questions > 0 && count.right === questions);
    return { entry, questions, ...count };
  });
  const right = counts.reduce((sum, count) => sum + count.right, 0);
  const questions = counts.reduce((sum, count) => sum + count.questions, 0);
  const begun = counts.some(({ tried }) => tried > 0);
  if (begun)
    write(
      document,
      "[data-total]",
      `${right} of ${questions} questions right. This browser remembers it; nothing leaves your machine.`,
    );
  const next = counts.find((count) => count.right < count.questions);
  showNext(next?.entry ?? null, begun);
}

/** @param {HTMLElement | null} entry @param {boolean} begun */
function showNext(entry, begun) {
  const place = /** @type {HTMLElement | null} */ (document.querySelector("[data-go-on]"));
  if (!place) return;
  const link = entry?.querySelector("a");
  const title = link?.querySelector(".entry-title") ?? link;
  place.hidden = !link;
  if (!link) return;
  const way = document.createElement("a");
  way.className = "button primary";
  way.href = link.href;
  way.textContent = `${begun ? "Go on with" : "Begin with"} ${title?.textContent}`;
  place.replaceChildren(way);
}

/** @param {ParentNode} within @param {string} selector @param {string} text */
function write(within, selector, text) {
  const element = within.querySelector(selector);
  if (element) element.textContent = text;
}

/** @param {string} selector @param {() => void} act */
function offer(selector, act) {
  const button = /** @type {HTMLButtonElement | null} */ (document.querySelector(selector));
  if (!button) return;
  button.hidden = false;
  button.addEventListener("click", act);
}

offer("[data-print]", () => print());
offer("[data-start-over]", () => {
  if (!confirm("Forget the answers of all lessons?")) return;
  keepProgress({});
  show();
});
window.addEventListener("pageshow", show);
show();
