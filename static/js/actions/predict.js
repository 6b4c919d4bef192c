/** Asking before a beat is shown: what opens a question or a line, what answers it, and what goes on without. */

/** @import { AskedLine, Blank, Fading, Predicting, Selection } from "../types" */
/** @import { Store } from "../store.js" */
import { parseSelection, selectionId } from "../names.js";
import { endOf, startOf, stopBeside } from "../parts.js";
import { check } from "../predict/blank.js";
import { askOn, blanked, exerciseIn } from "../predict/session.js";

/** After which success the blanks go no further. @type {Fading} */
const ALL = 2;

/**
 * @param {Store} store @param {ReturnType<typeof import("../player.js").createPlayer>} player
 * @param {{ play: () => void, stepForward: () => void }} walk
 * @param {(selection: Selection | null) => void} select
 */
export function predictActions(store, player, walk, select) {
  const now = () => exerciseIn(store.get());
  /** @param {Partial<Predicting>} patch */
  const set = (patch) => store.set({ predicting: { ...store.get().predicting, ...patch } });

  /** What is open and not answered yet, of a kind. @template {"question" | "line"} K @param {K} kind */
  function openOf(kind) {
    const open = now();
    return open?.kind === kind && open.answer === null ? /** @type {Extract<typeof open, { kind: K }>} */ (open) : null;
  }

  /** Closes with an answer, and shows the beat. @param {Partial<Predicting>} patch */
  function goOn(patch) {
    const { open } = store.get().predicting;
    set(patch);
    if (!open) return;
    store.set({ pointed: null });
    player.begin(open.to);
  }

  /** Asks on the way to the next stop; false where there is nothing to ask. */
  function ask() {
    const state = store.get();
    const { trace, cursor, grain, playing } = state;
    const to = trace && stopBeside(trace, cursor, grain, 1);
    const open = to && askOn(state, cursor, to);
    if (!open) return false;
    if (playing) player.pause();
    set({ open });
    return true;
  }

  /** The line of the beat that is shown: the picture goes back to before it. */
  function askHere() {
    const state = store.get();
    const { trace, cursor, grain } = state;
    if (!trace) return false;
    const phased = grain === "phase";
    const whole = cursor.beat > 0 ? endOf(trace, cursor.beat - 1, grain) : null;
    const at = phased ? stopBeside(trace, cursor, grain, -1) : whole;
    const open = at && askOn(state, at, phased ? { ...cursor, time: 1 } : startOf(trace, cursor.beat, grain));
    if (!at || !open) return false;
    player.show(at);
    set({ open });
    return true;
  }

  /** @param {number} index @returns {boolean} whether there was such an answer to give */
  function answer(index) {
    const open = openOf("question");
    if (!open || index >= open.question.options.length) return false;
    const { right, answered } = store.get().predicting.tally;
    const tally = { right: right + (index === open.question.right ? 1 : 0), answered: answered + 1 };
    goOn({ tally, open: { ...open, answer: index } });
    return true;
  }

  return {
    answer,
    play() {
      set({ open: null });
      walk.play();
    },
    stepForward() {
      const { predicting, phase } = store.get();
      const asks = predicting.mode !== null && phase === "still" && now()?.answer !== null;
      if (!asks || !ask()) walk.stepForward();
    },
    /** Whether to be asked, and how; the same again switches it off. @param {NonNullable<Predicting["mode"]>} mode */
    setPredicting(mode) {
      set({ mode: store.get().predicting.mode === mode ? null : mode, open: null });
      if (store.get().predicting.mode === "line" && store.get().phase === "still" && !askHere()) ask();
    },
    /** Shows the answer in place of giving one. */
    showAnswer() {
      const open = now();
      if (open?.answer === null) goOn({ open: { ...open, answer: "shown" } });
    },
    /** @param {string[]} texts what stands in the blanks */
    checkBlanks(texts) {
      const open = openOf("line");
      if (!open) return;
      const verdicts = open.blanks.map((place, i) => check(/** @type {Blank} */ (open.line.parts[place]), texts[i]));
      if (!verdicts.every((verdict) => verdict?.right)) return set({ open: { ...open, verdicts } });
      const fading = /** @type {Fading} */ (Math.min(ALL, store.get().predicting.fading + 1));
      goOn({ fading, open: { ...open, verdicts, answer: "right" } });
    },
    hint() {
      const open = openOf("line");
      if (open) set({ open: { ...open, hints: Math.min(open.line.hints.length, open.hints + 1) } });
    },
    /** How much of a line is left out. @param {Fading} fading */
    setFading(fading) {
      const open = openOf("line");
      set({ fading, ...(open && { open: blanked(open, fading) }) });
    },
    /** A part of the picture that is an answer answers; a line is about what is selected. @param {Selection | null} selection */
    select(selection) {
      const options = openOf("question")?.question.options ?? [];
      const index = selection ? options.findIndex(({ mark }) => mark === selectionId(selection)) : -1;
      if (index !== -1) return void answer(index);
      select(selection);
      const line = openOf("line");
      const open = line && /** @type {AskedLine | null} */ (askOn(store.get(), line.at, line.to));
      if (open) set({ open });
    },
    /** Lights the part of the picture that an answer speaks of. @param {string | undefined} mark */
    light: (mark) => store.set({ pointed: mark && parseSelection(mark) ? mark : null }),
  };
}
