"""A random life of an account: whatever happens in whatever order, its books stay in order.

Beside the account runs a model that knows few things only: how much money came in, went back and was handed back, and
which invoices nobody may be asked for again.
"""

from collections import Counter
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, consumes, initialize, invariant, precondition, rule
from msgspec.structs import replace

from chalicelib.domain.books.cash import keep_unapplied, oldest_lines, use_unapplied
from chalicelib.domain.books.credit import hand_back, use_credit
from chalicelib.domain.books.entry_kinds import is_cash
from chalicelib.domain.books.invariants import Books, breaches
from chalicelib.domain.books.ledger import owed
from chalicelib.domain.business import EarlyDiscount, Interest, LateFee
from chalicelib.domain.charging.charges import SETTLED, figures
from chalicelib.domain.charging.discounts import offer
from chalicelib.domain.charging.indexation import cash_of, due_on, payable, pays_in
from chalicelib.domain.charging.waiving import take_decision_back, waive, write_off
from chalicelib.domain.contact.ladder import oldest_first
from chalicelib.domain.decide import decide
from chalicelib.domain.errors import Refusal
from chalicelib.domain.importing import merging
from chalicelib.domain.importing.merging import Document
from chalicelib.domain.invoice import DiscountOffer
from chalicelib.domain.paying.quote import Quote, quote_amount, quote_debts
from tests.domain.cases import with_policy
from tests.domain.life import INDEXED, UDI, Living

MONEY = ("MXN", "USD", "MXV", "CLP")
amounts = st.integers(1, 300_000)
shares = st.sampled_from([0, 1, 33, 50, 99, 100, 100, 100])  # percent
currencies = st.sampled_from(["MXN", "MXN", "USD", "MXV", "CLP"])
rates = st.sampled_from([Decimal(0), Decimal("0.005"), Decimal("0.0317"), Decimal("0.2")])


class Life(Living):
    disputes = Bundle("disputes")

    @initialize(
        rate=rates, percent=rates, flat=st.integers(0, 9_000), grace=st.integers(0, 4), early=st.booleans(),
        rounding=st.sampled_from([0, 1, 1, 7]), totals=st.lists(amounts, min_size=2, max_size=4),
        due=st.integers(-40, 20),
    )  # fmt: skip
    def agree(
        self,
        rate: Decimal,
        percent: Decimal,
        flat: int,
        grace: int,
        early: bool,
        rounding: int,
        totals: list[int],
        due: int,
    ) -> None:
        fee = LateFee(flat_minor=flat, percent=percent, interest=Interest(rate) if rate else None)
        discount = EarlyDiscount(Decimal("0.03"), 5) if early else None
        self.business = with_policy(self.business, late_fee=fee, grace_days=grace, early_discount=discount)
        self.business = with_policy(self.business, indexation=INDEXED, rounding_minor=rounding)
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
        self.give_back(attempt, max(left * share // 100, 1), "refund")

    @rule(data=st.data(), target=disputes)
    @precondition(lambda self: self.refundable())
    def a_payment_is_disputed(self, data: st.DataObject) -> tuple[str, int]:
        attempt = data.draw(st.sampled_from(self.refundable()))
        amount = attempt.amount_minor - attempt.refunded_minor
        self.give_back(attempt, amount, "chargeback")
        return attempt.id, amount

    @rule(dispute=consumes(disputes))
    def a_dispute_is_won(self, dispute: tuple[str, int]) -> None:
        attempt, amount = self.attempts[dispute[0]], dispute[1]
        self.attempts[attempt.id] = replace(attempt, refunded_minor=attempt.refunded_minor - amount)
        self.went_back[attempt.currency] -= amount
        self.put(attempt, amount, "chargeback_reversal")

    @rule()
    @precondition(lambda self: self.debtor.unapplied)
    def what_is_unapplied_is_spent(self) -> None:
        self.lay(use_unapplied(self.debtor, self.open(), self.moment()))

    @rule()
    @precondition(lambda self: self.debtor.unapplied)
    def somebody_asks_to_use_what_is_in_favor(self) -> None:
        before = {one.number: owed(one) for one in self.open() if one.state == "disputed"}
        with suppress(Refusal):  # nothing in favor, or nothing to pay
            self.lay(use_credit(self.debtor, self.open(), self.moment()))
        assert before == {number: owed(self.invoices[number]) for number in before}

    @rule(data=st.data(), share=st.integers(1, 130))
    @precondition(lambda self: any(minor > 0 for minor in self.debtor.unapplied.values()))
    def what_is_in_favor_is_handed_back(self, data: st.DataObject, share: int) -> None:
        currency, there = data.draw(st.sampled_from([one for one in self.debtor.unapplied.items() if one[1] > 0]))
        amount = max(there * share // 100, 1)
        try:
            self.debtor, entry = hand_back(self.debtor, currency, amount, "cash", self.decided())
        except Refusal:
            assert amount > there
        else:
            self.entries.append(entry)
            self.handed_back[currency] += amount

    @rule(data=st.data(), percent=st.sampled_from(["0.01", "0.3", "0.97"]), amount=amounts, days=st.integers(0, 30))
    @precondition(lambda self: self.open())
    def a_discount_is_offered(self, data: st.DataObject, percent: str, amount: int, days: int) -> None:
        known, moment = self.draw(data, self.open()), self.decided()
        share = Decimal(percent) if amount % 2 else None
        made = DiscountOffer(moment.cause, self.today + timedelta(days=days), share, 0 if share else amount)
        before = figures(known, self.today).discount_minor
        with suppress(Refusal):  # more than there is to pay, or too many
            after = offer(known, replace(made, by=moment.by, reason=moment.reason), self.today)
            self.invoices[known.number] = after
            assert figures(after, self.today).discount_minor >= before

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
        for currency in MONEY:
            assert placed[currency] == self.came_in[currency] - self.went_back[currency]
            back = sum(
                line.amount_minor
                for line in self.entries
                if line.kind == "refund" and not line.payment and line.currency == currency
            )
            assert back == self.handed_back[currency]

    @invariant()
    def no_payment_leaves_what_nobody_need_pay(self) -> None:
        last = {line.invoice: line for line in self.entries if line.invoice}
        for one in self.invoices.values():
            line = last[one.number]
            if one.state not in SETTLED and (line.kind == "transfer_in" or (line.kind == "payment" and line.payment)):
                assert owed(one) > one.terms.rounding_minor

    @invariant()
    def what_was_withdrawn_is_never_asked_for_again(self) -> None:
        assert all(self.invoices[number].state == "withdrawn" for number in self.never_again)


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=200, stateful_step_count=40, deadline=None)
