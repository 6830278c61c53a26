"""Believable agreements for tests: an account that owes, a plan that was signed, and money that comes in."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.agreeing.agreement import Agreement, Choice
from chalicelib.domain.agreeing.plan_books import begin
from chalicelib.domain.agreeing.plan_quote import Asked, make_quote
from chalicelib.domain.attempt import QuoteLine
from chalicelib.domain.books.cash import apply_cash
from chalicelib.domain.books.ledger import Moment
from chalicelib.domain.business import Business
from chalicelib.domain.entry import Entry
from chalicelib.domain.invoice import Invoice
from tests.domain.cases import account, at, business, issued, moment

TODAY = date(2026, 6, 23)  # twenty days after the invoices were due


class Life:
    """An account with its whole ledger, so that the books can be checked at any time."""

    def __init__(self, *totals: int, at_business: Business | None = None, **terms: Any) -> None:
        self.business = at_business or business()
        self.entries: list[Entry] = []
        self.settled: list[Invoice] = []
        made = []
        for place, total in enumerate(totals):
            one, entries = issued(total, number=f"F{place + 1}", **terms)
            made.append(one)
            self.entries += entries
        self.account: Account = account(*made)

    def sign(self, choice: Choice, on: date = TODAY, state: str = "active", **asked: Any) -> Agreement:
        quoted = make_quote(
            self.account, self.business, self.account.invoices, choice, Asked("ag_1", on, at(on), **asked)
        )
        signed = replace(quoted, state=state, signed_at=at(on))
        by_number = {one.number: one for one in self.account.invoices}
        begun = begin(signed, by_number, moment(on, "sign-ag_1"))
        self.take(begun.invoices, begun.entries, (signed,))
        return signed

    def take(self, invoices: Sequence[Invoice], entries: Sequence[Entry], agreements: Sequence[Agreement] = ()) -> None:
        self.entries += entries
        now = {one.number: one for one in self.account.invoices} | {one.number: one for one in invoices}
        kept = {one.id: one for one in self.account.agreements} | {one.id: one for one in agreements}
        is_over = {"paid", "withdrawn", "written_off"}
        self.settled += [one for one in now.values() if one.state in is_over]
        still = tuple(one for one in now.values() if one.state not in is_over)
        self.account = replace(self.account, invoices=still, agreements=tuple(kept.values()))

    def pay(self, lines: Sequence[QuoteLine], amount_minor: int, on: date, cause: str) -> None:
        by_number = {one.number: one for one in self.account.invoices}
        paid = Moment(on, at(on), cause, payment=cause)
        applied = apply_cash(self.account.debtor, by_number, lines, "MXN", amount_minor, on, paid)
        self.account = replace(self.account, debtor=applied.debtor)
        self.take(applied.invoices, applied.entries)

    @property
    def everything(self) -> tuple[Invoice, ...]:
        return (*self.account.invoices, *self.settled)


def monthly(parts: int, first: date = TODAY + timedelta(days=22), down_minor: int = 0) -> Choice:
    return Choice(parts, first, down_minor)
