/**
 * The client of a room: one leads and says what is shown, the others hear of it. A machine that knows no page; the socket
 * and the waiting are handed to it.
 */

/** @import { Problem, Shown } from "./types" */
/** @import { LineWorld } from "./line.js" */
import { createLine, socketAt } from "./line.js";

/**
 * @typedef {object} RoomEars who hears of it
 * @property {(shown: Shown) => void} shown
 * @property {(reason: "not_begun" | "left") => void} waiting  nobody leads at the moment
 * @property {(count: number) => void} followers
 * @property {(reason: "stopped" | "idle" | "replaced" | "refused") => void} ended  refused: it was never taken up
 * @property {(problem: Problem) => void} problem
 * @property {(attempt: number) => void} cut  the socket is gone; tried again, for the nth time
 * @property {() => void} back
 */

/** @param {string} address  the room's id, and the key of who leads */
export const openRoomSocket = (address) => socketAt(`/rooms/${address}`);

/** @param {LineWorld} world @param {RoomEars} ears */
export function createRoom(world, ears) {
  let wanted = false;
  /** What a leader shows, said again on every new socket. @type {Shown | null} */
  let shows = null;

  const line = createLine(world, {
    opened() {
      if (shows) line.say({ type: "show", ...shows });
    },
    heard(message) {
      if (message.type === "shown") ears.shown(message);
      else if (message.type === "waiting") ears.waiting(message.reason);
      else if (message.type === "followers") ears.followers(message.count);
      else if (message.type === "error") ears.problem(message.problem);
      else if (message.type === "ended") end(message.reason);
    },
    closed(answered) {
      if (wanted && !answered) end("refused");
      return wanted;
    },
    cut: ears.cut,
    back: ears.back,
  });

  /** @param {"stopped" | "idle" | "replaced" | "refused"} reason */
  function end(reason) {
    wanted = false;
    shows = null;
    line.close();
    ears.ended(reason);
  }

  return {
    /** Takes a seat: the leader's with a key, a follower's without. @param {string} id @param {string | null} key */
    enter(id, key) {
      wanted = true;
      shows = null;
      line.open(key === null ? id : `${id}?key=${key}`);
    },
    /** @param {Shown} shown */
    show(shown) {
      shows = shown;
      if (line.ready()) line.say({ type: "show", ...shown });
    },
    /** Ends the room for all. */
    stop() {
      if (line.ready()) line.say({ type: "end" });
      else end("stopped");
    },
    /** Leaves it; the others stay. */
    leave() {
      wanted = false;
      line.close();
    },
  };
}
