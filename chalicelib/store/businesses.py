"""Businesses: settings, imports, and payments that found no home."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec
from pynamodb.exceptions import PutError

from chalicelib.domain.business import Business
from chalicelib.domain.calendar import iso
from chalicelib.domain.errors import Conflict, NotFound
from chalicelib.domain.importing.file_mapping import FileMapping, Recognized, Understood
from chalicelib.store.rows import SHARDS, BusinessRow, pack, unpack, wake_at

RUNNING = frozenset({"queued", "running"})


class Import(msgspec.Struct, frozen=True, omit_defaults=True):
    """One dropped file and what became of it. ``created``, ``changed``, ``unchanged`` count invoices; the rest rows."""

    id: str
    business: str
    key: str
    file: str
    folder: str
    started_at: datetime
    version: str = ""
    state: str = "queued"  # queued | running | needs_mapping | needs_confirmation | done | failed
    reason_code: str = ""
    params: dict[str, str] = {}
    rows_read: int = 0
    rows_used: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    warnings: int = 0
    settled: int = 0
    due_computed: int = 0
    proposed: int = 0  # of a bank statement: lines that wait for a person …
    unmatched: int = 0  # … that nobody fits …
    ignored: int = 0  # … and that went out, or are no debtor's
    totals: dict[str, int] = {}  # currency -> minor units of what is new or changed
    amounts: dict[str, dict[str, int]] = {}  # created | changed | settled -> currency -> minor units
    understood: Understood = Understood()
    confirmed: bool = False
    recognized: dict[str, Recognized] = {}  # field -> its column, where names alone did not tell
    round: int = 0  # how often it began: again after a person's answer
    step: str = ""  # what its parts are at: compare | merge; "" before it has any
    parts: int = 0
    heartbeat_at: datetime | None = None
    finished_at: datetime | None = None
    accounts: tuple[int, ...] = ()  # part by part: how many have an invoice that is new, changed or settled
    payments: int = 0  # that were applied
    undone_at: datetime | None = None


class Parked(msgspec.Struct, frozen=True, omit_defaults=True):
    """Money that arrived and could not be applied: kept in the business's sight until a person has settled it."""

    provider: str
    fact: str
    reason: str
    amount_minor: int
    currency: str
    at: datetime
    attempt: str = ""
    debtor: str = ""
    settled_at: datetime | None = None  # a person applied it in the business's books, or gave it back …
    settled_by: str = ""
    note: str = ""  # … and how


def load(business: str) -> Business:
    """The settings of today. Raises NotFound."""
    doc = _doc(business, "SETTINGS")
    if doc is None:
        raise NotFound("unknown_business", business=business)
    return unpack(doc, Business)


def create(business: Business) -> None:
    """Raises Conflict when the id is taken."""
    try:
        _settings_row(business).save(BusinessRow.pk.does_not_exist())
    except PutError as error:
        if error.cause_response_code == "ConditionalCheckFailedException":
            raise Conflict("business_exists", business=business.id) from error
        raise
    _keep_policy(business)


def change(business: Business) -> None:
    """Write new settings; a changed policy is a new version, and every version is kept."""
    _settings_row(business).save(BusinessRow.pk.exists())
    _keep_policy(business)


def list_all() -> Iterator[Business]:
    """Every business, by a scan: for the operator's own tools, never on a request's way."""
    for row in BusinessRow.scan(BusinessRow.sk == "SETTINGS", consistent_read=True):
        yield unpack(row.doc, Business)


def save_import(record: Import, due_at: datetime | None = None, over: str | None = None) -> bool:
    """Write an import's state. ``due_at``: look at it again then.

    ``over``: the state it must have; "" for none yet. False, and nothing written, when it has another.
    """
    row = BusinessRow(record.business, f"IMPORT#{record.id}", doc=pack(record) | {"state": record.state})
    wake_at(row, due_at)
    condition = BusinessRow.doc["state"] == over if over else BusinessRow.pk.does_not_exist() if over == "" else None
    try:
        row.save(condition)
    except PutError as error:
        if error.cause_response_code == "ConditionalCheckFailedException":
            return False
        raise
    return True


