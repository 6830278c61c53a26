"""The book of sent messages: one line each, in the order they left, kept across restarts."""

import json
import threading
from pathlib import Path
from typing import Any

Message = dict[str, Any]


class Book:
    """Append-only. A message is written to disk before the sender hears that it was taken."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._lock = threading.Condition()
        self._messages = _read(path)
        self._known = {message["id"] for message in self._messages}

    def add(self, message: Message) -> None:
        with self._lock:
            if message["id"] in self._known:
                return
            with self._path.open("a") as lines:
                lines.write(json.dumps(message, ensure_ascii=False) + "\n")
            self._messages.append(message)
            self._known.add(message["id"])
            self._lock.notify_all()

    def all(self) -> list[Message]:
        with self._lock:
            return list(self._messages)

    def find(self, key: str) -> Message | None:
        return next((message for message in self.all() if message["id"] == key), None)

    def wait_beyond(self, count: int, seconds: float) -> None:
        """Until the book holds more than ``count`` messages, or the time is up."""
        with self._lock:
            self._lock.wait_for(lambda: len(self._messages) > count, seconds)


def _read(path: Path) -> list[Message]:
    """The whole lines; a torn last one (killed while writing) is dropped from the file too."""
    raw = path.read_bytes() if path.exists() else b""
    whole = raw[: raw.rfind(b"\n") + 1]
    if whole != raw:
        path.write_bytes(whole)
    return [json.loads(line) for line in whole.splitlines()]
