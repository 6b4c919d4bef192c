/** Which two columns of some rows tell most of what is to be predicted, so that they are the ones that are drawn. Pure. */

/** How many times larger the spread between classes is than within them. @param {number[]} values @param {number[]} labels */
function separation(values, labels) {
  /** @type {Map<number, number[]>} */
  const groups = new Map();
  values.forEach((value, i) => groups.set(labels[i], [...(groups.get(labels[i]) ?? []), value]));
  const whole = mean(values);
  let [between, within] = [0, 0];
  for (const group of groups.values()) {
    const middle = mean(group);
    between += group.length * (middle - whole) ** 2;
    for (const value of group) within += (value - middle) ** 2;
  }
  return between / (within || 1);
}

/** How closely the column goes along with the number to predict, whichever way. @param {number[]} values @param {number[]} numbers */
function correlation(values, numbers) {
  const [a, b] = [mean(values), mean(numbers)];
  let [both, one, other] = [0, 0, 0];
  values.forEach((value, i) => {
    both += (value - a) * (numbers[i] - b);
    one += (value - a) ** 2;
    other += (numbers[i] - b) ** 2;
  });
  return Math.abs(both) / Math.sqrt(one * other || 1);
}

/** @param {number[]} values */
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / (values.length || 1);

/** The places of the two columns; the same twice where there is but one. @param {number[][]} x @param {number[]} y @param {boolean} numbers  whether y are numbers to predict rather than classes @returns {[number, number]} */
export function tellingColumns(x, y, numbers) {
  const worth = (x[0] ?? []).map((_, j) => {
    const column = x.map((row) => row[j]);
    return numbers ? correlation(column, y) : separation(column, y);
  });
  const order = worth.map((_, j) => j).sort((a, b) => worth[b] - worth[a]);
  const [first, second] = [order[0] ?? 0, order[1] ?? order[0] ?? 0];
  return first < second ? [first, second] : [second, first];
}
