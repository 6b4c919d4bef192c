/** Where a lesson begins: its passages, which came with the page, their questions, and the figure beside them. */

/** @import { Lesson, LessonState } from "./types/lesson" */
import { h, render } from "preact";
import { keepOneTabStop, listenToKeys } from "./keyboard.js";
import { joinClass } from "./lessons/class.js";
import { createConductor } from "./lessons/conductor.js";
import { setFormulas } from "./lessons/formulas.js";
import { questionsBefore } from "./lessons/lesson.js";
import { present } from "./lessons/presenting.js";
import { ProgressLine } from "./lessons/progress-line.js";
import { keepProgress, readProgress, withAnswer, without } from "./lessons/progress.js";
import { QuestionBox } from "./lessons/question.js";
import { followReading } from "./lessons/reading.js";
import { Stage } from "./lessons/stage.js";
import { marksAt, targetName } from "./lessons/targets.js";
import { explainTerms } from "./lessons/terms.js";
import { onceATask } from "./once.js";
import { createPlayground } from "./playground.js";
import { rememberedRoom, rememberPage, rememberRoom } from "./remember.js";
import { createStore } from "./store.js";

/** The figure waits this long for the reader to settle, in milliseconds. */
const SETTLED = 140;

const element = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
/** @type {Lesson} */
const lesson = JSON.parse(element("lesson-data").textContent ?? "");
const passages = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-passage]"))];
const places = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-questions]"))];
const figure = element("figure");
const reading = element("reading");
const header = /** @type {HTMLElement} */ (document.querySelector(".reading-header"));
const toPlayground = /** @type {HTMLAnchorElement} */ (document.querySelector(".playground-link"));
const questions = questionsBefore(lesson, lesson.passages.length);

const playground = createPlayground(() => {});
const { store, feed, actions } = playground;
const own = createStore(
  /** @type {LessonState} */ ({
    current: 0,
    progress: readProgress(),
    deed: {},
    round: 0,
    presenting: false,
    open: true,
  }),
);
const conductor = createConductor(lesson, own, playground);
const follow = followReading(
  passages,
  covered,
  (index) => own.get().current !== index && reach(index),
  () => own.get().presenting,
);

/** So much of the window is covered at the top: by the header, and on a narrow page by the figure below it. */
function covered() {
  const { left, bottom } = figure.getBoundingClientRect();
  return left < 20 ? bottom : header.getBoundingClientRect().bottom;
}

let settling = 0;
/** @param {number} index */
function reach(index) {
  own.set({ current: index });
  clearTimeout(settling);
  settling = window.setTimeout(conductor.showPassage, SETTLED);
}

/** @param {number} by */
function go(by) {
  const to = own.get().current + by;
  if (to >= 0 && to < passages.length) arriveAt(to);
}

/** @param {number} index */
function arriveAt(index) {
  const { presenting } = own.get();
  follow.goTo(index, presenting || matchMedia("(prefers-reduced-motion: reduce)").matches);
}

const light = (/** @type {string | null} */ target) => {
  const { network } = store.get();
  actions.set({ marked: target && network ? marksAt(network, target) : [] });
};

/** A question is about the figure of its own passage, whichever is read. @param {number} index */
function standAt(index) {
  clearTimeout(settling);
  own.set({ current: index });
  conductor.showPassage();
}

/** @param {number} passage @returns {import("./lessons/question.js").Desk} */
const deskOf = (passage) => ({
  facts() {
    standAt(passage);
    return conductor.facts();
  },
  carryOut(deeds) {
    standAt(passage);
    return conductor.carryOut(deeds);
  },
  answered(question, right, move) {
    const progress = withAnswer(own.get().progress, lesson.slug, question, right);
    own.set({ progress });
    keepProgress(progress);
    if (right && move) conductor.follow(move);
  },
});
const desks = lesson.passages.map((_, passage) => deskOf(passage));

const ways = {
  go,
  again: () => conductor.again(),
  tell: conductor.tell,
  open: (/** @type {boolean} */ open) => own.set({ open }),
  onward: /** @type {HTMLAnchorElement} */ (document.querySelector(".way-on")).href,
};

function drawFigure() {
  const lessonState = own.get();
  const { figure: shown, at } = conductor.here();
  const props = {
    ...{ state: store.get(), actions, feed, figure: shown, at, lesson: lessonState, ways },
    ...{ count: passages.length, title: lesson.passages[lessonState.current].title },
  };
  render(h(Stage, props), figure);
  keepOneTabStop(figure);
  const { network } = store.get();
  if (network) toPlayground.href = `${network.url}#${actions.place()}`;
  document.documentElement.style.setProperty("--covered", `${covered()}px`);
}

/** Drawn anew, questions forget what was typed. */
let round = 0;

function drawReading() {
  const { progress, current } = own.get();
  const answers = progress[lesson.slug] ?? {};
  places.forEach((place, passage) => {
    const before = questionsBefore(lesson, passage);
    const boxes = lesson.passages[passage].questions.map((question, i) =>
      h(QuestionBox, {
        ...{ key: `${round} ${i}`, question, number: before + i, state: answers[before + i], desk: desks[passage] },
      }),
    );
    render(boxes, place);
  });
  passages.forEach((passage, index) => passage.classList.toggle("is-current", index === current));
  render(h(ProgressLine, { progress, slug: lesson.slug, questions, startOver }), element("progress"));
  setFormulas(reading, light, targetName);
}

function startOver() {
  const progress = without(own.get().progress, lesson.slug);
  keepProgress(progress);
  round += 1;
  own.set({ progress });
}

rememberPage(store);
joinClass(playground, own, arriveAt, { rememberedRoom, rememberRoom });
figure.replaceChildren();
for (const place of places) place.replaceChildren();
store.subscribe(onceATask(drawFigure));
own.subscribe(
  onceATask(() => {
    drawFigure();
    drawReading();
  }),
);
drawReading();
drawFigure();
follow.look();
conductor.showPassage();
explainTerms(reading);
listenToKeys(figure, store, actions);
document.addEventListener("keydown", (event) => {
  const target = /** @type {Element} */ (event.target);
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (target.closest("input, select, textarea, dialog, [role=slider]") || !store.get().letterKeys) return;
  if (event.key === "j") go(1);
  if (event.key === "k") go(-1);
});
present(
  own,
  go,
  () => arriveAt(own.get().current),
  () => !store.get().selection && !store.get().dialog,
);
// Hints and verdicts bring formulas of their own.
new MutationObserver(() => setFormulas(reading, light, targetName)).observe(reading, {
  childList: true,
  subtree: true,
});
