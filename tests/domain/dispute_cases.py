"""Disputes for the tests of the domain: opened as a debtor would, written, and looked at as the clock goes on."""

from datetime import date
from typing import Any

from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.business import Business, DisputeRules
from chalicelib.domain.charging.charges import SETTLED
from chalicelib.domain.complaints.dispute import Dispute, is_live
from chalicelib.domain.complaints.dispute_ends import Settled
from chalicelib.domain.complaints.disputing import Asked, begin
from chalicelib.domain.decide import decide
from chalicelib.domain.draft import Decision
from chalicelib.domain.promising.promise import is_live as is_promised
from tests.domain.cases import at, business
from tests.domain.promise_cases import NOON, SHE, late

RULES = DisputeRules()


def opened(who: Account | None = None, number: str = "F1", now: Any = NOON, **asked: Any) -> tuple[Account, Settled]:
    """The account once its dispute is written."""
    who = who or late()
    told = Asked(number, **({"reason": "wrong_amount", "text": "El total no es ese"} | asked))
    found = begin(f"dp_{number}", told, who, (), RULES, SHE, now)
    return written(who, found), found


def written(before: Account, found: Settled | Decision) -> Account:
    """The account as it is loaded next: what is over or settled is not."""
    disputes = (found.dispute,) if isinstance(found, Settled) else found.disputes
    invoices = {one.number: one for one in (*before.invoices, *found.invoices)}
    tasks = {one.id: one for one in (*before.tasks, *found.tasks)}
    promises = {one.id: one for one in (*before.promises, *found.promises)}
    told = {one.id: one for one in (*before.disputes, *disputes)}
    return replace(
        before,
        debtor=before.debtor if isinstance(found, Settled) else found.debtor,
        invoices=tuple(one for one in invoices.values() if one.state not in SETTLED),
        tasks=tuple(one for one in tasks.values() if one.state == "open"),
        promises=tuple(one for one in promises.values() if is_promised(one)),
        disputes=tuple(one for one in told.values() if is_live(one)),
    )


def looked_at(who: Account, day: date, clock: str = "12:30", of: Business | None = None) -> tuple[Account, Decision]:
    of = of or business()
    decision = decide(who, of, at(day, clock, who.debtor.time_zone))
    return written(who, decision), decision


def the_dispute(who: Account) -> Dispute:
    (found,) = who.disputes
    return found
