/** What the server made of an exercise, as students will read it; the figure is on their page alone. */

/** @import { Lesson } from "../../types/lesson" */
import { html, useEffect, useMemo, useRef } from "preact";
import { setFormulas } from "../formulas.js";
import { QuestionBox } from "../question.js";

const desk = { facts: async () => () => null, carryOut: async () => {}, answered() {} };

/** The parts of a page that was set. @param {string} text */
function partsOf(text) {
  const set = document.createElement("template");
  set.innerHTML = text;
  const { content } = set;
  /** @type {Lesson} */
  const lesson = JSON.parse(content.querySelector("#lesson-data")?.textContent ?? "");
  return {
    title: content.querySelector("h1")?.textContent ?? "",
    words: content.querySelector(".passage .text")?.innerHTML ?? "",
    questions: lesson.passages[0].questions,
  };
}

/** @param {{ set: string }} props  the page as the server set it */
export function Preview({ set }) {
  const place = useRef(/** @type {HTMLElement | null} */ (null));
  const { title, words, questions } = useMemo(() => partsOf(set), [set]);
  useEffect(() => {
    if (place.current)
      setFormulas(
        place.current,
        () => {},
        () => "",
      );
  });
  return html`<section class="ex-preview lesson-text" aria-label="Preview" ref=${place}>
    <p class="eyebrow">Preview</p>
    <h2>${title}</h2>
    <div class="text" dangerouslySetInnerHTML=${{ __html: words }} />
    <div class="questions">
      ${questions.map(
        (question, i) =>
          html`<${QuestionBox}
            key=${`${i} ${JSON.stringify(question)}`}
            question=${question}
            number=${i}
            desk=${desk}
          />`,
      )}
    </div>
  </section>`;
}
