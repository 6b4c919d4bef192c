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

  /** @returns {{ figure: Figure | null, at: number }} */
  const here = () => figureOf(lesson, own.get().current);

  function showPassage() {
    const { current, progress } = own.get();
    const { figure, at } = here();
    if (!figure || placed === current) return;
    const same = shown === at;
    placed = current;
    shown = at;
    if (figure.kind === "network") actions.lesson.show(lesson.networks, figure, movesOf(lesson, progress, at, current));
    else if (!same) {
      own.set({ said: {}, deed: {} });
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
      else own.set({ deed: {}, said: {} });
    },
    /** @param {Move} move */
    follow(move) {
      if (here().figure?.kind === "network") actions.lesson.move(move);
    },
    /** @param {Deed[]} deeds */
    async carryOut(deeds) {
      for (const { figure } of deeds) if (figure) own.set({ deed: { ...own.get().deed, ...figure } });
      const on = deeds.filter(({ figure }) => !figure);
      if (on.length) await actions.lesson.carryOut(on);
    },
    /** What is shown, once nothing is on its way any more. @returns {Promise<Facts>} */
    async facts() {
      await actions.lesson.settled();
      return factsOf(store.get(), own.get().said);
    },
  };
}
