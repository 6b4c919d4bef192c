import assert from "node:assert/strict";
import { test } from "node:test";
import { edgeCurve, layoutNetwork, pointOn } from "../../static/js/layout.js";
import { numberOf } from "../../static/js/numbers.js";
import { drawnEdges, flowOf } from "../../static/js/wide/crowd.js";
import { fansOf } from "../../static/js/wide/fans.js";
import { focusOf } from "../../static/js/wide/focus.js";
import { edgeAt, stepFrom, strongestEdges, unitAt, weightAt } from "../../static/js/wide/hits.js";
import { layoutWide } from "../../static/js/wide/layout.js";
import { numberPlaces, spread } from "../../static/js/wide/places.js";
import { buildWide } from "../../static/js/wide/scene.js";
import { cellsAt, heatAt } from "../../static/js/wide/shown.js";
import { tierOf } from "../../static/js/wide/tiers.js";
import { largestWeight, unitValues, weightValues } from "../../static/js/wide/values.js";
import { numbersFrom, wideMoment, wideTrace } from "./wide-trace.js";

const SPACES = {
  desk: { width: 796, height: 420 },
  large: { width: 1270, height: 700 },
  phone: { width: 390, height: 470 },
};
const SHAPES = [
  [64, 256, 128, 64, 10],
  [2, 100, 60, 1],
  [33, 1],
  [500, 8],
  [1, 1024, 1],
  [10, 40, 40, 40, 40, 40, 3],
];
const NONE = { units: [], edges: [] };

test("a network is drawn by how many edges it has and how wide its widest layer is", () => {
  assert.equal(tierOf([20, 20]), 1);
  assert.equal(tierOf([20, 20, 1]), 2);
  assert.equal(tierOf([32, 32, 32, 32, 32]), 2);
  assert.equal(tierOf([32, 32, 32, 32, 32, 32]), 3, "5,120 edges");
  assert.equal(tierOf([2, 33, 1]), 3, "a layer of 33");
});

for (const [place, space] of Object.entries(SPACES))
  for (const shape of SHAPES)
    test(`every unit of ${shape.join("-")} has a cell of its own on a ${place}, large enough to hit`, () => {
      const layout = layoutWide(shape, space);
      layout.nodes.forEach((units, layer) => {
        const { cell } = layout.strips[layer];
        assert.equal(units.length, shape[layer]);
        assert.ok(Math.min(cell.width, cell.height) >= 5.99, `${cell.width} × ${cell.height}`);
        units.forEach((at, unit) => {
          assert.deepEqual(unitAt(layout, at), { layer, unit });
          assert.ok(at.x > 0 && at.x < layout.width && at.y > 0 && at.y < layout.height);
        });
      });
      for (const box of layout.matrices) assert.ok(box.width > 40 && box.height > 40, `${box.width} × ${box.height}`);
    });

test("a matrix lies between its layers and its rows beside the units they come from", () => {
  for (const space of Object.values(SPACES)) {
    const layout = layoutWide([64, 256, 10], space);
    const side = layout.upright ? "x" : "y";
    layout.matrices.forEach((box, i) => {
      for (const [from, at] of layout.nodes[i].entries()) {
        // The last row of cells lacks some, and so the matrix ends before it does.
        const end = box[side] + (layout.upright ? box.width : box.height) / 2 - 0.1;
        const within = weightAt(layout, { x: box.x, y: box.y, [side]: Math.min(end, at[side]) });
        const { lanes } = layout.strips[i];
        assert.ok(within && Math.abs(within.from - from) <= lanes, `${within?.from} beside ${from}`);
        assert.equal(within.layer, i + 1);
      }
    });
  }
});

