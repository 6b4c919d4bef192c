"""The changes of networks in SQLite, and the shelves where what they took from the journal waits."""

import sqlite3

from app.store.base import Noted, Writes


def write(connection: sqlite3.Connection, id: str, writes: Writes) -> None:
    """Forgets changes, puts one in place, and moves entries onto its shelf and back; bytes stay where they
    are. To change places, what lies on the shelf is first called by the negative number."""
    for number in writes.forget:
        connection.execute("DELETE FROM changes WHERE id = ? AND number = ?", (id, number))
        connection.execute("DELETE FROM shelves WHERE id = ? AND number = ?", (id, number))
    change = writes.change
    if change is None:
        return
    if writes.back:
        sql = "UPDATE shelves SET number = -number WHERE id = ? AND number = ?"
        connection.execute(sql, (id, change.number))
    if writes.aside_after is not None:
        _aside(connection, id, change.number, "step > ?", (writes.aside_after,))
    for key in writes.aside:
        _aside(connection, id, change.number, "kind = ? AND step = ?", key)
    if writes.back:
        shelf = (id, -change.number)
        connection.execute(
            "INSERT OR REPLACE INTO entries SELECT id, kind, step, content FROM shelves"
            " WHERE id = ? AND number = ?",
            shelf,
        )
        connection.execute("DELETE FROM shelves WHERE id = ? AND number = ?", shelf)
    row = (id, change.number, change.label, change.content)
    connection.execute("INSERT OR REPLACE INTO changes VALUES (?, ?, ?, ?)", row)


def noted(connection: sqlite3.Connection, id: str, first: int) -> list[Noted]:
    sql = """
        SELECT number, label, length(content) + coalesce(
            (SELECT sum(length(content)) FROM shelves AS s WHERE s.id = c.id AND s.number = c.number), 0)
        FROM changes AS c WHERE id = ? AND number >= ? ORDER BY number
    """
    return [Noted(*row) for row in connection.execute(sql, (id, first)).fetchall()]


def _aside(
    connection: sqlite3.Connection, id: str, number: int, which: str, values: tuple[object, ...]
) -> None:
    connection.execute(
        f"INSERT INTO shelves SELECT id, ?, kind, step, content FROM entries WHERE id = ? AND {which}",
        (number, id, *values),
    )
    connection.execute(f"DELETE FROM entries WHERE id = ? AND {which}", (id, *values))
