"""The two tables as PynamoDB models, and how our plain structs become DynamoDB maps.

A row's keys and the few attributes that an index or a condition needs stand at its top; everything else is ``doc``,
the domain struct as a native map. Its names are the domain's, so a person reads the table as they read the code.
"""

import os
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

import msgspec
from pynamodb.attributes import Attribute, NumberAttribute, NumberSetAttribute, UnicodeAttribute
from pynamodb.constants import MAP
from pynamodb.indexes import (
    AllProjection,
    GlobalSecondaryIndex,
    IncludeProjection,
    KeysOnlyProjection,
    LocalSecondaryIndex,
)
from pynamodb.models import Model

from chalicelib.domain.calendar import iso
from chalicelib.store.keys import is_key
from chalicelib.store.wire import connect

Shape = TypeVar("Shape")
Kept = TypeVar("Kept", bound="Row")
SHARDS = 4  # of the ``due`` index: more lets more sweeps read at once


class Document(Attribute[dict[str, Any]]):
    """A plain dict of strings, whole numbers, booleans, lists and dicts as a native map. Absent is absent: no nulls."""

    attr_type = MAP

    def serialize(self, value: Mapping[str, Any]) -> dict[str, Any]:
        return {key: typed(item) for key, item in value.items() if item is not None}

    def deserialize(self, value: Mapping[str, Any]) -> dict[str, Any]:
        return {key: plain(item) for key, item in value.items()}


def typed(value: Any) -> dict[str, Any]:
    """One value in DynamoDB's typed form. Floats have no place here: money is whole, rates are text."""
    match value:
        case str():
            return {"S": value}
        case bool():
            return {"BOOL": value}
        case int():
            return {"N": str(value)}
        case list() | tuple():
            return {"L": [typed(item) for item in value]}
        case dict():
            return {"M": {key: typed(item) for key, item in value.items() if item is not None}}
    raise TypeError(f"cannot be stored: {type(value).__name__}")


def plain(value: Mapping[str, Any]) -> Any:
    ((kind, content),) = value.items()
    match kind:
        case "S" | "BOOL":
            return content
        case "N":
            return int(content)
        case "L":
            return [plain(item) for item in content]
        case "M":
            return {key: plain(item) for key, item in content.items()}
    raise TypeError(f"not of ours: {kind}")


def pack(struct: msgspec.Struct) -> dict[str, Any]:
    packed: dict[str, Any] = msgspec.to_builtins(struct)
    return packed


def unpack(doc: Mapping[str, Any], shape: type[Shape]) -> Shape:
    return msgspec.convert(doc, shape, strict=False)


def shard_of(pk: str) -> str:
    return str(zlib.crc32(pk.encode()) % SHARDS)


class Live(LocalSecondaryIndex["AccountRow"]):  # type: ignore[no-untyped-call]
    """Only what a decision needs; an account costs the same to load after five years of history."""

    class Meta:
        index_name = "live"
        projection = AllProjection()

    pk = UnicodeAttribute(hash_key=True)
    live = UnicodeAttribute(range_key=True)


class Due(GlobalSecondaryIndex["AccountRow"]):  # type: ignore[no-untyped-call]
    """Everything that must happen by itself, by time: one clock for the whole system."""

    class Meta:
        index_name = "due"
        projection = KeysOnlyProjection()

    shard = UnicodeAttribute(hash_key=True)
    due_at = UnicodeAttribute(range_key=True)
    pk = UnicodeAttribute()
    sk = UnicodeAttribute()


class BusinessDue(GlobalSecondaryIndex["BusinessRow"]):  # type: ignore[no-untyped-call]
    """The same clock for what belongs to a business as a whole: imports that must go on."""

    class Meta:
        index_name = "due"
        projection = KeysOnlyProjection()

    shard = UnicodeAttribute(hash_key=True)
    due_at = UnicodeAttribute(range_key=True)
    pk = UnicodeAttribute()
    sk = UnicodeAttribute()


class ByBusiness(GlobalSecondaryIndex["AccountRow"]):  # type: ignore[no-untyped-call]
    """A business's accounts with their figures. Written only when money moves."""

    class Meta:
        index_name = "by_business"
        projection = IncludeProjection(["figures"])

    business = UnicodeAttribute(hash_key=True)
    listed = UnicodeAttribute(range_key=True)
    pk = UnicodeAttribute()
    figures = Document()


class Lookup(GlobalSecondaryIndex["AccountRow"]):  # type: ignore[no-untyped-call]
    """From what a debtor holds (a link, a short code: hashes only) to the notice that gave it; from an invoice's number
    to whose it is."""

    class Meta:
        index_name = "lookup"
        projection = KeysOnlyProjection()

    lookup = UnicodeAttribute(hash_key=True)
    found = UnicodeAttribute(range_key=True)
    pk = UnicodeAttribute()
    sk = UnicodeAttribute()


class Row(Model):
    """Names come from outside too: one that is longer than a key can be is no row's."""

    @classmethod
    def get(
        cls: type[Kept],
        hash_key: str,
        range_key: str | None = None,
        consistent_read: bool = False,
        attributes_to_get: Sequence[str] | None = None,
    ) -> Kept:
        if not is_key(hash_key, range_key or ""):
            raise cls.DoesNotExist
        return super().get(hash_key, range_key, consistent_read, attributes_to_get)

    @classmethod
    def batch_get(
        cls: type[Kept],
        items: Iterable[Any],
        consistent_read: bool | None = None,
        attributes_to_get: Sequence[str] | None = None,
    ) -> Iterator[Kept]:
        keys = [key for key in items if is_key(*key)]
        return super().batch_get(keys, consistent_read, attributes_to_get)


class AccountRow(Row):
    class Meta:
        table_name = os.environ.get("ACCOUNTS_TABLE", "accounts")
        region = os.environ.get("AWS_REGION", "us-east-1")
        billing_mode = "PAY_PER_REQUEST"

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    doc = Document()
    version = NumberAttribute(null=True)
    ladder = Document(null=True)
    live = UnicodeAttribute(null=True)
    shard = UnicodeAttribute(null=True)
    due_at = UnicodeAttribute(null=True)
    business = UnicodeAttribute(null=True)
    listed = UnicodeAttribute(null=True)
    figures = Document(null=True)
    lookup = UnicodeAttribute(null=True)
    found = UnicodeAttribute(null=True)
    expires = NumberAttribute(null=True)

    by_live = Live()
    by_due = Due()
    by_business = ByBusiness()
    by_lookup = Lookup()


class BusinessRow(Row):
    class Meta:
        table_name = os.environ.get("BUSINESSES_TABLE", "businesses")
        region = os.environ.get("AWS_REGION", "us-east-1")
        billing_mode = "PAY_PER_REQUEST"

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    doc = Document()
    shard = UnicodeAttribute(null=True)
    due_at = UnicodeAttribute(null=True)
    expires = NumberAttribute(null=True)
    done = NumberSetAttribute(null=True)

    by_due = BusinessDue()


connect(AccountRow, BusinessRow)


def wake_at(row: AccountRow | BusinessRow, due_at: datetime | None) -> None:
    """Put a row into the ``due`` index, or leave it out of it."""
    if due_at:
        row.shard, row.due_at = shard_of(row.pk), iso(due_at)
