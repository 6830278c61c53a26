"""A person pauses one debtor's reminders until a day, or lets them go on earlier."""

from datetime import date, datetime
from typing import Any

from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.contact.pause import PAUSE, pause, resume
from chalicelib.domain.debtor import Debtor
from chalicelib.domain.errors import NotFound
from chalicelib.gateways.logs import fact
from chalicelib.store import accounts
from chalicelib.store.changes import Changes
from chalicelib.workflows.decide_account import again_on_conflict


def pause_debtor(business: str, debtor: str, until: date, reason: str, by: str, now: datetime) -> dict[str, Any]:
    """Raises NotFound, and Refusal as ``pause`` does."""

    def once() -> dict[str, Any]:
        account = _load(business, debtor)
        return _save(account, pause(account.debtor, until, reason, by, now), now)

    fact("debtor_paused", business=business)
    return again_on_conflict(once)


def resume_debtor(business: str, debtor: str, now: datetime) -> dict[str, Any]:
    """Reminders go on where they were. Where nothing is paused nothing changes. Raises NotFound."""

    def once() -> dict[str, Any]:
        account = _load(business, debtor)
        return _save(account, resume(account.debtor), now)

    fact("debtor_resumed", business=business)
    return again_on_conflict(once)


def _load(business: str, debtor: str) -> Account:
    account = accounts.load(business, debtor)
    if account is None:
        raise NotFound("not_found")
    return account


def _save(account: Account, debtor: Debtor, now: datetime) -> dict[str, Any]:
    if debtor != account.debtor:
        accounts.save(account, Changes(replace(debtor, due_at=now)))
    rest = next((one for one in debtor.rests if one.about == PAUSE), None)
    return {
        "debtor": debtor.id,
        "paused_until": rest and rest.until,
        "reason": rest.note if rest else None,
        "by": rest.by if rest else None,
    }
