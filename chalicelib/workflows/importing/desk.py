"""What an import writes down on its way: files in a local folder. Shared, they lie in S3 for whoever goes on."""

import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TypeVar

import msgspec

from chalicelib.gateways import files

Shape = TypeVar("Shape")
_TYPE = "application/x-msgpack"
_BUFFER = 16 * 1024  # bytes: hundreds of parts are written at once
_AT_ONCE = 8
_LARGEST = 1 << 30  # bytes of one file


class Desk:
    """One import's files by name. ``place``: their prefix in the files bucket; "" while nobody else needs them.

    ``own`` is a folder of files that nobody else ever needs.
    """

    def __init__(self, folder: Path, place: str = "") -> None:
        self.folder, self.place = folder, place
        self.own = folder / "own"
        self.own.mkdir()

    @contextmanager
    def writing(self, name: str) -> Iterator[BinaryIO]:
        with (self.folder / name).open("wb", buffering=_BUFFER) as out:
            yield out
        if self.place:
            self._send(name)

    def path(self, name: str) -> Path:
        """Where a file lies on this machine; it is fetched when it is not here yet. Raises GiveUp("file_missing")."""
        path = self.folder / name
        if self.place and not path.exists():
            files.fetch(f"{self.place}/{name}", _LARGEST, path)
        return path

    def fetch(self, names: Iterable[str]) -> None:
        """Bring files here, several at once, for whoever is going to read them all."""
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            list(pool.map(self.path, names))

    @contextmanager
    def reading(self, name: str) -> Iterator[BinaryIO]:
        with self.path(name).open("rb", buffering=_BUFFER) as opened:
            yield opened

    def note(self, name: str, fact: msgspec.Struct) -> None:
        with self.writing(name) as out:
            out.write(msgspec.msgpack.encode(fact))

    def noted(self, name: str, shape: type[Shape]) -> Shape:
        return msgspec.msgpack.decode(self.path(name).read_bytes(), type=shape)

    def share(self, place: str) -> None:
        """From now on everything here is in S3 too. Raises TryAgain."""
        self.place = place
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            list(pool.map(self._send, sorted(path.name for path in self.folder.iterdir() if path.is_file())))

    def _send(self, name: str) -> None:
        files.send(f"{self.place}/{name}", self.folder / name, _TYPE)


@contextmanager
def desk_at(place: str = "") -> Iterator[Desk]:
    """A desk that is cleared at the end; what was shared stays in S3 for some days."""
    with tempfile.TemporaryDirectory(prefix="import-") as folder:
        yield Desk(Path(folder), place)
