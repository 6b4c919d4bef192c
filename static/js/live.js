/**
 * The client of the live socket: what is asked of a run and what comes of it. A machine that knows neither the page nor
 * the network it is on; the socket, the frames of the screen and the waiting are handed to it.
 *
 * Frames are drawn at most once per frame of the screen, the newest of those that have come, and acknowledged once drawn:
 * so a slow page slows its own stream. A socket that is cut while a run goes on is opened again.
 */

/** @import { Frame, Paused, Problem, Stop, Watch } from "./types" */

/** @typedef {{ send(text: string): void, close(): void, onopen: unknown, onmessage: unknown, onclose: unknown }} Socket */
/**
 * @typedef {object} World what the machine lives in
 * @property {(id: string) => Socket} open
 * @property {(callback: () => void) => number} requestFrame
 * @property {(id: number) => void} cancelFrame
 * @property {(callback: () => void, milliseconds: number) => unknown} wait
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

/** How long to wait before a socket is opened again, in milliseconds: twice as long each time, up to the last. */
const FIRST_WAIT = 500;
const LAST_WAIT = 8000;

const NO_ANSWER = {
  title: "No live connection",
  status: 0,
  detail: "The server does not take up the live connection that a run needs. Single steps may still work.",
};

/** @typedef {ReturnType<typeof createLive>} LiveClient */

/** @param {string} id of the network */
export function openSocket(id) {
  return new WebSocket(`${location.origin.replace(/^http/, "ws")}/api/v1/networks/${id}/live`);
}

/** @param {World} world @param {Ears} ears */
export function createLive(world, ears) {
  /** @type {Socket | null} */
  let socket = null;
  let id = "";
  let ready = false;
  let running = false;
  /** Where the network stood before the run, and whether anything has come of it yet. */
  let stands = -1;
  let begun = false;
  let attempts = 0;
  /** What to say once the socket listens. @type {object[]} */
  let unsaid = [];
  /** @type {Watch} */
  let watched = {};
  /** @type {Frame | null} */
  let newest = null;
  /** @type {number[]} */
  let unacknowledged = [];
  let screen = 0;

  /** @param {object} message */
  function say(message) {
    if (ready) socket?.send(JSON.stringify(message));
    else unsaid.push(message);
  }

  function open() {
    const mine = world.open(id);
    socket = mine;
    mine.onopen = () => {
      if (socket === mine) listen();
    };
    mine.onmessage = (/** @type {{ data: string }} */ event) => {
      if (socket === mine) hear(JSON.parse(event.data));
    };
    mine.onclose = () => {
      if (socket === mine) lost();
    };
  }

  function listen() {
    ready = true;
    say({ type: "watch", ...watched });
    const waiting = unsaid;
    unsaid = [];
    waiting.forEach(say);
    if (attempts > 0) {
      attempts = 0;
      ears.back();
    }
  }

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
    for (const number of unacknowledged) say({ type: "ack", frame: number });
    unacknowledged = [];
  }

  /** The server pauses and saves the run of a socket that is cut. */
  function lost() {
    const answered = ready || attempts > 0;
    forget();
    if (!running && attempts === 0) return;
    if (!answered) {
      running = false;
      return ears.refused(NO_ANSWER);
    }
    running = false;
    attempts += 1;
    ears.cut(attempts);
    const asked = id;
    world.wait(
      () => {
        if (!socket && attempts > 0 && id === asked) open();
      },
      Math.min(LAST_WAIT, FIRST_WAIT * 2 ** (attempts - 1)),
    );
  }

  function forget() {
    if (screen) world.cancelFrame(screen);
    socket = null;
    ready = false;
    screen = 0;
    newest = null;
    unacknowledged = [];
    unsaid = [];
  }

  return {
    /** Said again during a run, it changes how. @param {string} network @param {How} [how] */
    run(network, how = {}) {
      if (id !== network || !socket) {
        this.close();
        id = network;
        open();
      }
      if (!running) begun = false;
      running = true;
      say({ type: "run", ...how });
    },
    /** A socket that is cut has paused its run by that. */
    pause() {
      if (attempts === 0) say({ type: "pause" });
    },
    /** Changes how it trains while it does. @param {object} training */
    configure: (training) => say({ type: "configure", training }),
    /** What frames are to hold from now on. @param {Watch} what */
    watch(what) {
      watched = what;
      if (ready) say({ type: "watch", ...what });
    },
    /** Lets the network go. A run on it is paused and saved by the server. */
    close() {
      const last = socket;
      running = false;
      attempts = 0;
      id = "";
      forget();
      last?.close();
    },
  };
}
