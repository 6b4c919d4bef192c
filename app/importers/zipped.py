"""Zip archives from anybody: what they would unpack to is known and bounded before anything is unpacked."""

import io
import zipfile
import zlib

from app.importers.found import refused

MOST_MEMBERS = 1000
METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
ENCRYPTED = 0x1


def unpacked(content: bytes, most: int) -> dict[str, bytes]:
    """Every member by its name, all together at most so many bytes. Raises RuleError."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check(archive.infolist(), most)
            return {info.filename: archive.read(info) for info in archive.infolist() if not info.is_dir()}
    except (
        zipfile.BadZipFile,
        EOFError,
        NotImplementedError,
        ValueError,
        OSError,
        zlib.error,
    ) as bad:
        raise refused(f"file must be a whole zip archive: {bad}") from None


def _check(members: list[zipfile.ZipInfo], most: int) -> None:
    if len(members) > MOST_MEMBERS:
        raise refused(f"file must hold at most {MOST_MEMBERS} members, got {len(members)}")
    size = sum(info.file_size for info in members)
    if size > most:
        raise refused(f"file must unpack to at most {most} bytes, got {size}")
    names = [info.filename for info in members]
    for info in members:
        if info.flag_bits & ENCRYPTED or info.compress_type not in METHODS:
            raise refused(f"{info.filename} must be stored or deflated, and not encrypted")
        if names.count(info.filename) > 1:
            raise refused(f"file must hold each member once, got {info.filename!r} twice")