test("arrows lead from cell to cell and back, and past the edge of a strip to the nearest of the next", () => {
  for (const space of Object.values(SPACES)) {
    const layout = layoutWide([64, 256, 10], space);
    for (let unit = 0; unit < 256; unit += 7)
      for (const [there, back] of [
        ["ArrowUp", "ArrowDown"],
        ["ArrowLeft", "ArrowRight"],
      ]) {
        const next = stepFrom(layout, { layer: 1, unit }, there);
        if (next?.layer === 1) assert.deepEqual(stepFrom(layout, next, back), { layer: 1, unit });
      }
    const [ahead, behind] = layout.upright ? ["ArrowDown", "ArrowUp"] : ["ArrowRight", "ArrowLeft"];
    let here = { layer: 0, unit: 0 };
    for (let i = 0; i < 100; i += 1) here = stepFrom(layout, here, ahead) ?? here;
    assert.equal(here.layer, 2);
    assert.equal(stepFrom(layout, here, ahead), null);
    for (let i = 0; i < 100; i += 1) here = stepFrom(layout, here, behind) ?? here;
    assert.equal(here.layer, 0);
  }
});

test("the edge at a point is the one whose curve is nearest", () => {
  const next = numbersFrom(5);
  for (const space of [SPACES.desk, SPACES.phone]) {
    const layout = layoutNetwork([12, 20, 20, 4], space);
    for (let i = 0; i < 200; i += 1) {
      const pick = (/** @type {number} */ count) => Math.floor(((next() + 1) / 2) * count * 0.999);
      const layer = 1 + pick(3);
      const [from, unit] = [pick(layout.nodes[layer - 1].length), pick(layout.nodes[layer].length)];
      const at = pointOn(
        edgeCurve(layout, layout.nodes[layer - 1][from], layout.nodes[layer][unit]),
        0.1 + 0.4 * (next() + 1),
      );
      const found = edgeAt(layout, at, 7);
      assert.ok(found && found.layer === layer);
      const curve = edgeCurve(layout, layout.nodes[layer - 1][found.from], layout.nodes[layer][found.unit]);
      const away = Math.min(
        ...Array.from({ length: 400 }, (_, t) =>
          Math.hypot(pointOn(curve, t / 399).x - at.x, pointOn(curve, t / 399).y - at.y),
        ),
      );
      // How far the pointer is aside is told by the slope there, which is right to a pixel or two.
      assert.ok(away < 2, `${away} away`);
    }
    assert.equal(edgeAt(layout, { x: 2, y: 2 }, 7), null);
  }
});

test("numbers in a row keep their order and their distance and stay inside", () => {
  const next = numbersFrom(3);
  for (let i = 0; i < 50; i += 1) {
    const wanted = Array.from({ length: 9 }, () => next() * 200).sort((a, b) => a - b);
    const places = spread(wanted, 24, [-150, 150]);
    places.forEach((place, k) => {
      assert.ok(place >= -150.001 && place <= 150.001);
      if (k) assert.ok(place - places[k - 1] >= 23.999);
    });
  }
});

test("the numbers of a fan do not cover one another", () => {
  const trace = wideTrace([64, 256, 128, 10]);
  for (const space of Object.values(SPACES)) {
    const layout = layoutWide([64, 256, 128, 10], space);
    for (let unit = 0; unit < 128; unit += 9) {
      const moment = wideMoment(trace, layout, "sum", 2, { selection: { kind: "neuron", layer: 2, unit } });
      for (const { layer, edges } of fansOf(moment, { layer: 2, unit }, layout.fan)) {
        const { edges: places, rest } = numberPlaces(layout, layer, edges);
        [...places, rest].forEach((a, i, all) =>
          all
            .slice(i + 1)
            .forEach((b) =>
              assert.ok(Math.abs(a.x - b.x) >= 71 || Math.abs(a.y - b.y) >= 20, `${a.x} ${a.y}, ${b.x} ${b.y}`),
            ),
        );
      }
    }
  }
});

