"""A network as the store keeps it, and back."""

import asyncio

from app import codec
from app.changes import Changes
from app.codec import Parts
from app.data import data_of
from app.journal import Journal, parts
from app.kept import Kept
from app.session import Session
from app.sheets import Sheets
from app.store.base import NetworkRecord, Store


def record(kept: Kept, done: int) -> NetworkRecord:
    return NetworkRecord(kept.version, codec.pack(*parts_of(kept)), done)


def parts_of(kept: Kept) -> Parts:
    """The record of a network by header and arrays, but for its version."""
    about = {
        "name": kept.name,
        "example": kept.example,
        "snapshot_of": kept.snapshot_of,
        "edited": kept.edited,
    }
    return parts(kept.moment, **about)


async def kept_of(sheets: Sheets, version: int, record: Parts) -> Kept:
    """The way back from `parts_of`. Raises Unreadable."""
    header, arrays = record
    if not {"name", "example"} <= header.keys():
        raise codec.Unreadable("it is damaged (its name is missing)")
    data = await sheets.source(header.get("data"))
    state, snapshot_of = codec.state_of(header, arrays), header.get("snapshot_of")
    edited = header.get("edited", True)  # of what an older version wrote it is not known
    return Kept(version, header["name"], header["example"], state, data, snapshot_of, edited)


async def loaded(store: Store, journal: Journal, sheets: Sheets, id: str) -> Session | None:
    """The network, read until nobody has written in between. Raises Unreadable."""
    while True:
        record = await store.read(id)
        if record is None:
            return None
        past, noted = await journal.past(id, record.version), await store.changes(id)
        glance = await store.glance(id) if store.shared else None
        if not store.shared or (glance is not None and glance.version == record.version):
            break
    kept = await kept_of(sheets, record.version, codec.unpack(record.state))
    if kept.data is not None and kept.data.sheet is not None:
        await asyncio.to_thread(data_of, kept.data, kept.state.network)  # many numbers, and wanted soon
    return Session(id, kept, past, Changes(record.done, {change.number: change for change in noted}))
