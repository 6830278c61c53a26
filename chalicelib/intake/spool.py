"""Records written one after another into a file and read back one by one: what memory does not hold waits there."""

from collections.abc import Iterable, Iterator
from typing import BinaryIO, TypeVar

import msgspec

from chalicelib.intake.records import Problem, Row

Shape = TypeVar("Shape")
ROWS: msgspec.msgpack.Decoder[Row] = msgspec.msgpack.Decoder(Row)
PROBLEMS = msgspec.msgpack.Decoder(Problem)
_LENGTH = 4  # bytes in front of each record
_encoder = msgspec.msgpack.Encoder()


def append(out: BinaryIO, record: msgspec.Struct) -> None:
    packed = _encoder.encode(record)
    out.write(len(packed).to_bytes(_LENGTH, "big"))
    out.write(packed)


def append_all(out: BinaryIO, records: Iterable[msgspec.Struct]) -> None:
    for record in records:
        append(out, record)


def read_back(opened: BinaryIO, decoder: msgspec.msgpack.Decoder[Shape]) -> Iterator[Shape]:
    """The records in the order they were written."""
    while length := opened.read(_LENGTH):
        yield decoder.decode(opened.read(int.from_bytes(length, "big")))
