import assert from "node:assert/strict";
import { test } from "node:test";
import { createRoom } from "../../static/js/room.js";

/** A world without a network and a clock. */
function world() {
  /** @type {any[]} */
  const sockets = [];
  /** @type {string[]} */
  const heard = [];
  /** @type {{ callback: () => void, milliseconds: number }[]} */
  const waits = [];
  const room = createRoom(
    {
      open(address) {
        const socket = {
          address,
          said: /** @type {any[]} */ ([]),
          closed: false,
          send: (/** @type {string} */ text) => socket.said.push(JSON.parse(text)),
          close: () => (socket.closed = true),
        };
        sockets.push(socket);
        return /** @type {any} */ (socket);
      },
      wait: (callback, milliseconds) => waits.push({ callback, milliseconds }),
    },
    {
      shown: ({ place }) => heard.push(`shown ${place}`),
      waiting: (reason) => heard.push(`waiting ${reason}`),
      followers: (count) => heard.push(`followers ${count}`),
      ended: (reason) => heard.push(`ended ${reason}`),
      problem: ({ title }) => heard.push(`problem ${title}`),
      cut: (attempt) => heard.push(`cut ${attempt}`),
      back: () => heard.push("back"),
    },
  );
  const socket = () => sockets[sockets.length - 1];
  return {
    room,
    sockets,
    heard,
    waits,
    socket,
    says: (/** @type {object} */ message) => socket().onmessage({ data: JSON.stringify(message) }),
  };
}

const shown = (/** @type {string} */ place) => ({ url: "/networks/abc", place, version: 1, training: false });

test("a leader's last move is said once the socket listens, and again on each new one", () => {
  const here = world();
  here.room.enter("abc", "secret");
  assert.equal(here.socket().address, "abc?key=secret");
  here.room.show(shown("step=1"));
  here.room.show(shown("step=2"));
  assert.deepEqual(here.socket().said, []);
  here.socket().onopen();
  here.room.show(shown("step=3"));
  assert.deepEqual(
    here.socket().said.map((/** @type {any} */ message) => `${message.type} ${message.place}`),
    ["show step=2", "show step=3"],
  );
  here.socket().onclose();
  here.room.show(shown("step=4"));
  here.waits[0].callback();
  assert.equal(here.sockets.length, 2);
  here.socket().onopen();
  assert.deepEqual(here.socket().said, [{ type: "show", ...shown("step=4") }]);
  assert.deepEqual(here.heard, ["cut 1", "back"]);
});

test("a follower hears all there is to hear, and takes the seat again after a cut", () => {
  const here = world();
  here.room.enter("abc", null);
  assert.equal(here.socket().address, "abc");
  here.socket().onopen();
  here.says({ type: "waiting", reason: "not_begun" });
  here.says({ type: "shown", ...shown("step=1") });
  here.says({ type: "error", problem: { title: "Forbidden" } });
  here.socket().onclose();
  here.waits[0].callback();
  here.socket().onclose();
  assert.deepEqual(
    here.waits.map(({ milliseconds }) => milliseconds),
    [500, 1000],
  );
  assert.deepEqual(here.heard, ["waiting not_begun", "shown step=1", "problem Forbidden", "cut 1", "cut 2"]);
  assert.deepEqual(here.socket().said, []);
});

test("a room that ends, or takes nobody in, is left for good", () => {
  const here = world();
  here.room.enter("abc", null);
  here.socket().onopen();
  here.says({ type: "ended", reason: "idle" });
  assert.equal(here.socket().closed, true);
  here.room.enter("gone", "secret");
  here.socket().onclose();
  assert.deepEqual(here.heard, ["ended idle", "ended refused"]);
  assert.deepEqual(here.waits, []);
});

test("who leaves hears nothing more, and who stops says so", () => {
  const here = world();
  here.room.enter("abc", "secret");
  here.socket().onopen();
  here.says({ type: "followers", count: 30 });
  here.room.stop();
  assert.deepEqual(here.socket().said, [{ type: "end" }]);
  const { onclose } = here.socket();
  here.room.leave();
  onclose();
  assert.deepEqual(here.heard, ["followers 30"]);
  assert.deepEqual(here.waits, []);
});