test("whole matrices are the numbers that are read one by one, of each row and of the batch", () => {
  const trace = wideTrace([7, 5, 3], { rows: 3 });
  for (const row of [0, 2, null])
    for (const quantity of ["w", "product", "share", "message", "change", "w_after"])
      for (const layer of [1, 2]) {
        const values = weightValues(trace, row, quantity, layer);
        const targets = trace.layers[layer - 1].b.length;
        values.forEach((value, i) => {
          const one = numberOf(trace, row, quantity, { layer, from: Math.floor(i / targets), unit: i % targets });
          assert.ok(Math.abs(value - Number(one)) <= 1e-14, `${quantity} ${value} ${one}`);
        });
        assert.ok(values.every((value) => Math.abs(value) <= largestWeight(trace, row, quantity)));
      }
});

test("what is drawn of a neuron's terms and what is left out add up to its sum, forward and backward", () => {
  const trace = wideTrace([40, 70, 50, 4], { rows: 3 });
  const layout = layoutWide([40, 70, 50, 4], SPACES.desk);
  for (const row of [0, 1, null])
    for (let unit = 0; unit < 50; unit += 7) {
      const [into] = fansOf(wideMoment(trace, layout, "sum", 2, { row }), { layer: 2, unit }, 8);
      const drawn = into.edges.reduce((sum, { value }) => sum + value, 0);
      const terms = trace.layers[1].w.map(
        (w, i) => numberOf(trace, row, "product", { layer: 2, unit, from: i }) ?? NaN,
      );
      assert.equal(into.edges.length + into.rest.count, 70);
      assert.ok(
        Math.abs(drawn + Number(into.rest.sum) + Number(trace.layers[1].b[unit]) - Number(into.adds?.value)) < 1e-12,
      );
      const sizes = terms.map(Math.abs).sort((a, b) => b - a);
      into.edges.forEach(({ value }, i) => assert.ok(Math.abs(Math.abs(value) - sizes[i]) < 1e-15));
      assert.ok(Math.abs(into.rest.largest - sizes[8]) < 1e-15);

      const out = fansOf(wideMoment(trace, layout, "gather", 3, { row }), { layer: 2, unit }, 3)[1];
      const messages = out.edges.reduce((sum, { value }) => sum + value, 0) + Number(out.rest.sum);
      assert.ok(Math.abs(messages - Number(out.adds?.value)) < 1e-12);
    }
});

test("an edge that is pointed at is no longer among those left out, so that shown sums still add up", () => {
  const trace = wideTrace([40, 70, 50, 4]);
  const layout = layoutWide([40, 70, 50, 4], SPACES.desk);
  const selection = { kind: "neuron", layer: 2, unit: 5 };
  const moment = wideMoment(trace, layout, "sum", 2, { selection });
  const plain = buildWide(moment, NONE);
  const weakest = trace.layers[1].w
    .map((row, from) => ({
      layer: 2,
      from,
      unit: 5,
      size: Math.abs(Number(trace.layers[1].x[0][from]) * Number(row[5])),
    }))
    .reduce((least, edge) => (edge.size < least.size ? edge : least));
  const pointed = buildWide(moment, { units: [], edges: [weakest] });
  assert.match(String(plain.left[0][0]), /^8 of 70 edges/);
  assert.match(String(pointed.left[0][0]), /^9 of 70 edges/);
  for (const { chips, fans } of [plain, pointed]) {
    const shown = chips.filter(({ key }) => key.startsWith("product:2:5:"));
    const drawn = shown.reduce((sum, { key }) => {
      const from = Number(key.split(":")[3]);
      return sum + Number(numberOf(trace, 0, "product", { layer: 2, unit: 5, from }));
    }, 0);
    assert.ok(
      Math.abs(drawn + Number(fans[0].rest.sum) + Number(trace.layers[1].b[5]) - Number(fans[0].adds?.value)) < 1e-12,
    );
  }
});

