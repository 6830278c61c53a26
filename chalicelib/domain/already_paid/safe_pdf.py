"""Whether a PDF only shows something: no script, no action, no form that sends, no file within, no password. Pure."""

import re
import zlib
from collections.abc import Iterator
from itertools import islice

from chalicelib.domain.errors import Refusal

_MOST_UNPACKED, _MOST_STREAMS = 32 << 20, 500  # bytes and number of object streams
_LONGEST_HEAD = 2000  # bytes of a stream's dictionary
_MOST_OPENINGS = 8  # every saved change may repeat it

# ISO 32000-1: names of actions that run, send or open something, and of files within the file.
_ACTS = re.compile(
    rb"/(?:JavaScript|Launch|SubmitForm|ImportData|RichMedia|GoToE|EmbeddedFiles?|Rendition)\b|/XFA[\s\[<(]"
    rb"|/AA\s*(?:<<|\d+\s+\d+\s+R)"
)
_ENCRYPTED = re.compile(rb"/Encrypt\s*(?:<<|\d+\s+\d+\s+R)")
_ESCAPED = re.compile(rb"#([0-9a-fA-F]{2})")
_OPENS = re.compile(rb"/OpenAction\s*(\[|<<.{0,400}?>>|(\d+)\s+(\d+)\s+R)", re.DOTALL)
_GOES = re.compile(rb"/S\s*/GoTo\b")
_STREAM = re.compile(rb"(?<!end)stream\r?\n")


def check_pdf(data: bytes) -> None:
    """Names may be written with escapes and lie in packed object streams: both are looked through.

    Raises Refusal: proof_damaged, proof_locked, proof_unsafe.
    """
    if b"%%EOF" not in data[-2048:]:
        raise Refusal("proof_damaged")
    for part in (data, *_object_streams(data)):
        plain = _plain(part)
        if _ENCRYPTED.search(plain):
            raise Refusal("proof_locked")
        opens = list(islice(_OPENS.finditer(plain), _MOST_OPENINGS + 1))
        too_many = len(opens) > _MOST_OPENINGS
        if too_many or _ACTS.search(plain) or not all(_only_goes_to_a_page(one, plain) for one in opens):
            raise Refusal("proof_unsafe")


def _only_goes_to_a_page(opens: re.Match[bytes], plain: bytes) -> bool:
    """Many banks' receipts say on which page to open them; that is all a document may do by itself."""
    if opens[2] is None:
        return opens[1] == b"[" or _GOES.search(opens[1]) is not None
    target = re.search(rb"(?<!\d)%s\s+%s\s+obj\s*(\[|<<.{0,400}?>>)" % (opens[2], opens[3]), plain, re.DOTALL)
    return target is not None and (target[1] == b"[" or _GOES.search(target[1]) is not None)


def _object_streams(data: bytes) -> Iterator[bytes]:
    """The unpacked streams that hold objects, known by their ``/First``. One packed in other ways is refused."""
    left, count = _MOST_UNPACKED, 0
    for found in _STREAM.finditer(data):
        head = _head(data, found.start())
        if b"/Filter" not in head or (b"/First" not in head and b"/ObjStm" not in head):
            continue  # no objects in it, or they lie there in plain sight and were looked at
        count += 1
        if count > _MOST_STREAMS or not re.search(rb"/Filter\s*\[?\s*/FlateDecode\s*[\]/>]", head):
            raise Refusal("proof_unsafe")
        end = data.find(b"endstream", found.end())
        try:
            unpacked = zlib.decompressobj().decompress(data[found.end() : end if end > 0 else None], left)
        except zlib.error:
            raise Refusal("proof_damaged") from None
        left -= len(unpacked)
        if left <= 0:
            raise Refusal("proof_unsafe")
        yield unpacked


def _head(data: bytes, stream: int) -> bytes:
    """The dictionary before a stream."""
    start = max(0, stream - _LONGEST_HEAD)
    return _plain(data[max(start, data.rfind(b"obj", start, stream)) : stream])


def _plain(part: bytes) -> bytes:
    return _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), part)
