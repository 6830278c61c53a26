"""A person pauses one debtor's reminders until a day, or lets them go on earlier: kept with who, when and why."""

from datetime import date, datetime
from typing import Any

from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.contact.pause import PAUSE, pause, resume
from chalicelib.domain.debtor import Debtor
from chalicelib.domain.errors import NotFound
from chalicelib.gateways.logs import fact
from chalicelib.store import accounts, audit
from chalicelib.store.audit import Audited
from chalicelib.store.changes import Changes
from chalicelib.workflows.decide_account import again_on_conflict


def pause_debtor(business: str, debtor: str, until: date, reason: str, by: str, now: datetime) -> dict[str, Any]:
    """Raises NotFound, and Refusal as ``pause`` does."""

    def once() -> dict[str, Any]:
        account = _load(business, debtor)
        return _save(account, pause(account.debtor, until, reason, by, now), now)

    told = again_on_conflict(once)
    audit.note(business, Audited("debtor_paused", by, now, told["reason"], {"debtor": debtor, "until": str(until)}))
    fact("debtor_paused", business=business)
    return told


def resume_debtor(business: str, debtor: str, by: str, now: datetime) -> dict[str, Any]:
    """Reminders go on where they were. Where nothing is paused nothing changes. Raises NotFound."""

    def once() -> tuple[dict[str, Any], bool]:
        account = _load(business, debtor)
        resumed = resume(account.debtor)
        return _save(account, resumed, now), resumed != account.debtor

    told, has_changed = again_on_conflict(once)
    if has_changed:
        audit.note(business, Audited("debtor_resumed", by, now, "", {"debtor": debtor}))
        fact("debtor_resumed", business=business)
    return told


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
