"""The tables of the SQLite file, and how a file of an older version comes to have them."""

import sqlite3
from pathlib import Path
from typing import Any

from app.store.base import StoreError

# Writes and leaves nothing: a disk that is full or read-only shows at once.
PROBE = "BEGIN IMMEDIATE; CREATE TABLE probe (x); DROP TABLE probe; COMMIT;"

DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
REPAIR = (
    "It was left as it is: put a backup in the place of it and of its -wal and -shm, or set"
    " MLPSCOPE_DATA_DIR to another folder."
)

# Entry n brings a file from version n to n + 1 (`PRAGMA user_version`); entries are only ever appended.
MIGRATIONS = (
    """
    CREATE TABLE networks (
        id TEXT PRIMARY KEY,
        version INTEGER NOT NULL,
        state BLOB NOT NULL
    ) STRICT;
    CREATE TABLE steps (
        id TEXT NOT NULL REFERENCES networks (id) ON DELETE CASCADE,
        step INTEGER NOT NULL,
        before BLOB,
        batch BLOB,
        after BLOB NOT NULL,
        PRIMARY KEY (id, step)
    ) STRICT;
    """,
    # A step on a network's own data (its header names the rows of the batch) is found again from the data.
    """
    CREATE TABLE entries (
        id TEXT NOT NULL REFERENCES networks (id) ON DELETE CASCADE,
        kind TEXT NOT NULL,
        step INTEGER NOT NULL,
        content BLOB NOT NULL,
        PRIMARY KEY (id, kind, step)
    ) STRICT;
    INSERT INTO entries SELECT id, 'checkpoint', step, after FROM steps;
    INSERT INTO entries SELECT id, 'before', step, before FROM steps WHERE before IS NOT NULL;
    INSERT INTO entries SELECT id, 'batch', step, batch FROM steps
        WHERE batch IS NOT NULL AND instr(batch, CAST('"batch":' AS BLOB)) = 0;
    DROP TABLE steps;
    """,
    """
    CREATE TABLE datasets (
        key TEXT PRIMARY KEY,
        content BLOB NOT NULL
    ) STRICT;
    """,
    # What was done before there was undo cannot be undone.
    """
    ALTER TABLE networks ADD COLUMN done INTEGER NOT NULL DEFAULT 0;
    CREATE TABLE changes (
        id TEXT NOT NULL REFERENCES networks (id) ON DELETE CASCADE,
        number INTEGER NOT NULL,
        label TEXT NOT NULL,
        content BLOB NOT NULL,
        PRIMARY KEY (id, number)
    ) STRICT;
    CREATE TABLE shelves (
        id TEXT NOT NULL REFERENCES networks (id) ON DELETE CASCADE,
        number INTEGER NOT NULL,
        kind TEXT NOT NULL,
        step INTEGER NOT NULL,
        content BLOB NOT NULL,
        PRIMARY KEY (id, number, kind, step)
    ) STRICT;
    """,
    # Apart from `networks`, whose rows are large and would be written anew. What there is counts as seen now.
    """
    CREATE TABLE uses (
        id TEXT PRIMARY KEY REFERENCES networks (id) ON DELETE CASCADE,
        seen REAL NOT NULL,
        token INTEGER NOT NULL DEFAULT 0,
        until REAL NOT NULL DEFAULT 0,
        holder TEXT NOT NULL DEFAULT ''
    ) STRICT;
    INSERT INTO uses (id, seen) SELECT id, strftime('%s', 'now') FROM networks;
    """,
)


class Damaged(StoreError):
    """SQLite reads the file, and finds that it does not hold together."""


def opened(path: Path) -> sqlite3.Connection:
    """Opens or makes the file. Raises StoreError."""
    advice = "Set MLPSCOPE_DATA_DIR to another folder, or MLPSCOPE_STORE=memory."
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, check_same_thread=False, timeout=5)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"The store {path} cannot be opened: {error}. {advice}") from error
    try:
        _prepare(connection)
    except (sqlite3.Error, StoreError) as error:
        connection.close()
        if isinstance(error, Damaged) or getattr(error, "sqlite_errorcode", None) in DAMAGED:
            raise StoreError(f"The store {path} is damaged ({error}). {REPAIR}") from error
        raise StoreError(f"The store {path} cannot be used: {error}. {advice}") from error
    return connection


def _prepare(connection: sqlite3.Connection) -> None:
    """Modes, then the schema brought up to date; checks that the file can be read and written."""
    connection.executescript(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
    )
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > len(MIGRATIONS):
        raise StoreError(
            f"it was written by a newer mlpscope (schema {version}, this one knows {len(MIGRATIONS)})"
        )
    for number, script in enumerate(MIGRATIONS[version:], start=version + 1):
        _migrate(connection, number, script)
    damage: Any = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if damage != "ok":
        raise Damaged(damage)
    connection.executescript(PROBE)


def _migrate(connection: sqlite3.Connection, number: int, script: str) -> None:
    """Brings the file to version `number`, unless another server has just done so."""
    try:
        connection.executescript(f"BEGIN IMMEDIATE; {script} PRAGMA user_version = {number}; COMMIT;")
    except sqlite3.Error:
        connection.rollback()
        if connection.execute("PRAGMA user_version").fetchone()[0] < number:
            raise
