"""Sessions of the portal, answers to repeated requests, and wrong answers counted. Tokens are stored as hashes only."""

from datetime import datetime
from typing import Any

import msgspec
from pynamodb.exceptions import PutError, UpdateError
from pynamodb.expressions.condition import Condition

from chalicelib.domain.calendar import iso
from chalicelib.store.keys import account_key
from chalicelib.store.rows import AccountRow, pack, unpack


class Session(msgspec.Struct, frozen=True, omit_defaults=True):
    """A device that holds a cookie. ``state`` is ``verify`` until the identity question is answered."""

    id: str  # hash of the cookie's token
    business: str
    debtor: str
    language: str
    state: str  # verify | open
    expires_at: datetime
    notice: str = ""
    ends_at: datetime | None = None  # however often its end is put off


class Tries(msgspec.Struct, frozen=True, omit_defaults=True):
    """Wrong identity answers of an account, across links and sessions."""

    wrong: int = 0
    locked_until: datetime | None = None


class Reply(msgspec.Struct, frozen=True, omit_defaults=True):
    """The first answer to an Idempotency-Key; ``status`` 0 while it is still being worked out."""

    status: int
    body: str = ""
    asked: str = ""  # hash of the request: the same key with another request is refused


def save(session: Session) -> None:
    row = AccountRow(f"session#{session.id}", "SESSION", doc=pack(session), expires=_epoch(session.expires_at))
    row.save()


def load(session: str) -> Session | None:
    doc = _doc(f"session#{session}", "SESSION")
    return unpack(doc, Session) if doc else None


def end(session: str) -> None:
    AccountRow(f"session#{session}", "SESSION").delete()


def tries(business: str, debtor: str) -> Tries:
    doc = _doc(account_key(business, debtor), "VERIFY")
    return unpack(doc, Tries) if doc else Tries()


def count_tries(business: str, debtor: str, before: Tries, after: Tries) -> bool:
    """Replace the count if nobody else did meanwhile; False: load and count again."""
    held: Condition = AccountRow.pk.does_not_exist()
    if before != Tries():
        held = AccountRow.doc["wrong"] == before.wrong
    try:
        AccountRow(account_key(business, debtor), "VERIFY", doc=pack(after) | {"wrong": after.wrong}).save(held)
    except PutError as error:
        return _unless_refused(error)
    return True


def forget_tries(business: str, debtor: str) -> None:
    AccountRow(account_key(business, debtor), "VERIFY").delete()


def start_reply(scope: str, idempotency_key: str, asked: str, now: datetime, stale_before: datetime) -> Reply | None:
    """Claim a key. None: it is ours, work out the answer. Else what is known: an answer, or one in the making.

    A claim whose worker died is taken over after ``stale_before``.
    """
    pk, sk = f"session#{scope}", f"REPLY#{idempotency_key}"
    doc = pack(Reply(0, asked=asked)) | {"started_at": iso(now)}
    free = AccountRow.pk.does_not_exist() | (
        (AccountRow.doc["status"] == 0) & (AccountRow.doc["started_at"] < iso(stale_before))
    )
    try:
        AccountRow(pk, sk, doc=doc, expires=_epoch(now) + 86_400).save(free)
    except PutError as error:
        _unless_refused(error)
        known = _doc(pk, sk)
        return unpack(known, Reply) if known else Reply(0, asked=asked)
    return None


def finish_reply(scope: str, idempotency_key: str, reply: Reply, now: datetime) -> None:
    row = AccountRow(f"session#{scope}", f"REPLY#{idempotency_key}", doc=pack(reply), expires=_epoch(now) + 86_400)
    row.save()


def drop_reply(scope: str, idempotency_key: str) -> None:
    """Our own fault is no answer: the same key may try again."""
    AccountRow(f"session#{scope}", f"REPLY#{idempotency_key}").delete()


def _doc(pk: str, sk: str) -> dict[str, Any] | None:
    try:
        doc: dict[str, Any] = AccountRow.get(pk, sk, consistent_read=True).doc
    except AccountRow.DoesNotExist:
        return None
    return doc


def _unless_refused(error: PutError | UpdateError) -> bool:
    if error.cause_response_code == "ConditionalCheckFailedException":
        return False
    raise error


def _epoch(moment: datetime) -> int:
    return int(moment.timestamp())


def count(what: str, expires_at: datetime) -> int:
    """Count one more of something within its window; returns how many it is now."""
    row = AccountRow(f"count#{what}", "COUNT")
    row.update([AccountRow.version.add(1), AccountRow.expires.set(_epoch(expires_at)), AccountRow.doc.set({})])
    return int(row.version)
