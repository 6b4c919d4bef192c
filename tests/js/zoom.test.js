import assert from "node:assert/strict";
import { test } from "node:test";
import { parsePlace, writePlace } from "../../static/js/place.js";
import {
  kept,
  LIMITS,
  pannedBy,
  parseZoom,
  rounded,
  wheelFactor,
  writeZoom,
  zoomedBy,
} from "../../static/js/wide/zoom.js";
import { spamTrace } from "./fixtures.js";

const START = { k: 1.4, x: 30, y: -12 };
/** What of the picture stands at a point of the frame. @param {typeof START} zoom @param {{ x: number, y: number }} at */
const under = ({ k, x, y }, at) => ({ x: x + at.x / k, y: y + at.y / k });

test("what is under the pointer stays there while the picture grows and shrinks", () => {
  const about = { x: 210, y: 90 };
  for (const factor of [0.1, 0.7, 1.3, 4, 100]) {
    const next = zoomedBy(START, factor, about);
    const [before, after] = [under(START, about), under(next, about)];
    assert.ok(Math.hypot(before.x - after.x, before.y - after.y) < 1e-9);
    assert.ok(next.k >= LIMITS.least && next.k <= LIMITS.most);
  }
});

test("the picture follows a drag pixel by pixel", () => {
  const next = pannedBy(START, { x: 50, y: -20 });
  const [before, after] = [under(START, { x: 10, y: 40 }), under(next, { x: 60, y: 20 })];
  assert.ok(Math.hypot(before.x - after.x, before.y - after.y) < 1e-9);
});

test("it cannot be pushed out of sight", () => {
  const [picture, frame] = [
    { width: 800, height: 500 },
    { width: 700, height: 400 },
  ];
  for (const x of [-1e6, 0, 1e6]) {
    const { k, x: left } = kept({ k: 2, x, y: 0 }, picture, frame);
    const seen = Math.min(left + frame.width / k, picture.width) - Math.max(left, 0);
    assert.ok(seen >= (0.39 * frame.width) / k, `${seen}`);
  }
});

test("a turn of the wheel zooms both ways alike, and one notch of a mouse not too far", () => {
  assert.ok(
    Math.abs(wheelFactor({ deltaY: 12, deltaMode: 0 }) * wheelFactor({ deltaY: -12, deltaMode: 0 }) - 1) < 1e-12,
  );
  assert.ok(wheelFactor({ deltaY: -120, deltaMode: 0 }) < 2);
});

test("a link holds the zoom, and one that makes no sense is none", () => {
  const zoom = rounded({ k: 2.34567, x: -12.345, y: 400.049 });
  assert.deepEqual(parseZoom(writeZoom(zoom)), zoom);
  const state = {
    trace: spamTrace(),
    cursor: { beat: 3, part: null, time: 1 },
    grain: "layer",
    row: 0,
    selection: null,
    view: "graph",
    zoom,
  };
  assert.deepEqual(parsePlace(writePlace(/** @type {any} */ (state))).zoom, zoom);
  for (const text of ["", "2", "2,1", "9,0,0", "0.1,0,0", "2,a,0", "2,1,1,1", "1e3,0,0"])
    assert.equal(parseZoom(text), null, text);
});
