"""The QR code of a link, for every e-mail: ISO/IEC 18004, byte mode, level L, mask 4, up to version 5 (106 bytes).

Small versions have one block of codewords and little else, so what is the same in all codes of a size is made once and
a link only flips its own bits: a twentieth of a library's work, and no import. Tests read every length with a reader.
"""

from binascii import unhexlify
from functools import lru_cache
from itertools import compress
from typing import NamedTuple

_DATA = {1: 19, 2: 34, 3: 55, 4: 80, 5: 108}  # data codewords of a version at level L
_CHECK = {1: 7, 2: 10, 3: 15, 4: 20, 5: 26}  # and error-correction codewords, in one block
_HEADER = 2  # bytes: mode, length and terminator
LONGEST = _DATA[5] - _HEADER
_FORMAT = 0b01_100  # level L, mask 4
_FIELD, _BCH, _FORMAT_MASK = 0x11D, 0x537, 0x5412
_PADS = b"\xec\x11" * 60
_FINDERS = ((0, 0), (0, -7), (-7, 0))


class _Frame(NamedTuple):
    """All codes of one version: modules with nothing in them yet, and where each bit of the codewords goes."""

    size: int
    modules: bytes
    places: tuple[int, ...]
    remainders: tuple[int, ...]  # of each byte divided by the generator, as one number


def modules_of(text: bytes) -> tuple[int, bytes]:
    """(modules a side, the modules row by row: 1 is dark). ``text``: at most ``LONGEST`` bytes of ASCII."""
    version = next(one for one, room in _DATA.items() if len(text) + _HEADER <= room)
    frame, check = _frame(version), _CHECK[version]
    told = int.from_bytes(bytes([4, len(text)]) + text) << 4
    words = told.to_bytes(len(text) + _HEADER + 1)[1:] + _PADS[: _DATA[version] - len(text) - _HEADER]
    rest, keep = 0, (1 << 8 * (check - 1)) - 1
    for word in words:
        rest = ((rest & keep) << 8) ^ frame.remainders[(rest >> 8 * (check - 1)) ^ word]
    bits = f"{int.from_bytes(words + rest.to_bytes(check)):0{len(frame.places)}b}"
    modules = bytearray(frame.modules)
    for place in compress(frame.places, unhexlify(bits.replace("0", "00").replace("1", "01"))):
        modules[place] ^= 1
    return frame.size, bytes(modules)


@lru_cache(maxsize=5)
def _frame(version: int) -> _Frame:
    size = 17 + 4 * version
    fixed = _fixed(size)
    free = [row * size + column for row, column in _path(size) if (row, column) not in fixed]
    modules = bytearray(fixed.get(divmod(at, size), 0) for at in range(size * size))
    for at in free:
        row, column = divmod(at, size)
        modules[at] = (row // 2 + column // 3) % 2 == 0
    bits = 8 * (_DATA[version] + _CHECK[version])
    return _Frame(size, bytes(modules), tuple(free[:bits]), _remainders(_CHECK[version]))


def _fixed(size: int) -> dict[tuple[int, int], int]:
    """Finders, timing, alignment, format: module → dark or light."""
    fixed = {(6, at): 1 - at % 2 for at in range(size)} | {(at, 6): 1 - at % 2 for at in range(size)}
    for top, left in _FINDERS:
        for row in range(-1, 8):
            for column in range(-1, 8):
                place = (top % size + row, left % size + column)
                ring = max(abs(row - 3), abs(column - 3))
                if min(place) >= 0 and max(place) < size:
                    fixed[place] = int(ring not in (2, 4))
    if size > 21:
        middle = size - 7
        for row in range(-2, 3):
            for column in range(-2, 3):
                fixed[middle + row, middle + column] = int(max(abs(row), abs(column)) != 1)
    return fixed | _format(size)


def _format(size: int) -> dict[tuple[int, int], int]:
    """The fifteen bits that tell level and mask, twice, and the dark module."""
    rest = _FORMAT << 10
    for shift in range(4, -1, -1):
        rest ^= (_BCH << shift) * (rest >> shift + 10 & 1)
    bits = (_FORMAT << 10 | rest) ^ _FORMAT_MASK
    around = [*range(6), 7, 8, size]  # rows of column 8 from the top, then columns of row 8 to the left
    places: dict[tuple[int, int], int] = {(size - 8, 8): 1}
    for at in range(15):
        bit = bits >> at & 1
        places[(around[at], 8) if at < 8 else (8, [7, 5, 4, 3, 2, 1, 0][at - 8])] = bit
        places[(8, size - 1 - at) if at < 8 else (size - 15 + at, 8)] = bit
    return places


def _path(size: int) -> list[tuple[int, int]]:
    """Two columns at a time from the right, up and down in turn, past the timing column."""
    path = []
    for turn, right in enumerate([*range(size - 1, 6, -2), 5, 3, 1]):
        rows = range(size) if turn % 2 else range(size - 1, -1, -1)
        path += [(row, column) for row in rows for column in (right, right - 1)]
    return path


def _remainders(check: int) -> tuple[int, ...]:
    generator = [1]
    root = 1
    for _ in range(check):
        generator = [a ^ _times(b, root) for a, b in zip([*generator, 0], [0, *generator], strict=True)]
        root = _times(root, 2)
    return tuple(int.from_bytes(bytes(_times(one, byte) for one in generator[1:])) for byte in range(256))


def _times(one: int, other: int) -> int:
    """The product in GF(256)."""
    product = 0
    while other:
        product ^= one * (other & 1)
        one = one << 1 ^ _FIELD * (one >> 7)
        other >>= 1
    return product
