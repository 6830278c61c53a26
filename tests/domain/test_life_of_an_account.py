"""A random life of an account: whatever happens in whatever order, its books stay in order.

Beside the account runs a model that knows two things only: how much money came in and went back, and which invoices
nobody may be asked for again.
"""

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from datetime import date, datetime, timedelta
from decimal import Decimal

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, precondition, rule
from msgspec.structs import replace

from chalicelib.domain import merging
from chalicelib.domain.account import Account, Attempt, Debtor, Entry, Invoice
from chalicelib.domain.business import Business, EarlyDiscount, Interest, LateFee
from chalicelib.domain.calendar import local_date
from chalicelib.domain.cash import Applied, apply_cash, keep_unapplied, oldest_lines, undo_cash, use_unapplied
from chalicelib.domain.charges import SETTLED, figures
from chalicelib.domain.decide import decide
from chalicelib.domain.entry_kinds import is_cash
from chalicelib.domain.errors import Refusal
from chalicelib.domain.indexation import cash_of, due_on, payable, pays_in
from chalicelib.domain.invariants import Books, breaches
from chalicelib.domain.ladder import oldest_first
from chalicelib.domain.late_rules import Indexation
from chalicelib.domain.ledger import Booked, Moment
from chalicelib.domain.merging import Document
from chalicelib.domain.quote import Quote, quote_amount, quote_debts
from chalicelib.domain.rates import Rate, Rates
from chalicelib.domain.waiving import take_decision_back, waive, write_off
from tests.domain.cases import business, debtor, with_policy

START = datetime.fromisoformat("2026-03-02T15:00:00+00:00")
INDEXED = Indexation(("MXV",), max_age_days=9)  # invoices in UDI are paid in pesos; its value rises, falls, and is late
UDI = Rates(
    {"MXV": tuple(Rate(START.date() + timedelta(days=n), Decimal("8.123456") + n % 5) for n in range(-90, 999, 8))}
)
amounts = st.integers(1, 300_000)
shares = st.sampled_from([0, 1, 33, 50, 99, 100, 100, 100])  # percent
currencies = st.sampled_from(["MXN", "MXN", "USD", "MXV"])
rates = st.sampled_from([Decimal(0), Decimal("0.005"), Decimal("0.0317"), Decimal("0.2")])


