"""JSON: the body of `POST /networks` that makes the network again, with all its numbers, and
what training remembers."""

from app import carried, documents
from app.answer import json_bytes
from app.exporters.subject import Document, Subject
from engine.datasets import Column, Numbers, Sheet


def write(subject: Subject) -> bytes:
    data = subject.kept.data
    request = subject.request
    sheet = None if data is None else data.sheet
    if sheet is not None and not any(column.missing.any() for column in sheet.columns):
        own: Document = request["data"]
        rows = {"columns": list(sheet.names), "values": rows_of(sheet), "target": own.pop("target")}
        request["data"] = {**own, "dataset_id": None, "rows": rows}
    state = subject.kept.state
    numbers = {"parameters": documents.parameters(state)["layers"]}
    come_so_far = carried.document(state)
    return json_bytes({**request, **numbers, **({} if come_so_far is None else {"state": come_so_far})})


def rows_of(sheet: Sheet) -> list[tuple[float | str, ...]]:
    """One's own rows, so that the file can be read where nobody uploaded them. None may lack a value: a
    request has no word for that, and such rows are named by their id instead."""
    return list(zip(*map(cells, sheet.columns), strict=True))


def cells(column: Column) -> list[float] | list[str]:
    if isinstance(column, Numbers):
        return column.values.tolist()
    return [column.words[code] for code in column.codes]
