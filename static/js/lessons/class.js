/** A class in a lesson: all go to the passage that the leader reads, each with a figure of their own. */

/** @import { LessonState } from "../types/lesson" */
/** @import { Shown } from "../types" */
/** @import { Playground } from "../playground.js" */
/** @import { StoreOf } from "../store.js" */
import { h, render } from "preact";
import { onceATask } from "../once.js";
import { leads } from "../share/shown.js";
import { Following } from "../views/following.js";
import { ClassButton } from "../views/share/class.js";

/** Carried by its link, it has no address that a class could be told. */
const EXERCISE = "/lessons/exercise";

/**
 * @param {Playground} playground @param {StoreOf<LessonState>} own @param {(passage: number) => void} arriveAt
 * @param {Pick<typeof import("../remember.js"), "rememberedRoom" | "rememberRoom">} memory where the room that this page leads is kept
 */
export function joinClass({ store, actions }, own, arriveAt, { rememberedRoom, rememberRoom }) {
  const url = location.pathname;
  const followed = new URLSearchParams(location.search).get("follow");
  const led = followed ? null : rememberedRoom();
  if (url === EXERCISE || !(followed || led)) return;
  actions.classPage({
    shows: () => ({ url, place: `passage-${own.get().current + 1}`, version: null, training: false }),
    come(shown) {
      if (shown.url !== url) return actions.leaveFor(shown);
      const passage = passageOf(shown);
      if (passage !== null && passage !== own.get().current) arriveAt(passage);
    },
  });
  const bar = document.createElement("div");
  const header = document.querySelector(".reading-header");
  if (followed) {
    bar.className = "lesson-following";
    header?.after(bar);
  } else header?.querySelector("nav")?.prepend(bar);
  const draw = () => {
    const state = store.get();
    if (followed && state.room) render(h(Following, { state, actions }), bar);
    else render(leads(state.room) ? h(ClassButton, { state, actions }) : null, bar);
  };
  store.subscribe(onceATask(draw));
  own.subscribe(() => actions.tell());
  if (followed) actions.followRoom(followed);
  else if (led) {
    rememberRoom(store);
    actions.leadAgain(led);
  }
}

/** @param {Shown} shown */
function passageOf({ place }) {
  const number = /^passage-(\d{1,3})$/.exec(place)?.[1];
  return number === undefined ? null : Number(number) - 1;
}
