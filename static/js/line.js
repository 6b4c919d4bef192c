/**
 * A socket that speaks JSON and is opened again when it is cut, as long as somebody wants it. A machine that knows no page:
 * the socket and the waiting are handed to it.
 */

/** @typedef {{ send(text: string): void, close(): void, onopen: unknown, onmessage: unknown, onclose: unknown }} Socket */
/**
 * @typedef {object} LineWorld what the machine lives in
 * @property {(address: string) => Socket} open
 * @property {(callback: () => void, milliseconds: number) => unknown} wait
 */
/**
 * @typedef {object} LineEars who hears of it
 * @property {() => void} opened  it listens; what is said now comes before what was said earlier
 * @property {(message: any) => void} heard
 * @property {(answered: boolean) => boolean} closed  whether to try again; `answered` tells whether it was ever open
 * @property {(attempt: number) => void} cut  it is tried again, for the nth time
 * @property {() => void} back  it is there again
 */

/** How long to wait before a socket is opened again, in milliseconds: twice as long each time, up to the last. */
const FIRST_WAIT = 500;
const LAST_WAIT = 8000;

/** @param {string} path below the API's root */
export function socketAt(path) {
  return new WebSocket(`${location.origin.replace(/^http/, "ws")}/api/v1${path}`);
}

/** @param {LineWorld} world @param {LineEars} ears */
export function createLine(world, ears) {
  /** @type {Socket | null} */
  let socket = null;
  let address = "";
  let ready = false;
  let attempts = 0;
  /** What to say once the socket listens. @type {object[]} */
  let unsaid = [];

  /** @param {object} message */
  function say(message) {
    if (ready) socket?.send(JSON.stringify(message));
    else unsaid.push(message);
  }

  function open() {
    const mine = world.open(address);
    socket = mine;
    mine.onopen = () => {
      if (socket === mine) listen();
    };
    mine.onmessage = (/** @type {{ data: string }} */ event) => {
      if (socket === mine) ears.heard(JSON.parse(event.data));
    };
    mine.onclose = () => {
      if (socket === mine) lost();
    };
  }

  function listen() {
    ready = true;
    ears.opened();
    const waiting = unsaid;
    unsaid = [];
    waiting.forEach(say);
    if (attempts > 0) {
      attempts = 0;
      ears.back();
    }
  }

  function lost() {
    const answered = ready || attempts > 0;
    forget();
    if (!ears.closed(answered)) return;
    attempts += 1;
    ears.cut(attempts);
    const asked = address;
    world.wait(
      () => {
        if (!socket && attempts > 0 && address === asked) open();
      },
      Math.min(LAST_WAIT, FIRST_WAIT * 2 ** (attempts - 1)),
    );
  }

  function forget() {
    socket = null;
    ready = false;
    unsaid = [];
  }

  return {
    say,
    /** Whether it listens. */
    ready: () => ready,
    /** How often it has been tried in vain since it was cut. */
    attempts: () => attempts,
    /** Whether it is open there, or about to be. @param {string} there */
    at: (there) => socket !== null && address === there,
    /** @param {string} there */
    open(there) {
      this.close();
      address = there;
      open();
    },
    close() {
      const last = socket;
      attempts = 0;
      address = "";
      forget();
      last?.close();
    },
  };
}
