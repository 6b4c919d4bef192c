import assert from "node:assert/strict";
import { test } from "node:test";
import { bypassCurve, edgeCurve, labelWidth, layoutNetwork, pointOn } from "../../static/js/layout.js";
import { placeLabels } from "../../static/js/placing.js";

const SPACES = {
  desk: { width: 796, height: 690 },
  laptop: { width: 684, height: 560 },
  phone: { width: 390, height: 470 },
};
const SHAPES = [
  [3, 2, 1],
  [2, 2, 2],
  [1, 1],
  [12, 12, 12, 12, 12, 12, 12],
  [10, 12, 12, 1],
  [2, 5, 3],
  [4, 1, 6],
];

for (const [place, space] of Object.entries(SPACES)) {
  for (const shape of SHAPES) {
    for (const faces of [false, true])
      test(`nothing overlaps or lies outside: ${shape.join("-")} on a ${place}${faces ? ", with faces" : ""}`, () => {
        const layout = layoutNetwork(shape, space, { faces });
        const boxes = [...layout.nodes.flat().map((at) => ({ ...at, ...layout.body })), layout.loss];
        for (const box of boxes) {
          assert.ok(
            box.x - box.width / 2 >= 0 && box.x + box.width / 2 <= layout.width,
            `x ${box.x} of ${layout.width}`,
          );
          assert.ok(
            box.y - box.height / 2 >= 0 && box.y + box.height / 2 <= layout.height,
            `y ${box.y} of ${layout.height}`,
          );
        }
        boxes.forEach((a, i) =>
          boxes
            .slice(i + 1)
            .forEach((b) =>
              assert.ok(
                Math.abs(a.x - b.x) * 2 >= a.width + b.width || Math.abs(a.y - b.y) * 2 >= a.height + b.height,
                "two overlap",
              ),
            ),
        );
      });
  }
}

test("a small network fills the space it is given, with no need to scroll", () => {
  for (const space of Object.values(SPACES)) {
    const layout = layoutNetwork([3, 2, 1], space);
    assert.ok(layout.width <= space.width);
    assert.equal(layout.detail, "full");
  }
});

test("layers of up to twenty units fit beside an open dock, and inputs keep room for their numbers", () => {
  const space = { width: 796, height: 437 };
  for (const faces of [false, true]) {
    for (const units of [16, 20]) {
      const layout = layoutNetwork([2, units, units, 1], space, { faces });
      assert.ok(layout.height <= space.height, `${units}: ${layout.height}`);
      assert.ok(2 * layout.radius >= (units === 16 ? 19.5 : 15), `${units}: ${layout.radius}`);
      assert.ok(layout.input.width >= labelWidth("−0.4827") - 14);
      assert.ok(layout.nodes[0][1].y - layout.nodes[0][0].y >= 2 * layout.radius + 8);
    }
  }
});

test("neurons with faces stay round, and a deep network of them fits the desk", () => {
  const layout = layoutNetwork([2, 8, 8, 8, 8, 8, 8, 1], { width: 768, height: 460 }, { faces: true });
  assert.equal(layout.body.width, layout.body.height);
  assert.ok(layout.width <= 768);
});

test("many inputs do not push a small network out of its space", () => {
  const layout = layoutNetwork([8, 2, 1], { width: 796, height: 470 });
  assert.ok(layout.height <= 470);
});

test("on a phone layers run from top to bottom", () => {
  const layout = layoutNetwork([3, 2, 1], SPACES.phone);
  assert.ok(layout.upright);
  assert.ok(layout.nodes[0][0].y < layout.nodes[1][0].y && layout.nodes[1][0].y < layout.loss.y);
});

test("on a phone layers of sixteen faces fit side by side, and two inputs keep room for their numbers", () => {
  const layout = layoutNetwork([2, 16, 16, 1], SPACES.phone, { faces: true });
  assert.equal(layout.width, 390);
  assert.ok(layout.radius >= 10);
  const [first, second] = layout.nodes[0];
  assert.ok(second.x - first.x >= layout.input.width + 4);
});

test("an edge begins and ends at the borders of its neurons", () => {
  const layout = layoutNetwork([3, 2, 1], SPACES.desk);
  const curve = edgeCurve(layout, layout.nodes[0][0], layout.nodes[1][1]);
  assert.deepEqual(pointOn(curve, 0), { x: layout.nodes[0][0].x + layout.radius, y: layout.nodes[0][0].y });
  assert.deepEqual(pointOn(curve, 1), { x: layout.nodes[1][1].x - layout.radius, y: layout.nodes[1][1].y });
});

test("labels never cover one another; what finds no room is left out", () => {
  const layout = layoutNetwork([6, 6, 1], SPACES.desk);
  const labels = layout.nodes[0].flatMap((from) =>
    layout.nodes[1].map((to) => ({
      curve: edgeCurve(layout, from, to),
      widths: [labelWidth("∂w −0.1234"), labelWidth("−0.1234")],
    })),
  );
  const places = placeLabels(labels, [0.5, 0.4, 0.6, 0.3, 0.7], []);
  const placed = places.flatMap((at) => (at ? [at] : []));
  assert.ok(placed.length > 0 && placed.length < labels.length);
  placed.forEach((a, i) =>
    placed
      .slice(i + 1)
      .forEach((b) => assert.ok(Math.abs(a.x - b.x) * 2 >= a.width + b.width || Math.abs(a.y - b.y) >= 20)),
  );
});

test("where full labels leave some out, short ones are taken", () => {
  const curve = /** @type {any} */ ([0, 1, 2, 3].map((i) => ({ x: i * 100, y: 0 })));
  const labels = [0, 1].map(() => ({ curve, widths: [240, 60] }));
  assert.deepEqual(
    placeLabels(labels, [0.3, 0.7], []).map((place) => place?.fit),
    [1, 1],
  );
  assert.deepEqual(
    placeLabels(labels.slice(0, 1), [0.3, 0.7], []).map((place) => place?.fit),
    [0],
  );
});

test("a way around a layer stays within the drawing and off the straight way", () => {
  for (const space of Object.values(SPACES)) {
    for (const shape of [
      [2, 2, 2],
      [3, 3, 1],
      [12, 12, 12],
    ]) {
      const layout = layoutNetwork(shape, space);
      for (const [unit, to] of layout.nodes[1].entries()) {
        const from = layout.nodes[0][unit];
        const curve = bypassCurve(layout, from, to);
        for (const t of [0, 0.25, 0.5, 0.75, 1]) {
          const at = pointOn(curve, t);
          assert.ok(at.x >= 0 && at.x <= layout.width && at.y >= 0 && at.y <= layout.height, JSON.stringify(at));
        }
        const [middle, straight] = [pointOn(curve, 0.5), pointOn(edgeCurve(layout, from, to), 0.5)];
        assert.ok(Math.hypot(middle.x - straight.x, middle.y - straight.y) > 14);
      }
    }
  }
});
