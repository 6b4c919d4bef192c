"""The formats that a network can come in, one a file. A file is known by its content, not by its name."""

from pathlib import PurePath

from app.importers import json, npz, onnx, pickled, safetensors
from app.importers.found import FILE, Found, Hints, refused
from app.importers.zipped import unpacked

__all__ = ["FILE", "Found", "Hints", "read", "refused"]

# How much an archive may unpack to: the numbers in float64, and twice as much for names, shapes and text.
BYTES_A_NUMBER = 24
FIXED = 1_000_000
ZIP, BRACE = b"PK\x03\x04", b"{"
LENGTH = 8
LONGEST_NAME = 200


def read(content: bytes, file_name: str, hints: Hints, most: int) -> Found:
    """A network of at most `most` numbers. Raises RuleError with what is wrong with the file."""
    name = PurePath(file_name).stem[:LONGEST_NAME]
    found = _read(content, name, hints, most)
    for hint in hints.given:
        if hint not in found.unsaid:
            raise refused(f"{hint} belongs to files that do not say it, and this one does")
    return found


def _read(content: bytes, name: str, hints: Hints, most: int) -> Found:
    if not content:
        raise refused("file must hold a network, got an empty file")
    if content.startswith(ZIP):
        members = unpacked(content, BYTES_A_NUMBER * most + FIXED)
        pickle = any(member.endswith(pickled.PROGRAM) for member in members)
        return (pickled if pickle else npz).read(members, name, hints, most)
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(BRACE):
        return json.read(content, name, hints, most)
    if content[LENGTH:].lstrip().startswith(BRACE):
        return safetensors.read(content, name, hints, most)
    if content.startswith(b"\x80"):
        raise refused(f"a pickle could run anything, and is not read; {pickled.SAVE}")
    return onnx.read(content, name, hints, most)