test("sums are not told before they are there", () => {
  const trace = wideTrace([40, 50, 4]);
  const layout = layoutWide([40, 50, 4], SPACES.desk);
  const at = (/** @type {string} */ op, /** @type {number} */ layer, time = 1) => {
    const moment = wideMoment(trace, layout, op, layer);
    return fansOf({ ...moment, cursor: { ...moment.cursor, time } }, { layer: 1, unit: 3 }, 8);
  };
  assert.equal(at("product", 1, 0)[0].rest.sum, undefined);
  assert.equal(at("deposit", 1, 0)[0].rest.largest, undefined);
  assert.equal(typeof at("deposit", 1)[0].rest.largest, "number");
  assert.equal(at("product", 1)[0].adds?.value, undefined);
  assert.equal(typeof at("sum", 1)[0].adds?.value, "number");
  assert.equal(at("send", 2)[1].adds?.value, undefined);
  assert.equal(typeof at("gather", 2)[1].adds?.value, "number");
});

test("cells show the newest number of a unit, and fill with the next one while it comes", () => {
  const trace = wideTrace([40, 50, 4]);
  const at = (/** @type {string} */ op, /** @type {number | null} */ layer, /** @type {number} */ of, time = 1) => {
    const moment = wideMoment(trace, {}, op, layer);
    return cellsAt({ ...moment, cursor: { ...moment.cursor, time } }, of);
  };
  assert.equal(at("product", 1, 1).now, null);
  assert.deepEqual([at("sum", 1, 1).before, at("sum", 1, 1).now], [null, "z"]);
  assert.equal(at("sum", 1, 1, 0).filled(3), 0);
  assert.equal(at("sum", 1, 1, 1).filled(3), 1);
  assert.deepEqual([at("activation", 1, 1).before, at("activation", 1, 1).now], ["z", "h"]);
  assert.deepEqual([at("gather", 2, 1).before, at("gather", 2, 1).now], ["h", "grad_a"]);
  assert.deepEqual([at("gate", 1, 1).before, at("gate", 1, 1).now], ["grad_a", "grad_z"]);
  assert.equal(at("gather", 1, 0).now, "grad_a");
  assert.equal(at("loss", null, 0).now, "a");
});

test("a matrix shows what its layer is at, and as much of it as has come", () => {
  const trace = wideTrace([40, 50, 4]);
  const at = (/** @type {string} */ op, /** @type {number | null} */ layer, /** @type {object} */ change = {}) =>
    heatAt(wideMoment(trace, {}, op, layer, change), 1);
  assert.equal(at("product", 1).quantity, "product");
  assert.equal(at("product", 2).quantity, "w");
  assert.equal(at("deposit", 1).quantity, "share");
  assert.equal(at("send", 1).quantity, "message");
  assert.equal(at("update", null).quantity, "change");
  assert.equal(at("measure", null).quantity, "w_after");
  const beat = trace.beats.findIndex(({ op, layer }) => op === "product" && layer === 1);
  assert.deepEqual(at("product", 1, { cursor: { beat, part: null, time: 0.35 } }).regions, [[0, 40, 0, 25]]);
  const part = at("product", 1, { grain: "term", cursor: { beat, part: 2 * 40 + 5, time: 1 } });
  assert.deepEqual(part.regions, [
    [0, 40, 0, 2],
    [0, 6, 2, 3],
  ]);
  assert.deepEqual(part.at, [5, 6, 2, 3]);
});

test("the neuron in view is the one picked, the one at work, or else the strongest", () => {
  const trace = wideTrace([40, 50, 4]);
  const moment = wideMoment(trace, {}, "sum", 1);
  const sums = unitValues(trace, 0, "z", 1).map(Math.abs);
  assert.equal(sums[focusOf(moment).unit], Math.max(...sums));
  assert.deepEqual(focusOf({ ...moment, selection: { kind: "weight", layer: 1, from: 3, unit: 9 } }), {
    layer: 1,
    unit: 9,
  });
  assert.deepEqual(focusOf({ ...moment, grain: "neuron", cursor: { ...moment.cursor, part: 7 } }), {
    layer: 1,
    unit: 7,
  });
  const gather = wideMoment(trace, {}, "gather", 1, { grain: "neuron" });
  assert.deepEqual(focusOf({ ...gather, cursor: { ...gather.cursor, part: 7 } }), { layer: 0, unit: 7 });
});