class Life(RuleBasedStateMachine):
    disputes = Bundle("disputes")

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
        self.never_again: set[str] = set()
        self.decisions: list[tuple[str, str]] = []

    @initialize(
        rate=rates, percent=rates, flat=st.integers(0, 9_000), grace=st.integers(0, 4), early=st.booleans(),
        totals=st.lists(amounts, min_size=2, max_size=4), due=st.integers(-40, 20),
    )  # fmt: skip
    def agree(
        self, rate: Decimal, percent: Decimal, flat: int, grace: int, early: bool, totals: list[int], due: int
    ) -> None:
        fee = LateFee(flat_minor=flat, percent=percent, interest=Interest(rate) if rate else None)
        discount = EarlyDiscount(Decimal("0.03"), 5) if early else None
        self.business = with_policy(self.business, late_fee=fee, grace_days=grace, early_discount=discount)
        self.business = with_policy(self.business, indexation=INDEXED)
        for index, total in enumerate(totals):
            self.issue(total, ("MXN", "MXN", "USD", "MXV")[index], due + 9 * index, None)

    # ── What happens ───────────────────────────────────────────────────────────────────────────────

    @rule(total=amounts, currency=currencies, due=st.integers(-60, 40), unpaid=st.none() | shares)
    def a_file_brings_an_invoice(self, total: int, currency: str, due: int, unpaid: int | None) -> None:
        self.issue(total, currency, due, None if unpaid is None else total * unpaid // 100)

    @rule(data=st.data(), total=shares, moved=st.sampled_from([0, 0, -9, 12]), unpaid=st.none() | shares)
    def a_file_tells_it_again(self, data: st.DataObject, total: int, moved: int, unpaid: int | None) -> None:
        known = self.draw(data, self.invoices.values())
        face = known.total_minor * (total + 50) // 100 if total % 2 else known.total_minor
        document = Document(
            number=known.number,
            currency=known.currency,
            total_minor=face,
            issued_on=known.issued_on,
            due_on=known.due_on + timedelta(days=moved),
            balance_minor=None if unpaid is None else face * unpaid // 100,
        )
        merged = merging.seen_again(known, document, self.moment())
        assert (merged.outcome == "rejected") == bool(merged.reason)
        self.book(merged.booked)

    @rule(data=st.data(), withdrawn=st.booleans())
    @precondition(lambda self: self.open())
    def it_was_settled_elsewhere_or_withdrawn(self, data: st.DataObject, withdrawn: bool) -> None:
        known = self.draw(data, self.invoices.values() if withdrawn else self.open())
        if known.number not in self.never_again:
            self.book((merging.withdrawn if withdrawn else merging.settled_elsewhere)(known, self.moment()))
        if withdrawn:
            self.never_again.add(known.number)

    @rule(data=st.data(), part=st.sampled_from(["interest", "fee", "charges"]), share=shares)
    @precondition(lambda self: self.open())
    def a_person_waives_charges(self, data: st.DataObject, part: str, share: int) -> None:
        known = self.draw(data, self.open())
        found = figures(known, self.today)
        charged = {"interest": found.interest_minor, "fee": found.fee_minor, "charges": found.charges_minor}[part]
        with suppress(Refusal):  # nothing is charged
            moment = self.decided()
            self.book(waive(known, part, charged * share // 100 or None, moment))
            self.decisions.append((known.number, moment.cause))

    @rule(data=st.data())
    @precondition(lambda self: self.open())
    def a_person_writes_an_invoice_off(self, data: st.DataObject) -> None:
        known, moment = self.draw(data, self.open()), self.decided()
        self.book(write_off(known, moment))
        self.decisions.append((known.number, moment.cause))

    @rule(data=st.data())
    @precondition(lambda self: self.decisions)
    def a_decision_is_taken_back(self, data: st.DataObject) -> None:
        number, cause = data.draw(st.sampled_from(self.decisions))
        mine = [line for line in self.entries if line.invoice == number]
        with suppress(Refusal):  # twice, or withdrawn meanwhile
            self.book(take_decision_back(self.invoices[number], mine, cause, self.decided()))

    @rule(data=st.data(), share=shares)
    def a_credit_note_comes(self, data: st.DataObject, share: int) -> None:
        known, moment = self.draw(data, self.invoices.values()), self.moment()
        booked = merging.credit(known, max(known.total_minor * share // 100, 1), moment)
        self.book(booked)
        if booked.left_minor:
            self.debtor, entry = keep_unapplied(self.debtor, known.currency, booked.left_minor, moment)
            self.entries.append(entry)

    @rule(data=st.data(), days_later=st.sampled_from([0, 0, 1, 3]))
    @precondition(lambda self: self.open())
    def the_debtor_pays_whole_debts(self, data: st.DataObject, days_later: int) -> None:
        first = self.draw(data, self.open())
        mine = [one.number for one in self.open() if pays_in(one) == pays_in(first)]
        chosen = data.draw(st.lists(st.sampled_from(mine), unique=True, min_size=1))
        with suppress(Refusal):  # no value of the UDI
            quote = quote_debts(self.account(), chosen, self.today)
            self.some_days_pass(days_later)
            self.pay(quote)

    @rule(data=st.data(), share=shares, days_later=st.sampled_from([0, 0, 1, 3]))
    @precondition(lambda self: self.open())
    def the_debtor_pays_a_part(self, data: st.DataObject, share: int, days_later: int) -> None:
        currency = pays_in(self.draw(data, self.open()))
        due = [due_on(one, self.today, UDI) for one in self.open() if pays_in(one) == currency]
        owed = sum(one.balance_minor for one in due if not one.is_missing)
        with suppress(Refusal):  # below the least that may be paid
            quote = quote_amount(self.account(), owed * share // 100, currency, self.today)
            self.some_days_pass(days_later)
            self.pay(quote)

    @rule(data=st.data(), share=st.integers(1, 130), days_ago=st.integers(0, 9))
    @precondition(lambda self: self.open())
    def a_payment_is_reported_by_file(self, data: st.DataObject, share: int, days_ago: int) -> None:
        first, paid_on = self.draw(data, self.open()), self.today - timedelta(days=days_ago)
        amount = max(first.total_minor * share // 100, 1)
        currency = pays_in(first)
        lines = oldest_lines(payable(oldest_first(self.open()), currency), amount, paid_on, UDI, currency)
        self.pay(Quote(currency, amount, lines, paid_on))

    @rule(data=st.data(), share=shares)
    @precondition(lambda self: self.refundable())
    def a_payment_is_refunded(self, data: st.DataObject, share: int) -> None:
        attempt = data.draw(st.sampled_from(self.refundable()))
        left = attempt.amount_minor - attempt.refunded_minor
        self.give_back(attempt, max(left * share // 100, 1))

    @rule(data=st.data(), target=disputes)
    @precondition(lambda self: self.refundable())
    def a_payment_is_disputed(self, data: st.DataObject) -> tuple[str, int]:
        attempt = data.draw(st.sampled_from(self.refundable()))
        amount = attempt.amount_minor - attempt.refunded_minor
        self.give_back(attempt, amount)
        return attempt.id, amount

    @rule(dispute=consumes(disputes))
    def a_dispute_is_won(self, dispute: tuple[str, int]) -> None:
        attempt, amount = self.attempts[dispute[0]], dispute[1]
        self.attempts[attempt.id] = replace(attempt, refunded_minor=attempt.refunded_minor - amount)
        self.went_back[attempt.currency] -= amount
        self.put(attempt, amount)

    @rule()
    @precondition(lambda self: self.debtor.unapplied)
    def what_is_unapplied_is_spent(self) -> None:
        self.lay(use_unapplied(self.debtor, self.open(), self.moment()))

    @rule(days=st.integers(0, 40))
    def some_days_pass(self, days: int) -> None:
        self.now += timedelta(days=days)
        decision = decide(self.account(), self.business, self.tick())
        assert len([one for one in decision.notices if one.state == "planned"]) <= 1
        self.debtor = decision.debtor
        self.invoices |= {one.number: one for one in decision.invoices}
        self.entries += decision.entries
        assert not self.never_again & {number for one in decision.notices for number in one.invoices}

    # ── What must hold ─────────────────────────────────────────────────────────────────────────────

    @invariant()
    def the_books_are_in_order(self) -> None:
        books = Books(self.debtor, tuple(self.invoices.values()), tuple(self.entries), tuple(self.attempts.values()))
        assert breaches(books) == {}

    @invariant()
    def the_figures_agree_with_the_entries(self) -> None:
        for one in self.invoices.values():
            found = figures(one, self.today)
            entries = sum(line.amount_minor for line in self.entries if line.invoice == one.number)
            assert entries + found.accrued_minor == found.principal_minor + found.charges_minor
            assert found.balance_minor == found.principal_minor + found.charges_minor - found.discount_minor
            assert min(found.balance_minor, found.accrued_minor, found.discount_minor) >= 0
            assert (found.balance_minor == 0) == (one.state in SETTLED)

    @invariant()
    def all_the_money_is_somewhere(self) -> None:
        placed: Counter[str] = Counter()
        for line in self.entries:
            if line.payment and is_cash(line):
                placed[line.cash_currency or line.currency] += cash_of(line)
        for currency in ("MXN", "USD", "MXV"):
            assert placed[currency] == self.came_in[currency] - self.went_back[currency]

    @invariant()
    def what_was_withdrawn_is_never_asked_for_again(self) -> None:
        assert all(self.invoices[number].state == "withdrawn" for number in self.never_again)

    # ── The moving parts ───────────────────────────────────────────────────────────────────────────

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

    def put(self, attempt: Attempt, amount: int) -> None:
        moment = self.moment(attempt.id)
        self.lay(
            apply_cash(
                self.debtor, self.invoices, attempt.lines, attempt.currency, amount, attempt.quoted_on, moment
            )
        )  # fmt: skip

    def give_back(self, attempt: Attempt, amount: int) -> None:
        mine = [line for line in self.entries if line.payment == attempt.id]
        self.attempts[attempt.id] = replace(attempt, refunded_minor=attempt.refunded_minor + amount)
        self.went_back[attempt.currency] += amount
        moment = self.moment(attempt.id)
        self.lay(undo_cash(self.debtor, self.invoices, mine, attempt.currency, amount, moment))


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=250, stateful_step_count=40, deadline=None)
