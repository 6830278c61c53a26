"""Request bodies as streams that end where the body ends, not where the connection does."""

import io
from collections.abc import Mapping
from typing import BinaryIO, cast

_SCRAP = 1 << 20


class Body(io.RawIOBase):
    """A body of ``left`` bytes; with ``left`` None a chunked one."""

    def __init__(self, stream: io.BufferedIOBase, left: int | None) -> None:
        self._stream = stream
        self._chunked = left is None
        self._left = left or 0
        self._ended = left == 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        """Up to ``size`` bytes, fewer only at the end."""
        pieces, wanted = [], size
        while wanted and not self._ended:
            piece = self._piece(wanted)
            pieces.append(piece)
            wanted -= len(piece) if wanted > 0 else 0
        return b"".join(pieces)

    def drain(self, limit: int) -> bool:
        """Read what is left, at most ``limit`` bytes; tells whether the end was reached."""
        while not self._ended and limit > 0:
            limit -= len(self.read(min(_SCRAP, limit)))
        return self._ended

    def _piece(self, wanted: int) -> bytes:
        if self._chunked and not self._left:
            self._left = int(self._stream.readline(1000).split(b";")[0] or b"0", 16)
            if not self._left:
                self._skip_trailers()
                return b""
        piece = self._stream.read(self._left if wanted < 0 else min(wanted, self._left))
        self._left -= len(piece)
        self._ended = not piece or (not self._chunked and not self._left)
        if self._chunked and not self._left:
            self._stream.readline(10)  # the line end after a chunk
        return piece

    def _skip_trailers(self) -> None:
        while self._stream.readline(1000).strip():
            pass
        self._ended = True


def body_of(headers: Mapping[str, str], stream: io.BufferedIOBase) -> tuple[Body, int | None]:
    """The body that these headers (by lower-case name) announce, and its length: None when it is chunked."""
    length = (
        None if "chunked" in headers.get("transfer-encoding", "").lower() else int(headers.get("content-length", 0))
    )
    return Body(stream, length), length


def as_file(body: Body) -> BinaryIO:
    return cast("BinaryIO", body)
