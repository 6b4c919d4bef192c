/** What stands in the figure, by the passage that is read and by what has been answered there. */

/** @import { Deed, Facts, Figure, Lesson, LessonState, Move } from "../types/lesson" */
/** @import { Playground } from "../playground.js" */
/** @import { StoreOf } from "../store.js" */
import { factsOf } from "./facts.js";
import { figureOf, movesOf } from "./lesson.js";

/** @param {Lesson} lesson @param {StoreOf<LessonState>} own @param {Playground} playground */
export function createConductor(lesson, own, { store, actions }) {
  /** The figure that is shown, by the passage it came with. */
  let shown = -1;
  /** The passage it was brought into place for. */
  let placed = -1;
  /** What a figure that is no network says of itself; null while it is at work. @type {Record<string, unknown> | null} */
  let said = null;
  /** Who waits for it. @type {(() => void)[]} */
  const waiting = [];

  /** @returns {{ figure: Figure | null, at: number }} */
  const here = () => figureOf(lesson, own.get().current);

  /** Tells such a figure what to show; the same again, where it has been changed since. @param {Record<string, unknown>} deed */
  function order(deed) {
    said = null;
    own.set({ deed, round: own.get().round + 1 });
  }

  /** Once such a figure stands. */
  const rest = () => new Promise((done) => (said ? done(null) : waiting.push(() => done(null))));
  const drawsItself = () => "options" in (here().figure ?? {});

  function showPassage() {
    const { current, progress } = own.get();
    const { figure, at } = here();
    if (!figure || placed === current) return;
    const same = shown === at;
    placed = current;
    shown = at;
    if (figure.kind === "network") actions.lesson.show(lesson.networks, figure, movesOf(lesson, progress, at, current));
    else if (!same) {
      order({});
      if (figure.kind === "compare") actions.lesson.showSides(lesson.networks, figure);
    }
  }

  return {
    here,
    showPassage,
    /** The figure as it was at first. */
    again() {
      const { figure } = here();
      if (figure?.kind === "network") actions.lesson.again(lesson.networks, figure);
      else order({});
    },
    /** What such a figure says of itself, and of which of its orders. @param {number} round @param {Record<string, unknown> | null} values */
    tell(round, values) {
      if (round !== own.get().round) return;
      said = values;
      if (!values) return;
      for (const done of waiting.splice(0)) done();
    },
    /** @param {Move} move */
    follow(move) {
      if (here().figure?.kind === "network") actions.lesson.move(move);
    },
    /** @param {Deed[]} deeds */
    async carryOut(deeds) {
      const told = deeds.filter(({ figure }) => figure);
      const on = deeds.filter(({ figure }) => !figure);
      if (told.length) order(Object.assign({}, own.get().deed, ...told.map(({ figure }) => figure)));
      if (on.length) await actions.lesson.carryOut(on);
      if (told.length) await rest();
    },
    /** What is shown, once nothing is on its way any more. @returns {Promise<Facts>} */
    async facts() {
      await actions.lesson.settled();
      if (drawsItself()) await rest();
      return factsOf(store.get(), said ?? {});
    },
  };
}