test("the same moment gives the same wide scene, whatever was seen before it", () => {
  const trace = wideTrace([40, 50, 4]);
  const layout = layoutWide([40, 50, 4], SPACES.desk);
  const picture = (/** @type {Parameters<typeof wideMoment>[0]} */ of, /** @type {number} */ beat) =>
    JSON.stringify(buildWide({ ...wideMoment(of, layout, "sum", 1), cursor: { beat, part: null, time: 1 } }, NONE));
  const forward = trace.beats.map((_, beat) => picture(trace, beat));
  const fresh = wideTrace([40, 50, 4]);
  for (const beat of trace.beats.keys()) {
    const back = trace.beats.length - 1 - beat;
    assert.equal(picture(trace, back), forward[back]);
    assert.equal(picture(fresh, back), forward[back]);
  }
});

test("an edge picked in a wide network is drawn however weak it is", () => {
  const trace = wideTrace([40, 50, 4]);
  const layout = layoutWide([40, 50, 4], SPACES.desk);
  for (const from of [0, 17, 39]) {
    const selection = { kind: "weight", layer: 1, from, unit: 20 };
    const scene = buildWide(wideMoment(trace, layout, "sum", 1, { selection }), NONE);
    assert.ok(scene.marks.find(({ id }) => id === `w-1-${from}-20`)?.selected);
  }
});

test("the walk along edges begins at the strongest of those into and out of a unit", () => {
  const trace = wideTrace([40, 50, 4]);
  const edges = strongestEdges(trace, { layer: 1, unit: 6 });
  const size = ({ layer, from, unit }) => Math.abs(Number(trace.layers[layer - 1].w[from][unit]));
  assert.equal(edges.length, 16);
  edges.slice(1).forEach((edge, i) => assert.ok(size(edge) <= size(edges[i])));
  assert.ok(edges.every(({ layer, from, unit }) => (layer === 1 ? unit === 6 : from === 6)));
});

test("of a crowd of edges those have a mark that belong to the neuron picked or at work", () => {
  const trace = wideTrace([20, 30, 30, 4]);
  const layout = layoutNetwork([20, 30, 30, 4], SPACES.desk);
  const at = (/** @type {string} */ op, /** @type {number} */ layer, change = {}) =>
    drawnEdges(wideMoment(trace, layout, op, layer, change), []);
  const picked = at("loss", /** @type {any} */ (null), { selection: { kind: "neuron", layer: 2, unit: 3 } });
  assert.equal(picked.length, 30 + 4);
  const working = at("product", 2);
  assert.equal(working.length, 30);
  assert.ok(working.every(({ layer, unit }) => layer === 2 && unit === working[0].unit));
  assert.equal(at("gather", 2).length, 30);
});

test("colour spreads along the edges of the layer at work, part by part where the beat has parts", () => {
  const trace = wideTrace([20, 30, 4]);
  const moment = wideMoment(trace, {}, "product", 1);
  assert.equal(flowOf({ ...moment, cursor: { ...moment.cursor, time: 0 } })?.whole, 0);
  assert.equal(flowOf(moment)?.whole, 1);
  const part = flowOf({ ...moment, grain: "neuron", cursor: { ...moment.cursor, part: 4, time: 0.35 } });
  assert.equal(part?.whole, null);
  assert.deepEqual(
    [3, 4, 5].map((unit) => part?.reach(0, unit)),
    [1, 0.5, 0],
  );
  assert.equal(flowOf(wideMoment(trace, {}, "activation", 1)), null);
});
