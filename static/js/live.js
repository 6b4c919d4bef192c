/**
 * The client of the live socket: what is asked of a run and what comes of it. A machine that knows neither the page nor
 * the network it is on; the socket, the frames of the screen and the waiting are handed to it.
 *
 * Frames are drawn at most once per frame of the screen, the newest of those that have come, and acknowledged once drawn:
 * so a slow page slows its own stream. A socket that is cut while a run goes on is opened again.
 */

/** @import { Frame, Paused, Problem, Stop, Watch } from "./types" */
/** @import { LineWorld } from "./line.js" */
import { createLine, socketAt } from "./line.js";

/**
 * @typedef {LineWorld & { requestFrame: (callback: () => void) => number, cancelFrame: (id: number) => void }} World what the machine lives in
 */
/**
 * @typedef {object} Ears who hears of it
 * @property {(frame: Frame) => void} frame
 * @property {(paused: Paused) => void} paused
 * @property {(problem: Problem) => void} problem  something was refused; a run goes on
 * @property {(problem: Problem) => void} refused  the run itself was: nothing runs
 * @property {(attempt: number) => void} cut  the socket is gone while a run went on; tried again, for the nth time
 * @property {() => void} back  it is there again, and the run is paused
 */

/** @typedef {{ max_steps_per_second?: number, stop?: Stop }} How */

const NO_ANSWER = {
  title: "No live connection",
  status: 0,
  detail: "The server does not take up the live connection that a run needs. Single steps may still work.",
};

/** @typedef {ReturnType<typeof createLive>} LiveClient */

/** @param {string} id of the network */
export const openSocket = (id) => socketAt(`/networks/${id}/live`);

/** @param {World} world @param {Ears} ears */
export function createLive(world, ears) {
  let running = false;
  /** Where the network stood before the run, and whether anything has come of it yet. */
  let stands = -1;
  let begun = false;
  /** @type {Watch} */
  let watched = {};
  /** @type {Frame | null} */
  let newest = null;
  /** @type {number[]} */
  let unacknowledged = [];
  let screen = 0;

  const line = createLine(world, {
    opened: () => line.say({ type: "watch", ...watched }),
    heard: hear,
    closed,
    cut: ears.cut,
    back: ears.back,
  });

  /** @param {any} message */
  function hear(message) {
    if (message.type === "hello") {
      stands = message.step;
    } else if (message.type === "frame") {
      unacknowledged.push(message.frame);
      if (!running) return acknowledge(); // it tells of a network at rest, which is known from elsewhere
      begun ||= message.step !== stands;
      newest = message;
      screen ||= world.requestFrame(draw);
    } else if (message.type === "paused") {
      draw(); // the frame of the last step came before it
      stands = message.step;
      if (running) ears.paused(message);
      running = false;
    } else if (message.type === "error") {
      if (begun || !running) return ears.problem(message.problem);
      running = false;
      ears.refused(message.problem);
    }
  }

  function draw() {
    if (screen) world.cancelFrame(screen);
    screen = 0;
    const frame = newest;
    newest = null;
    if (frame) ears.frame(frame);
    acknowledge();
  }

  function acknowledge() {
    for (const number of unacknowledged) line.say({ type: "ack", frame: number });
    unacknowledged = [];
  }

  /** The server pauses and saves the run of a socket that is cut. @param {boolean} answered */
  function closed(answered) {
    const wanted = running || line.attempts() > 0;
    forget();
    if (wanted && !answered) ears.refused(NO_ANSWER);
    return wanted && answered;
  }

  function forget() {
    if (screen) world.cancelFrame(screen);
    running = false;
    screen = 0;
    newest = null;
    unacknowledged = [];
  }

  return {
    /** Said again during a run, it changes how. @param {string} network @param {How} [how] */
    run(network, how = {}) {
      if (!line.at(network)) line.open(network);
      if (!running) begun = false;
      running = true;
      line.say({ type: "run", ...how });
    },
    /** Watches a run that somebody else has begun. @param {string} network */
    attend(network) {
      if (!line.at(network)) line.open(network);
      begun = true;
      running = true;
    },
    /** A socket that is cut has paused its run by that. */
    pause() {
      if (line.attempts() === 0) line.say({ type: "pause" });
    },
    /** Changes how it trains while it does. @param {object} training */
    configure: (training) => line.say({ type: "configure", training }),
    /** What frames are to hold from now on. @param {Watch} what */
    watch(what) {
      watched = what;
      if (line.ready()) line.say({ type: "watch", ...what });
    },
    /** Lets the network go. A run on it is paused and saved by the server. */
    close() {
      line.close();
      forget();
    },
  };
}