def load_import(business: str, import_id: str) -> Import | None:
    doc = _doc(business, f"IMPORT#{import_id}")
    return unpack(doc, Import) if doc else None


def list_imports(business: str) -> list[Import]:
    """All imports of a business, newest first."""
    rows = BusinessRow.query(business, BusinessRow.sk.startswith("IMPORT#"), consistent_read=True)
    return sorted((unpack(row.doc, Import) for row in rows), key=lambda one: (one.started_at, one.id), reverse=True)


def save_mapping(business: str, key: str, mapping: FileMapping) -> None:
    """Remember what the columns of a kind of file are. ``key`` stands for its shape; the last word counts."""
    BusinessRow(business, f"MAPPING#{mapping.kind}#{key}", doc=pack(mapping)).save()


def list_mappings(business: str, kind: str) -> list[FileMapping]:
    rows = BusinessRow.query(business, BusinessRow.sk.startswith(f"MAPPING#{kind}#"), consistent_read=True)
    return [unpack(row.doc, FileMapping) for row in rows]


def park(business: str, parked: Parked) -> bool:
    """Keep money in sight. False: it was parked before."""
    row = BusinessRow(business, f"PARKED#{parked.provider}#{parked.fact}", doc=pack(parked))
    try:
        row.save(BusinessRow.pk.does_not_exist())
    except PutError as error:
        if error.cause_response_code == "ConditionalCheckFailedException":
            return False
        raise
    return True


def park_balance(business: str, parked: Parked) -> bool:
    """Keep what lies somewhere in sight: the newest word counts, and nothing is left when nothing lies there.

    False: a newer word, or the same one, was there before.
    """
    row = BusinessRow(business, f"PARKED#{parked.provider}#{parked.fact}", doc=pack(parked) | {"at": iso(parked.at)})
    newer = BusinessRow.pk.does_not_exist() | (BusinessRow.doc["at"] < iso(parked.at))
    same = (BusinessRow.doc["at"] == iso(parked.at)) & (BusinessRow.doc["amount_minor"] != parked.amount_minor)
    try:
        row.save(newer | same)
    except PutError as error:
        if error.cause_response_code == "ConditionalCheckFailedException":
            return False
        raise
    return True


def list_parked(business: str) -> list[Parked]:
    """What waits still, in no particular order."""
    rows = BusinessRow.query(business, BusinessRow.sk.startswith("PARKED#"), consistent_read=True)
    every = (unpack(row.doc, Parked) for row in rows)
    return [parked for parked in every if parked.amount_minor and parked.settled_at is None]


def load_parked(business: str, provider: str, fact: str) -> Parked | None:
    doc = _doc(business, f"PARKED#{provider}#{fact}")
    return unpack(doc, Parked) if doc else None


def settle_parked(business: str, parked: Parked) -> None:
    """Written over what is there: told again it is the same payment, and waits no more."""
    doc = pack(parked) | {"at": iso(parked.at)}
    BusinessRow(business, f"PARKED#{parked.provider}#{parked.fact}", doc=doc).save(BusinessRow.pk.exists())


def all_due(now: datetime) -> Iterator[tuple[str, str]]:
    """Keys of what a business has waiting by ``now``: imports that fell silent."""
    for shard in range(SHARDS):
        for row in BusinessRow.by_due.query(str(shard), BusinessRow.due_at <= iso(now)):
            yield row.pk, row.sk


def _settings_row(business: Business) -> BusinessRow:
    return BusinessRow(business.id, "SETTINGS", doc=pack(business))


def _keep_policy(business: Business) -> None:
    policy = business.policy
    BusinessRow(business.id, f"POLICY#{policy.version:06d}", doc=pack(policy)).save()


def _doc(pk: str, sk: str) -> dict[str, Any] | None:
    try:
        doc: dict[str, Any] = BusinessRow.get(pk, sk, consistent_read=True).doc
    except BusinessRow.DoesNotExist:
        return None
    return doc
