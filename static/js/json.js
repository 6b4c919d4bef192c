/** JSON that keeps every number to the bit: JavaScript's own writes −0 as 0. Pure. */

/** @param {unknown} value @returns {string} */
export function jsonOf(value) {
  if (Object.is(value, -0)) return "-0.0"; // Python reads "-0" as a whole number, which has no sign
  if (Array.isArray(value)) return `[${value.map((each) => jsonOf(each ?? null)).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const fields = Object.entries(value).filter(([, each]) => each !== undefined);
  return `{${fields.map(([key, each]) => `${JSON.stringify(key)}:${jsonOf(each)}`).join(",")}}`;
}
