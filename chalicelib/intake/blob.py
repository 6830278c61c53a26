"""The bytes of a file wherever they lie: read from the start as often as it takes, whole only where needed."""

import io
from pathlib import Path
from typing import BinaryIO, Protocol


class Blob(Protocol):
    """Bytes of known size that can be opened again and again; whoever opens closes."""

    @property
    def size(self) -> int: ...

    def open(self) -> BinaryIO: ...


class Held:
    """Bytes in memory: small files, and whatever tests make up."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    @property
    def size(self) -> int:
        return len(self._data)

    def open(self) -> BinaryIO:
        return io.BytesIO(self._data)


class OnDisk:
    """A local file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def size(self) -> int:
        return self._path.stat().st_size

    def open(self) -> BinaryIO:
        return self._path.open("rb")


def blob_of(content: bytes | Blob) -> Blob:
    return Held(content) if isinstance(content, bytes) else content


def start_of(blob: Blob, size: int) -> bytes:
    """The first ``size`` bytes at most."""
    with blob.open() as opened:
        return opened.read(size)


def whole(blob: Blob) -> bytes:
    with blob.open() as opened:
        return opened.read()
