/** The rows of the data as points of their plane: where, of which class, and whether the network has them right. Pure. */

/** @import { Catalog, DataRows, Extent, Knowledge, Matrix, NetworkSummary, Seen, Traced } from "../types" */

/** @typedef {{ part: Traced["part"], index: number, at: number[], label: number, value: number, right: boolean | null }} Point */

/** Whether the data of a network lie in a plane, so that it can be drawn. @param {Catalog | null} catalog @param {NetworkSummary | null} network @param {Knowledge} known */
export function inPlane(catalog, network, known) {
  return columnsOf(catalog, network, known) === 2;
}

/** How many numbers a row of the data is; 0 where there are none. @param {Catalog | null} catalog @param {NetworkSummary | null} network @param {Knowledge} known */
export function columnsOf(catalog, network, known) {
  if (!network?.data) return 0;
  const entry = catalog?.datasets?.find(({ name }) => name === network.data?.name);
  return known.rows?.columns.length ?? entry?.columns.length ?? 0;
}

/** @param {NetworkSummary} network */
export function taskOf({ network: { loss, layers } }) {
  if (loss === "categorical_cross_entropy") return "classes";
  if (loss === "binary_cross_entropy" && layers[layers.length - 1].units === 1) return "binary";
  return "numbers";
}

/** The place of the largest. @param {(number | null)[]} values */
export function largestAt(values) {
  return values.reduce((/** @type {number} */ best, value, i) => (Number(value) > Number(values[best]) ? i : best), 0);
}

/** The class of a target or of an answer; 0 where there are no classes. @param {(number | null)[]} values @param {ReturnType<typeof taskOf>} task */
export function classOf(values, task) {
  if (task === "classes") return largestAt(values);
  return task === "binary" ? Number(Number(values[0]) > 0.5) : 0;
}

/** Those kept aside first, so that the others lie above them. @param {DataRows} rows @param {Seen["predictions"] | null} answers @param {NetworkSummary} network @returns {Point[]} */
export function pointsOf(rows, answers, network) {
  const task = taskOf(network);
  const part = (/** @type {Traced["part"]} */ name) =>
    (rows[name]?.raw ?? []).map((at, index) => {
      const y = /** @type {NonNullable<DataRows["validation"]>} */ (rows[name]).y[index];
      const answer = /** @type {Matrix | null | undefined} */ (answers?.[name])?.[index];
      const label = classOf(y, task);
      const right = answer && task !== "numbers" ? classOf(answer, task) === label : null;
      return { part: name, index, at, label, value: y[0], right };
    });
  return [...part("validation"), ...part("train")];
}

/** The edges of the outermost cells of a grid, of which `extent` names the middles. @param {Extent} extent @param {number} resolution @returns {Extent} */
export function cellEdges({ x, y }, resolution) {
  const wide = (/** @type {[number, number]} */ [low, high]) => {
    const half = (high - low) / (resolution - 1) / 2;
    return /** @type {[number, number]} */ ([low - half, high + half]);
  };
  return { x: wide(x), y: wide(y) };
}

/** A mark of its own for each class, for those who see no hue: circle, square, triangle, diamond, as paths around 0, 0. @param {number} label @param {number} size */
export function shapeOf(label, size) {
  const s = size;
  const shapes = [
    `M${-s} 0A${s} ${s} 0 1 1 ${s} 0A${s} ${s} 0 1 1 ${-s} 0Z`,
    `M${-s * 0.9} ${-s * 0.9}H${s * 0.9}V${s * 0.9}H${-s * 0.9}Z`,
    `M0 ${-s * 1.2}L${s * 1.1} ${s * 0.8}H${-s * 1.1}Z`,
    `M0 ${-s * 1.25}L${s * 1.25} 0L0 ${s * 1.25}L${-s * 1.25} 0Z`,
  ];
  return shapes[label % shapes.length];
}
