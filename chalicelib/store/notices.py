"""Notices on their way: claimed once, sent once, then told about by feedback. Every step is a condition."""

import hmac
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from pynamodb.exceptions import UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.domain.calendar import iso
from chalicelib.domain.errors import Conflict
from chalicelib.domain.notice import Notice
from chalicelib.store.account_rows import notice_row
from chalicelib.store.rows import AccountRow, unpack

# How far a notice has come. Feedback is late, repeated and out of order: it may only move a notice forward.
RANK = {
    "withheld": 0, "planned": 0, "claimed": 1, "unknown": 2, "sent": 3, "delivered": 4, "opened": 5, "clicked": 6,
    "failed": 7, "bounced": 7, "complained": 8,
}  # fmt: skip
STATE = AccountRow.doc["state"]


def load(pk: str, notice: str) -> Notice | None:
    try:
        return unpack(AccountRow.get(pk, f"NOTICE#{notice}", consistent_read=True).doc, Notice)
    except AccountRow.DoesNotExist:
        return None


def plan(pk: str, notice: Notice) -> bool:
    """Write a notice that belongs to no decision (a receipt, a report). False: it was planned before."""
    try:
        notice_row(pk, notice).save(AccountRow.pk.does_not_exist())
    except Exception as error:
        if _is_refused(error):
            return False
        raise
    return True


def keep_link(pk: str, notice: Notice, lookup: Mapping[str, str]) -> None:
    """Keep a link that no message carries, by the hashes of its token."""
    row = notice_row(pk, notice)
    row.lookup, row.found = lookup["lookup"], lookup["found"]
    row.save(AccountRow.pk.does_not_exist())


def claim(pk: str, notice: Notice, now: datetime, lookup: Mapping[str, str]) -> Notice:
    """Make this worker the one that sends. ``lookup``: the hashes of the link it will carry. Raises Conflict.

    A silent claim is taken over by naming the very claim that fell silent, so that two sweeps cannot both take it.
    """
    held: Condition = STATE == notice.state  # noqa: SIM300
    if notice.claimed_at:
        held &= AccountRow.doc["claimed_at"] == _stored(notice.claimed_at)
    actions: list[Action] = [STATE.set("claimed"), AccountRow.doc["claimed_at"].set(_stored(now))]
    actions += [getattr(AccountRow, name).set(value) for name, value in lookup.items()]
    return _update(pk, notice.id, actions, held)


def release(pk: str, notice: Notice) -> None:
    """Nothing was sent: give the claim back, so that the next try finds the notice as it was."""
    held = (STATE == "claimed") & (AccountRow.doc["claimed_at"] == _stored(notice.claimed_at or notice.planned_at))
    back: list[Action] = [STATE.set("planned"), AccountRow.doc["claimed_at"].remove()]
    _update(pk, notice.id, back, held)


def record_sent(
    pk: str, notice: str, now: datetime, provider_id: str, to: str, link_expires_at: datetime, rehearsed: bool = False
) -> None:
    """The provider took it. Feedback may have been faster: then only what it could not know is added."""
    facts: list[Action] = [
        AccountRow.doc["sent_at"].set(_stored(now)),
        AccountRow.doc["provider_id"].set(provider_id),
        AccountRow.doc["to"].set(to),
        AccountRow.doc["link_expires_at"].set(_stored(link_expires_at)),
    ]
    if rehearsed:
        facts.append(AccountRow.doc["rehearsed"].set(True))
    out: list[Action] = [AccountRow.shard.remove(), AccountRow.due_at.remove()]
    try:
        _update(pk, notice, [STATE.set("sent"), *facts, *out], STATE == "claimed")
    except Conflict:
        _update(pk, notice, facts, AccountRow.pk.exists())


def advance(pk: str, notice: str, state: str, reason: str = "", at: datetime | None = None) -> Notice | None:
    """Move a notice forward; None when it is as far already (a repeated or late report)."""
    lower = [name for name, rank in RANK.items() if rank < RANK[state]]
    actions: list[Action] = [STATE.set(state), AccountRow.shard.remove(), AccountRow.due_at.remove()]
    if reason:
        actions.append(AccountRow.doc["reason"].set(reason))
    if at:
        actions.append(AccountRow.doc["sent_at"].set(AccountRow.doc["sent_at"] | _stored(at)))
    try:
        return _update(pk, notice, actions, STATE.is_in(*lower))
    except Conflict:
        return None


def find(lookup: str, found: str | None = None) -> tuple[str, Notice] | None:
    """The notice that carries a link, by the hash of its code (and of its token, where that is known)."""
    condition = AccountRow.found == found if found else None
    for row in AccountRow.by_lookup.query(lookup, condition):
        notice = load(row.pk, row.sk.removeprefix("NOTICE#"))
        if notice:
            return row.pk, notice
    return None


def find_by_hash(lookup: str, wanted: str, hashed: Callable[[str], str]) -> tuple[str, Notice] | None:
    """The notice whose ``found`` attribute hashes to ``wanted``: for keys that are good for one purpose only."""
    for row in AccountRow.by_lookup.query(lookup):
        notice = load(row.pk, row.sk.removeprefix("NOTICE#")) if row.sk.startswith("NOTICE#") else None
        if notice and row.found and hmac.compare_digest(hashed(row.found).encode(), wanted.encode()):
            return row.pk, notice
    return None


def _update(pk: str, notice: str, actions: list[Action], condition: Condition) -> Notice:
    row = AccountRow(pk, f"NOTICE#{notice}")
    try:
        row.update(actions, condition & AccountRow.pk.exists())
    except UpdateError as error:
        if _is_refused(error):
            raise Conflict("notice_moved_on") from error
        raise
    return unpack(row.doc, Notice)


def _is_refused(error: Any) -> bool:
    return getattr(error, "cause_response_code", None) == "ConditionalCheckFailedException"


def _stored(moment: datetime) -> str:
    """An instant as the struct keeps it, so that a condition compares like with like."""
    return iso(moment)
