"""Somebody's own rows on their way to the store and back, and as the API shows them."""

import asyncio
from dataclasses import asdict
from typing import Any
from weakref import WeakValueDictionary

from app import codec, convert
from app.source import Source
from app.store.base import Store
from engine.datasets import Column, Numbers, OwnSpec, Read, Sheet, Texts
from engine.datasets.seen import MOST_CATEGORIES
from engine.datasets.suggest import suggested

Document = dict[str, Any]

PREVIEW = 10


class Sheets:
    """Each sheet is kept once, under the key of its content, and loaded once for all networks that use it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._loaded: WeakValueDictionary[str, Sheet] = WeakValueDictionary()

    async def source(self, document: object) -> Source | None:
        """The data that a record names, with its rows where they are one's own. Raises Unreadable."""
        spec = convert.data_of_document(document)
        if not isinstance(spec, OwnSpec):
            return None if spec is None else Source(spec)
        sheet = await self.get(spec.sheet)
        if sheet is None:
            raise codec.Unreadable(f"its data set {spec.sheet} is lost")
        return Source(spec, sheet)

    async def keep(self, source: Source | None) -> None:
        """To be called before any record that names its rows."""
        if source is not None and source.sheet is not None:
            await self.put(source.sheet)

    async def put(self, sheet: Sheet) -> None:
        if sheet.key not in self._loaded:
            await self._store.put_dataset(sheet.key, await asyncio.to_thread(pack, sheet))
            self._loaded[sheet.key] = sheet

    async def get(self, key: str) -> Sheet | None:
        sheet = self._loaded.get(key)
        if sheet is None and (content := await self._store.read_dataset(key)):
            sheet = self._loaded.setdefault(key, await asyncio.to_thread(unpack, content))
        return sheet


def pack(sheet: Sheet) -> bytes:
    columns = [{"name": column.name, **_words(column)} for column in sheet.columns]
    arrays: dict[str, Any] = {f"column.{i}": _array(column) for i, column in enumerate(sheet.columns)}
    if sheet.lines is not None:
        arrays["lines"] = sheet.lines
    read = None if sheet.read is None else asdict(sheet.read)
    return codec.pack({"name": sheet.name, "columns": columns, "read": read}, arrays)


def unpack(content: bytes) -> Sheet:
    header, found = codec.unpack(content)
    arrays: dict[str, Any] = dict(found)
    columns = tuple(
        Texts(column["name"], tuple(column["words"]), arrays[f"column.{i}"])
        if "words" in column
        else Numbers(column["name"], arrays[f"column.{i}"])
        for i, column in enumerate(header["columns"])
    )
    read = header.get("read")
    return Sheet(header["name"], columns, arrays.get("lines"), None if read is None else Read(**read))


def _words(column: Column) -> Document:
    return {"words": column.words} if isinstance(column, Texts) else {}


def _array(column: Column) -> Any:
    return column.codes if isinstance(column, Texts) else column.values


def document(sheet: Sheet) -> Document:
    """What there is in a sheet, without its rows but the first."""
    shown = [column_document(column) for column in sheet.columns]
    cells = [_cells(column) for column in sheet.columns]
    return {
        "id": sheet.key,
        "name": sheet.name,
        "rows": sheet.count,
        "columns": shown,
        "preview": [list(row) for row in zip(*cells, strict=True)],
        "read": None if sheet.read is None else asdict(sheet.read),
        "suggested": suggestion_document(sheet),
    }


def suggestion_document(sheet: Sheet) -> Document:
    target, columns = suggested(sheet)
    shown = [
        {
            "name": column.name,
            "use": column.use,
            "type": column.type,
            "missing": column.missing,
            "reason": column.reason,
            "strays": 0 if column.stray is None else column.stray.count,
        }
        for column in columns
    ]
    return {"target": target, "columns": shown}


def column_document(column: Column) -> Document:
    """Numbers have their bounds, texts how many different ones there are, and which, if they are not many."""
    missing = int(column.missing.sum())
    if isinstance(column, Texts):
        few = len(column.words) <= MOST_CATEGORIES
        return {
            "name": column.name,
            "type": "text",
            "missing": missing,
            "distinct": len(column.words),
            "categories": list(column.words) if few else None,
        }
    known = column.values[~column.missing]
    return {
        "name": column.name,
        "type": "number",
        "missing": missing,
        "minimum": float(known.min()) if len(known) else None,
        "maximum": float(known.max()) if len(known) else None,
    }


def _cells(column: Column) -> list[float | str | None]:
    """The first values; None where one is missing."""
    if isinstance(column, Texts):
        return [None if code < 0 else column.words[code] for code in column.codes[:PREVIEW].tolist()]
    first = column.values[:PREVIEW].tolist()
    return [None if lacks else value for value, lacks in zip(first, column.missing, strict=False)]
