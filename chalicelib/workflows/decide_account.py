"""Wake an account: load it, decide, write. Twenty workers at once decide once: the version is the lock."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.business import Business
from chalicelib.domain.calendar import local_date
from chalicelib.domain.decide import decide
from chalicelib.domain.draft import Decision
from chalicelib.domain.errors import Conflict
from chalicelib.domain.paying.asking import is_anything_to_be_asked
from chalicelib.domain.schedules.recurring import charges_due
from chalicelib.store import accounts
from chalicelib.store.changes import Changes

TRIES = 8
Answer = TypeVar("Answer")


def decide_account(business: Business, debtor: str, now: datetime, force: bool = False) -> Decision | None:
    """Do what is due; None when nothing is. ``force``: the policy changed, so look again whatever the time."""

    def once() -> Decision | None:
        account = accounts.load(business.id, debtor)
        if account is None or not (force or is_due(account, now)):
            return None
        if is_anything_to_be_asked(account, now):
            account = _asked(account, now)
        account = with_received(with_settled(account, now))
        decision = decide(account, business, now)
        if decision.disputes:
            _tell_late(business, decision, now)
        accounts.save(account, changes(decision))
        return decision

    return again_on_conflict(once)


def _asked(account: Account, now: datetime) -> Account:
    """The account after its providers were asked what became of attempts that they never told us of."""
    from chalicelib.workflows.paying.ask_provider import ask_about_due

    ask_about_due(account, now)
    return accounts.load(account.debtor.business, account.debtor.id) or account


def _tell_late(business: Business, decision: Decision, now: datetime) -> None:
    """Before it is written: told again it is the same notice, and never told is worse."""
    from chalicelib.workflows.complaints.tell_disputes import tell_late

    tell_late(business, decision.debtor, decision.disputes, now)


def again_on_conflict(once: Callable[[], Answer]) -> Answer:
    """Load and decide anew each time somebody else wrote first. Raises Conflict when that does not end."""
    for _ in range(TRIES - 1):
        try:
            return once()
        except Conflict as error:
            if error.code != "account_changed":
                raise
    return once()


def with_settled(account: Account, now: datetime) -> Account:
    """With the settled invoices that already have the number of a recurring charge whose day has come, if any."""
    today = local_date(now, account.debtor.time_zone)
    numbers = {charge.number for _, charge in charges_due(account, today)}
    numbers -= {invoice.number for invoice in account.invoices}
    if not numbers:
        return account
    settled = accounts.load_invoices(account.debtor.business, account.debtor.id, sorted(numbers))
    return replace(account, invoices=(*account.invoices, *settled.values()))


def with_received(account: Account) -> Account:
    """With what came since open promises were made, if there are any."""
    if not account.promises:
        return account
    from chalicelib.store.received import load_received

    received = load_received(account.debtor.business, account.debtor.id, account.promises)
    return replace(account, received=received)


def is_due(account: Account, now: datetime) -> bool:
    return account.debtor.due_at is not None and account.debtor.due_at <= now


def changes(decision: Decision) -> Changes:
    return Changes(**{name: getattr(decision, name) for name in Decision.__struct_fields__ if name != "reasons"})
