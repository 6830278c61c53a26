"""Where the double keeps its objects: one SQLite file, so that nothing is lost when the run is killed."""

import json
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

Object = dict[str, Any]

_SCHEMA = """
CREATE TABLE IF NOT EXISTS objects (id TEXT PRIMARY KEY, kind TEXT, body TEXT);
CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, request TEXT, status INTEGER, body TEXT);
CREATE TABLE IF NOT EXISTS deliveries (
    event TEXT PRIMARY KEY, cause TEXT, delivered INTEGER, tries INTEGER, next_try REAL
);
CREATE INDEX IF NOT EXISTS kinds ON objects (kind);
CREATE INDEX IF NOT EXISTS causes ON deliveries (cause);
"""


def new_id(prefix: str) -> str:
    return f"{prefix}_{secrets.token_hex(12)}"


class Records:
    """Stripe objects by id. ``change()`` makes a group of reads and writes one, for one thread at a time."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._database.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;" + _SCHEMA)

    @contextmanager
    def change(self) -> Iterator[None]:
        with self._lock:
            outermost = not self._database.in_transaction
            if outermost:
                self._database.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                if outermost:
                    self._database.execute("ROLLBACK")
                raise
            if outermost:
                self._database.execute("COMMIT")

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._database.execute(sql, values).fetchall()

    def get(self, key: str) -> Object | None:
        found = self.rows("SELECT body FROM objects WHERE id = ?", key)
        return json.loads(found[0][0]) if found else None

    def put(self, key: str, kind: str, body: Object) -> None:
        self.rows("INSERT OR REPLACE INTO objects VALUES (?, ?, ?)", key, kind, json.dumps(body))

    def where(self, kind: str, name: str, value: object) -> list[Object]:
        """Objects of a kind whose top-level field ``name`` has this value."""
        sql = "SELECT body FROM objects WHERE kind = ? AND json_extract(body, '$.' || ?) = ? ORDER BY rowid"
        found = self.rows(sql, kind, name, value)
        return [json.loads(body) for (body,) in found]

    def close(self) -> None:
        with self._lock:
            self._database.close()
