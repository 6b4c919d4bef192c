"""Records and entries for tests of the stores, which do not know what is in them."""

from app.store.base import Change, Entry, NetworkRecord

START = Entry("checkpoint", 0, b"start")


def record(version: int) -> NetworkRecord:
    return NetworkRecord(version, f"state {version}".encode())


def point(step: int) -> Entry:
    return Entry("point", step, f"point {step}".encode())


def way(number: int, content: bytes = b"way") -> Change:
    return Change(number, f"change {number}", content)
