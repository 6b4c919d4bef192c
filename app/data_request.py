"""Which data a request means: a data set of the catalog, one that was uploaded, or rows that it brings."""

from typing import Any

from app import convert
from app.compute import Compute
from app.schemas.data import DataBody, DataPatch, RowsBody
from app.settings import Settings
from app.sheets import Sheets
from app.source import Source
from engine.datasets import Sheet
from engine.errors import RuleError

Json = dict[str, Any]

# What belongs to a data set of the catalog, and what to one's own rows.
DRAWN = ("name", "samples", "noise")
OWN = ("dataset_id", "target", "rows", "missing", "treatments")


async def source_of(
    body: DataBody | None, sheets: Sheets, compute: Compute, settings: Settings
) -> Source | None:
    """The source, with its rows; those that the request brought are not kept yet. Raises RuleError."""
    if body is None:
        return None
    own = _check_one_source(body)
    for name in DRAWN if own else OWN:
        if getattr(body, name) is not None:
            catalog, mine = "a data set of the catalog", "one's own rows"
            rule = f"{catalog}, not to {mine}" if own else f"{mine}, not to {catalog}"
            raise RuleError(f"{name} belongs to {rule}", (name,))
    if not own:
        return Source(convert.data_spec(body))
    sheet = await _sheet(body, sheets, compute, settings)
    target = _target(body) or sheet.names[-1]
    named = body.model_copy(update={"dataset_id": sheet.key, "target": target, "rows": None})
    return Source(convert.data_spec(named), sheet)


def _check_one_source(body: DataBody) -> bool:
    """Whether it is one's own rows. RuleError unless exactly one source is named."""
    brought = body.rows is not None and body.rows.values is not None
    given = {"name": body.name is not None, "dataset_id": body.dataset_id is not None, "rows": brought}
    names = [name for name, is_given in given.items() if is_given]
    if len(names) > 1:
        raise RuleError(f"data must hold one of name, dataset_id and rows, got {' and '.join(names)}")
    if not names and body.rows is not None:
        raise RuleError(
            "data.rows.values is required, unless dataset_id says which they are", ("rows", "values")
        )
    if not names:
        raise RuleError("data.name is required, or dataset_id, or rows", ("name",))
    return names != ["name"]


async def _sheet(body: DataBody, sheets: Sheets, compute: Compute, settings: Settings) -> Sheet:
    rows = body.rows
    if rows is not None and rows.values is not None:
        try:
            cells = len(rows.columns) * len(rows.values)
            return await compute.run(cells, convert.sheet, rows, settings)
        except RuleError as error:
            raise RuleError(f"rows: {error.rule}", ("rows", *error.loc)) from None
    sheet = await sheets.get(body.dataset_id or "")
    if sheet is None:
        raise RuleError(f"There is no data set {body.dataset_id!r}", ("dataset_id",))
    if rows is not None:
        _check_same(rows, sheet)
    return sheet


def _check_same(rows: RowsBody, sheet: Sheet) -> None:
    """Rows without values say again what the summary said of them."""
    if tuple(rows.columns) != sheet.names:
        raise RuleError(f"rows.columns must be those of data set {sheet.key}", ("rows", "columns"))
    if rows.count not in (None, sheet.count):
        raise RuleError(f"rows.count must be {sheet.count}, got {rows.count}", ("rows", "count"))


def _target(body: DataBody) -> str | list[str] | None:
    if body.rows is None:
        return body.target
    if body.target not in (None, body.rows.target):
        raise RuleError(
            f"target must be that of rows, {body.rows.target!r}, got {body.target!r}", ("target",)
        )
    return body.rows.target


def patch_of(body: DataPatch | None) -> Json | None:
    """The patch as a document. Its rows, which may be many, are not copied."""
    if body is None:
        return None
    patch = body.model_dump(exclude_unset=True, exclude={"rows"})
    if body.rows is not None:
        patch["rows"] = {**body.rows.model_dump(exclude={"values"}), "values": body.rows.values}
    return patch


def still_holding(now: Json | None, patch: Json) -> Json:
    """What of the data as it is, in the words of a request, still holds beside the patch: all of it, unless
    the patch names another source.
    """
    kept: Json = dict(now or {})
    rows: Json = patch.get("rows") or {}
    brought, id = rows.get("values") is not None, patch.get("dataset_id")
    if brought or id not in (None, kept.get("dataset_id")):
        gone = (*DRAWN, *OWN, "features")
    elif patch.get("name") is not None:
        gone = (*OWN, "features") if "dataset_id" in kept else ()
    else:
        gone = ("target",) if rows else ()
    return {name: value for name, value in kept.items() if name not in gone}
