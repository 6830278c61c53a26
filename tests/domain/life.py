"""An account that lives through a test: what it holds, and how cash, bookings and decisions reach it."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine
from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.attempt import Attempt
from chalicelib.domain.books.cash import Applied, apply_cash, undo_cash
from chalicelib.domain.books.ledger import Booked, Moment
from chalicelib.domain.business import Business
from chalicelib.domain.calendar import local_date
from chalicelib.domain.charging.charges import SETTLED
from chalicelib.domain.charging.late_rules import Indexation
from chalicelib.domain.charging.rates import Rate, Rates
from chalicelib.domain.debtor import Debtor
from chalicelib.domain.entry import Entry
from chalicelib.domain.importing import merging
from chalicelib.domain.importing.merging import Document
from chalicelib.domain.invoice import Invoice
from chalicelib.domain.paying.quote import Quote
from tests.domain.cases import business, debtor

START = datetime.fromisoformat("2026-03-02T15:00:00+00:00")
INDEXED = Indexation(("MXV",), max_age_days=9)  # invoices in UDI are paid in pesos; its value rises, falls, and is late
UDI = Rates(
    {"MXV": tuple(Rate(START.date() + timedelta(days=n), Decimal("8.123456") + n % 5) for n in range(-90, 999, 8))}
)


class Living(RuleBasedStateMachine):
    """``came_in`` and ``went_back`` are what a model knows of the money; ``never_again``: what was withdrawn."""

    def __init__(self) -> None:
        super().__init__()
        self.business: Business = business()
        self.debtor: Debtor = debtor()
        self.invoices: dict[str, Invoice] = {}
        self.entries: list[Entry] = []
        self.attempts: dict[str, Attempt] = {}
        self.now = START
        self.count = 0
        self.came_in: Counter[str] = Counter()
        self.went_back: Counter[str] = Counter()
        self.handed_back: Counter[str] = Counter()
        self.never_again: set[str] = set()
        self.decisions: list[tuple[str, str]] = []

    @property
    def today(self) -> date:
        return local_date(self.now, self.debtor.time_zone)

    def tick(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def moment(self, payment: str | None = None) -> Moment:
        self.count += 1
        return Moment(self.today, self.tick(), f"m{self.count}", payment=payment, rates=UDI)

    def account(self) -> Account:
        return Account(self.debtor, tuple(self.open()), rates=UDI)

    def decided(self) -> Moment:
        return replace(self.moment(), reason="agreed on the phone", by="rosa")

    def open(self) -> list[Invoice]:
        return sorted((one for one in self.invoices.values() if one.state not in SETTLED), key=lambda one: one.number)

    def refundable(self) -> list[Attempt]:
        return [one for one in self.attempts.values() if one.refunded_minor < one.amount_minor]

    def draw(self, data: st.DataObject, invoices: Iterable[Invoice]) -> Invoice:
        return data.draw(st.sampled_from(sorted(invoices, key=lambda one: one.number)))

    def issue(self, total: int, currency: str, due: int, balance: int | None) -> None:
        due_on = self.today + timedelta(days=due)
        document = Document(f"F{len(self.invoices)}", currency, total, None, due_on, balance)
        self.book(merging.first_seen(document, self.business, self.moment()).booked)

    def book(self, booked: Booked | None) -> None:
        if booked:
            self.invoices[booked.invoice.number] = booked.invoice
            self.entries += booked.entries

    def lay(self, applied: Applied) -> None:
        self.debtor = applied.debtor
        self.invoices |= {one.number: one for one in applied.invoices}
        self.entries += applied.entries

    def pay(self, quote: Quote) -> None:
        attempt = Attempt(
            id=f"pa_{len(self.attempts)}", reference="P-2222-2222", method="card", currency=quote.currency,
            amount_minor=quote.amount_minor, lines=quote.lines, quoted_on=quote.on, created_at=self.now,
            expires_at=self.now, state="paid", paid_at=self.now,
        )  # fmt: skip
        self.attempts[attempt.id] = attempt
        self.came_in[quote.currency] += quote.amount_minor
        self.put(attempt, quote.amount_minor)

    def put(self, attempt: Attempt, amount: int, kind: str = "") -> None:
        moment = replace(self.moment(attempt.id), cash_kind=kind)
        self.lay(
            apply_cash(
                self.debtor, self.invoices, attempt.lines, attempt.currency, amount, attempt.quoted_on, moment
            )
        )  # fmt: skip

    def give_back(self, attempt: Attempt, amount: int, kind: str) -> None:
        mine = [line for line in self.entries if line.payment == attempt.id]
        self.attempts[attempt.id] = replace(attempt, refunded_minor=attempt.refunded_minor + amount)
        self.went_back[attempt.currency] += amount
        moment = replace(self.moment(attempt.id), cash_kind=kind)
        self.lay(undo_cash(self.debtor, self.invoices, mine, attempt.currency, amount, moment))
