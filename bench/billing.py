"""What DynamoDB bills for a write, counted from the items before and after it and from the table's own indexes. Pure.

Rules of the DynamoDB developer guide: an item weighs its names and values; a write costs one unit per started KB of
the larger of the item before and after, twice that in a transaction; an index costs nothing while its view of the item
stays the same, one write to enter, leave or change in place, two when its key moves.
"""

from collections.abc import Mapping, Sequence
from typing import Any

Item = Mapping[str, Mapping[str, Any]]
KB = 1024


class Table:
    """One table of the template: ``local`` and ``distant`` (global) indexes by name."""

    def __init__(self, properties: Mapping[str, Any]) -> None:
        self.keys = _key_names(properties["KeySchema"])
        self.local = _indexes(properties.get("LocalSecondaryIndexes", ()))
        self.distant = _indexes(properties.get("GlobalSecondaryIndexes", ()))

    def write(self, before: Item | None, after: Item | None, transactional: bool) -> dict[str, int]:
        """Write units by where they fall: ``table`` and each index's name.

        A local index shares the table's partition, so we count it as part of the transaction (twice); global indexes
        are written afterwards, once.
        """
        twice = 2 if transactional else 1
        units = {"table": twice * _units(max(size(before), size(after)))}
        for name, index in self.local.items():
            units[name] = twice * self._index_write(index, before, after)
        for name, index in self.distant.items():
            units[name] = self._index_write(index, before, after)
        return {where: count for where, count in units.items() if count}

    def _index_write(self, index: Mapping[str, Any], before: Item | None, after: Item | None) -> int:
        old, new = self._view(index, before), self._view(index, after)
        if old == new:
            return 0
        if old is None or new is None:
            return _units(size(old or new))
        if [old[key] for key in _key_names(index["KeySchema"])] != [new[key] for key in _key_names(index["KeySchema"])]:
            return _units(size(old)) + _units(size(new))
        return _units(max(size(old), size(new)))

    def _view(self, index: Mapping[str, Any], item: Item | None) -> Item | None:
        """What an index keeps of an item; None when it lacks the index's key."""
        keys = _key_names(index["KeySchema"])
        if item is None or any(key not in item for key in keys):
            return None
        projection = index["Projection"]
        if projection["ProjectionType"] == "ALL":
            return item
        kept = {*self.keys, *keys, *projection.get("NonKeyAttributes", ())}
        return {name: value for name, value in item.items() if name in kept}


def read_units(items: Sequence[Item], consistent: bool) -> float:
    """Read units of one request: per started 4 KB of all it returns, half of it when eventually consistent."""
    started = max(1, -(-sum(map(size, items)) // (4 * KB)))
    return started if consistent else started / 2


def size(item: Item | None) -> int:
    """Bytes of an item as DynamoDB counts them."""
    return sum(len(name.encode()) + _value_size(value) for name, value in (item or {}).items())


def _value_size(value: Mapping[str, Any]) -> int:
    ((kind, content),) = value.items()
    match kind:
        case "S":
            return len(content.encode())
        case "N":
            digits: str = content
            return (len(digits.strip("-0.")) + 1) // 2 + 1 + digits.startswith("-")
        case "L":
            return 3 + sum(1 + _value_size(one) for one in content)
        case "M":
            return 3 + sum(1 + len(name.encode()) + _value_size(one) for name, one in content.items())
    return 1  # a boolean


def _units(nbytes: int) -> int:
    return max(1, -(-nbytes // KB))


def _key_names(schema: Sequence[Mapping[str, str]]) -> list[str]:
    return [key["AttributeName"] for key in schema]


def _indexes(described: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    return {index["IndexName"]: index for index in described}
