import assert from "node:assert/strict";
import { test } from "node:test";
import { createLive } from "../../static/js/live.js";

/** A world without a network and a clock: sockets, frames and waiting are moved on by hand. */
function world() {
  /** @type {any[]} */
  const sockets = [];
  /** @type {string[]} */
  const heard = [];
  /** @type {Map<number, () => void>} */
  const frames = new Map();
  /** @type {{ callback: () => void, milliseconds: number }[]} */
  const waits = [];
  let last = 0;
  const live = createLive(
    {
      open(id) {
        const socket = {
          id,
          said: /** @type {any[]} */ ([]),
          closed: false,
          send: say,
          close: () => (socket.closed = true),
        };
        function say(/** @type {string} */ text) {
          socket.said.push(JSON.parse(text));
        }
        sockets.push(socket);
        return /** @type {any} */ (socket);
      },
      requestFrame(callback) {
        frames.set((last += 1), callback);
        return last;
      },
      cancelFrame: (id) => void frames.delete(id),
      wait: (callback, milliseconds) => waits.push({ callback, milliseconds }),
    },
    {
      frame: ({ frame }) => heard.push(`frame ${frame}`),
      paused: ({ step }) => heard.push(`paused ${step}`),
      problem: ({ title }) => heard.push(`problem ${title}`),
      refused: ({ title }) => heard.push(`refused ${title}`),
      cut: (attempt) => heard.push(`cut ${attempt}`),
      back: () => heard.push("back"),
    },
  );
  return {
    live,
    sockets,
    heard,
    waits,
    socket: () => sockets[sockets.length - 1],
    opened() {
      this.socket().onopen();
      return this.socket();
    },
    says(/** @type {object} */ message) {
      this.socket().onmessage({ data: JSON.stringify(message) });
    },
    screen() {
      const due = [...frames.values()];
      frames.clear();
      for (const callback of due) callback();
      return due.length;
    },
  };
}

const frame = (/** @type {number} */ number) => ({ type: "frame", frame: number, step: number });
const types = (/** @type {any} */ socket) => socket.said.map((/** @type {any} */ message) => message.type);

test("what is asked before the socket is open is said once it is, after what is to be watched", () => {
  const here = world();
  here.live.watch({ units: true });
  here.live.run("abc", { max_steps_per_second: 10 });
  assert.deepEqual(here.socket().said, []);
  assert.deepEqual(here.opened().said, [
    { type: "watch", units: true },
    { type: "run", max_steps_per_second: 10 },
  ]);
});

test("of the frames that come between two of the screen the newest is drawn, and all are acknowledged", () => {
  const here = world();
  here.live.run("abc");
  here.opened();
  here.says(frame(1));
  here.says(frame(2));
  assert.deepEqual(here.heard, []);
  assert.equal(here.screen(), 1);
  assert.deepEqual(here.heard, ["frame 2"]);
  assert.deepEqual(here.socket().said.slice(2), [
    { type: "ack", frame: 1 },
    { type: "ack", frame: 2 },
  ]);
  assert.equal(here.screen(), 0, "nothing ticks until the next frame comes");
});

test("the frame of the last step is drawn before the pause is told", () => {
  const here = world();
  here.live.run("abc");
  here.opened();
  here.says(frame(7));
  here.says({ type: "paused", reason: "paused", step: 7 });
  assert.deepEqual(here.heard, ["frame 7", "paused 7"]);
  assert.equal(here.screen(), 0);
});

test("a run goes on over the socket that is there; another network gets its own", () => {
  const here = world();
  here.live.run("abc");
  here.opened();
  here.says({ type: "paused", reason: "paused", step: 1 });
  here.live.run("abc");
  assert.equal(here.sockets.length, 1);
  here.live.run("other");
  assert.equal(here.sockets.length, 2);
  assert.ok(here.sockets[0].closed);
  assert.equal(here.socket().id, "other");
});

test("a socket that is cut in mid-run is opened again, waiting longer each time, and the run is not begun anew", () => {
  const here = world();
  here.live.watch({ parameters: true });
  here.live.run("abc");
  here.opened();
  here.says(frame(1));
  here.socket().onclose();
  here.waits[0].callback();
  here.socket().onclose();
  here.waits[1].callback();
  here.live.pause();
  here.opened();
  assert.deepEqual(here.heard, ["cut 1", "cut 2", "back"]);
  assert.ok(here.waits[1].milliseconds > here.waits[0].milliseconds);
  assert.deepEqual(types(here.socket()), ["watch"]);
  assert.equal(here.screen(), 0, "a frame of the socket that is gone is not drawn");
});

test("a socket that is closed at rest is left alone", () => {
  const here = world();
  here.live.run("abc");
  here.opened();
  here.says({ type: "paused", reason: "paused", step: 1 });
  here.socket().onclose();
  assert.deepEqual([here.waits.length, here.heard], [0, ["paused 1"]]);
  here.live.run("abc");
  assert.equal(here.sockets.length, 2);
});

test("a server that takes up no live connection refuses the run, once", () => {
  const here = world();
  here.live.run("abc");
  here.socket().onclose();
  assert.deepEqual(here.heard, ["refused No live connection"]);
  assert.equal(here.waits.length, 0);
});

test("an error before any frame refuses the run; later it is told and the run goes on", () => {
  const here = world();
  here.live.run("abc");
  here.opened();
  here.says({ type: "error", problem: { title: "Conflict" } });
  here.live.run("abc");
  here.says(frame(1));
  here.says({ type: "error", problem: { title: "Unprocessable" } });
  here.screen();
  assert.deepEqual(here.heard, ["refused Conflict", "problem Unprocessable", "frame 1"]);
});

test("a frame of a network at rest is acknowledged and not drawn, so are words on what others trained", () => {
  const here = world();
  here.live.run("abc");
  here.opened();
  here.says({ type: "paused", reason: "pause", step: 4 });
  here.says(frame(1));
  here.says({ type: "paused", reason: "pause", step: 9 });
  assert.equal(here.screen(), 0);
  assert.deepEqual(here.heard, ["paused 4"]);
  assert.deepEqual(here.socket().said.at(-1), { type: "ack", frame: 1 });
});

test("a look at where the network stands is not yet a sign that the run was taken up", () => {
  const here = world();
  here.live.run("abc");
  here.opened();
  here.says({ type: "hello", step: 5 });
  here.says({ type: "frame", frame: 1, step: 5 });
  here.says({ type: "error", problem: { title: "Conflict" } });
  assert.deepEqual(here.heard, ["refused Conflict"]);
});
