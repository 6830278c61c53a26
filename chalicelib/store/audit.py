"""What people decided for a business, or stopped for one debtor: who, when and why. Written once, never changed."""

import secrets
from datetime import datetime

import msgspec

from chalicelib.domain.calendar import iso
from chalicelib.store.rows import BusinessRow, pack, unpack

_PREFIX = "AUDIT#"


class Audited(msgspec.Struct, frozen=True, omit_defaults=True):
    """``verb``: what was done (sending_changed, debtor_paused, rules_adopted …), with its ``facts``."""

    verb: str
    by: str
    at: datetime
    reason: str
    facts: dict[str, str] = {}


def note(business: str, audited: Audited) -> None:
    BusinessRow(business, f"{_PREFIX}{audited.verb}#{iso(audited.at)}#{secrets.token_hex(4)}", doc=pack(audited)).save()


def newest(business: str, verb: str) -> Audited | None:
    """The last time that it was done."""
    rows = BusinessRow.query(
        business,
        BusinessRow.sk.startswith(f"{_PREFIX}{verb}#"),
        scan_index_forward=False,
        limit=1,
        consistent_read=True,
    )
    return next((unpack(row.doc, Audited) for row in rows), None)
