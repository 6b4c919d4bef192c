/** From what the server found in a file to how it is to be used, as a person corrects it, and to the request that says so. Pure. */

/** @import { ColumnType, Dataset, DraftColumn, Policy, Preparing, Role } from "../types" */

/** What can be done where a column lacks a value, and what that is called. @type {Record<Policy, string>} */
export const POLICIES = {
  drop: "leave out the row",
  mean: "the mean",
  most_frequent: "the most frequent",
  constant: "a value of your own",
  refuse: "refuse",
};

/** @param {ColumnType} type @param {Role} role @returns {Policy[]} */
export function policiesOf(type, role) {
  if (role === "target") return ["drop"];
  return type === "number" ? ["drop", "mean", "most_frequent", "constant"] : ["drop", "most_frequent", "constant"];
}

/** As the server suggests it. @param {Dataset} found @returns {DraftColumn[]} */
export function draftOf({ suggested: { target, columns } }) {
  return columns.map(({ name, use, type, missing }) => ({
    name,
    role: name === target ? "target" : use ? "feature" : "left out",
    type,
    missing,
    constant: "",
  }));
}

/** One column used otherwise. There is one target: the one before is learned from instead. @param {DraftColumn[]} columns @param {string} name @param {Partial<DraftColumn>} change @returns {DraftColumn[]} */
export function corrected(columns, name, change) {
  return columns.map((column) => {
    if (column.name !== name)
      return change.role === "target" && column.role === "target"
        ? fitting({ ...column, role: /** @type {Role} */ ("feature") })
        : column;
    return fitting({ ...column, ...change });
  });
}

/** With a policy that its type and its role allow. @param {DraftColumn} column @returns {DraftColumn} */
function fitting(column) {
  const allowed = policiesOf(column.type, column.role);
  return allowed.includes(column.missing) ? column : { ...column, missing: allowed[column.role === "target" ? 0 : 1] };
}

/** Whether a column lacks values as it is to be read. @param {Dataset} found @param {DraftColumn} column */
export function gapsOf(found, { name, type }) {
  const own = found.columns.find((column) => column.name === name);
  const suggestion = found.suggested.columns.find((column) => column.name === name);
  const strays = own?.type === "text" && type === "number" ? (suggestion?.strays ?? 0) : 0;
  return (own?.missing ?? 0) + strays;
}

/** What the file cannot be used for as it stands; empty if it can. @param {DraftColumn[]} columns */
export function refusalOfDraft(columns) {
  if (!columns.some(({ role }) => role === "target")) return "Choose the column to predict.";
  if (!columns.some(({ role }) => role === "feature")) return "Choose a column to learn from.";
  const open = columns.find(
    ({ role, missing, type, constant }) =>
      role === "feature" &&
      missing === "constant" &&
      (constant.trim() === "" || (type === "number" && isNaN(+constant))),
  );
  return open ? `Type ${open.type === "number" ? "a number" : "a text"} to stand for what ${open.name} lacks.` : "";
}

/** The data of a request, with nothing said that the file says itself. @param {Dataset} found @param {DraftColumn[]} columns @param {Preparing} preparing */
export function bodyOfDraft(found, columns, preparing) {
  const used = columns.filter(({ role }) => role !== "left out");
  const treatments = Object.fromEntries(
    used.flatMap((column) => {
      const how = treatmentOf(found, column);
      return Object.keys(how).length ? [[column.name, how]] : [];
    }),
  );
  return {
    dataset_id: found.id,
    target: columns.find(({ role }) => role === "target")?.name,
    features: columns.filter(({ role }) => role === "feature").map(({ name }) => name),
    ...(Object.keys(treatments).length ? { treatments } : {}),
    ...preparing,
  };
}

/** @param {Dataset} found @param {DraftColumn} column */
function treatmentOf(found, column) {
  const { name, type, missing, constant } = column;
  const own = found.columns.find((each) => each.name === name);
  const gaps = own?.missing || (own?.type === "text" && type === "number");
  return {
    ...(own?.type === type ? {} : { type }),
    ...(gaps ? { missing } : {}),
    ...(gaps && missing === "constant" ? { constant: type === "number" ? Number(constant) : constant } : {}),
  };
}
