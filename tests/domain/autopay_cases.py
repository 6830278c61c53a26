"""A debtor who pays by themselves, and the days of their account one decision after the other."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.business import Business
from chalicelib.domain.decide import decide
from chalicelib.domain.draft import Decision
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.paying.mandate import LIVE, Mandate
from tests.domain import cases
from tests.domain.cases import DUE, at, invoice

EARLY = at(DUE - timedelta(days=20), "08:00")


def mandate(**changes: Any) -> Mandate:
    made = Mandate(
        id="ma_1",
        currency="MXN",
        language="es",
        text=("Autorizo a Acme",),
        text_version="1",
        text_hash="hash",
        accepted_at=EARLY,
        accepted_by="session",
        state="active",
        provider="stripe",
        customer_id="cus_1",
        card_id="pm_1",
        brand="visa",
        last4="4242",
        active_since=EARLY,
    )
    return replace(made, **changes)


def agreed(*invoices: Invoice, by: Mandate | None = None, **changes: Any) -> Account:
    found = cases.account(*invoices or (invoice(),), **changes)
    return replace(found, mandates=(by or mandate(),))


def after(before: Account, decision: Decision) -> Account:
    mandates = {one.id: one for one in before.mandates} | {one.id: one for one in decision.mandates}
    return replace(cases.after(before, decision), mandates=tuple(m for m in mandates.values() if m.state in LIVE))


def lived(
    account: Account, business: Business, start: datetime, until: datetime
) -> Iterator[tuple[datetime, Decision]]:
    """Every decision of the days, each at the moment that the one before asked for. Without end, it fails."""
    now = start
    for _ in range(200):
        decision = decide(account, business, now)
        yield now, decision
        account = after(account, decision)
        if account.debtor.due_at is None or account.debtor.due_at > until:
            return
        assert account.debtor.due_at > now
        now = account.debtor.due_at
    raise AssertionError("it never comes to rest")


def told(days: list[tuple[datetime, Decision]]) -> list[tuple[date, str]]:
    """The day and kind of each message that was planned."""
    return [
        (now.date(), one.template or one.step or "")
        for now, decision in days
        for one in decision.notices
        if one.state == "planned"
    ]
