"""A random life beside a plain dict: debts without charges, where a child could say what is owed and what is in favor.

Parts, too much, refunds, chargebacks lost and won, money in favor used and handed back, debts given up and taken back,
in money with and without cents: after every step the account says what the dict says.
"""

from collections import Counter
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule
from msgspec.structs import replace

from chalicelib.domain.books.cash import oldest_lines
from chalicelib.domain.books.credit import hand_back, use_credit
from chalicelib.domain.books.entry_kinds import is_cash
from chalicelib.domain.books.invariants import Books, breaches
from chalicelib.domain.books.ledger import issue, owed
from chalicelib.domain.charging.waiving import take_decision_back, write_off
from chalicelib.domain.contact.ladder import oldest_first
from chalicelib.domain.errors import Refusal
from chalicelib.domain.invoice import Terms
from chalicelib.domain.paying.quote import Quote
from tests.domain.cases import invoice
from tests.domain.life import Living

ROUNDED = Terms(rounding_minor=1)
CURRENCIES = ("MXN", "CLP")
shares = st.sampled_from([1, 33, 50, 99, 100, 100, 130])


class Model:
    """What is owed of each invoice, what is in favor, and what each payment did."""

    def __init__(self) -> None:
        self.owed: dict[str, int] = {}
        self.credit: Counter[str] = Counter()
        self.paid: dict[str, dict[str, int]] = {}
        self.kept: Counter[str] = Counter()
        self.rounded: dict[tuple[str, str], int] = {}
        self.given_up: dict[str, int] = {}

    def take(self, number: str, most: int) -> tuple[int, int]:
        """What an invoice takes, and what is then rounded off."""
        taken = min(most, self.owed[number]) if number not in self.given_up else 0
        self.owed[number] -= taken
        off = self.owed[number] if taken and self.owed[number] == 1 else 0
        self.owed[number] -= off
        return taken, off

    def pay(self, name: str, currency: str, amount: int, lines: dict[str, int]) -> None:
        left, mine = amount, self.paid.setdefault(name, {})
        for number, most in lines.items():
            taken, off = self.take(number, min(most, left))
            left -= taken
            mine[number] = mine.get(number, 0) + taken
            self.rounded[name, number] = self.rounded.get((name, number), 0) + off
        self.kept[name] += left
        self.credit[currency] += left

    def give_back(self, name: str, currency: str, amount: int, youngest_first: list[str]) -> None:
        back = max(min(amount, self.kept[name], self.credit[currency]), 0)
        left = amount - back
        for number in youngest_first:
            give = min(left, self.paid[name].get(number, 0))
            if give:
                more = give + self.rounded.pop((name, number), 0)
                self.paid[name][number] -= give
                self.owed[number] += 0 if number in self.given_up else more
                left -= give
        self.kept[name] -= back + left
        self.credit[currency] -= back + left


class Plain(Living):
    def __init__(self) -> None:
        super().__init__()
        self.model = Model()
        self.names: list[tuple[str, str]] = []

    @initialize(totals=st.lists(st.integers(2, 5_000), min_size=2, max_size=5), due=st.integers(-40, 20))
    def begin(self, totals: list[int], due: int) -> None:
        for index, total in enumerate(totals):
            made = invoice(
                f"F{index}", self.today + timedelta(days=due + index), total_minor=total, terms=ROUNDED,
                currency=CURRENCIES[index % 3 // 2],
            )  # fmt: skip
            self.book(issue(made, total, self.moment()))
            self.model.owed[made.number] = total

    @rule(data=st.data(), share=shares, currency=st.sampled_from(CURRENCIES))
    def money_comes_for_the_oldest(self, data: st.DataObject, share: int, currency: str) -> None:
        theirs = oldest_first(one for one in self.open() if one.currency == currency)
        total = sum(owed(one) for one in theirs)
        amount = max(total * share // 100, 1)
        chosen = theirs[: data.draw(st.integers(0, len(theirs)))]
        lines = oldest_lines(chosen, amount, self.today)
        name = f"pa_{len(self.attempts)}"
        self.pay(Quote(currency, amount, lines, self.today))
        self.model.pay(name, currency, amount, {line.invoice: line.amount_minor for line in lines})

    @rule(data=st.data(), share=shares, kind=st.sampled_from(["refund", "chargeback"]), won=st.booleans())
    @precondition(lambda self: self.refundable())
    def money_goes_back(self, data: st.DataObject, share: int, kind: str, won: bool) -> None:
        attempt = data.draw(st.sampled_from(self.refundable()))
        left = attempt.amount_minor - attempt.refunded_minor
        amount = min(max(left * share // 100, 1), left)
        self.give_back(attempt, amount, kind)
        by_day = sorted(self.invoices.values(), key=lambda one: (one.due_on, one.number), reverse=True)
        self.model.give_back(attempt.id, attempt.currency, amount, [one.number for one in by_day])
        if won and kind == "chargeback":
            again = replace(self.attempts[attempt.id], refunded_minor=attempt.refunded_minor)
            self.attempts[attempt.id] = again
            self.went_back[attempt.currency] -= amount
            lines = {line.invoice: line.amount_minor for line in attempt.lines}
            self.put(again, amount, "chargeback_reversal")
            self.model.pay(attempt.id, attempt.currency, amount, lines)

    @rule()
    @precondition(lambda self: any(minor > 0 for minor in self.debtor.unapplied.values()))
    def what_is_in_favor_is_used(self) -> None:
        order = [one.number for one in oldest_first(self.open())]
        try:
            self.lay(use_credit(self.debtor, self.open(), self.moment()))
        except Refusal:
            theirs = {one.currency for one in self.open()}
            assert not any(self.model.credit[currency] > 0 for currency in theirs)
            return
        for number in order:
            currency = self.invoices[number].currency
            if self.model.credit[currency] > 0:
                taken, _ = self.model.take(number, self.model.credit[currency])
                self.model.credit[currency] -= taken

    @rule(share=st.integers(1, 100))
    @precondition(lambda self: any(minor > 0 for minor in self.debtor.unapplied.values()))
    def what_is_in_favor_is_handed_back(self, share: int) -> None:
        currency, there = next((code, minor) for code, minor in self.debtor.unapplied.items() if minor > 0)
        amount = max(there * share // 100, 1)
        self.debtor, entry = hand_back(self.debtor, currency, amount, "cash", self.decided())
        self.entries.append(entry)
        self.model.credit[currency] -= amount

    @rule(data=st.data())
    @precondition(lambda self: self.open())
    def a_debt_is_given_up(self, data: st.DataObject) -> None:
        known, moment = self.draw(data, self.open()), self.decided()
        self.book(write_off(known, moment))
        self.model.given_up[known.number] = self.model.owed[known.number]
        self.model.owed[known.number] = 0
        self.names.append((known.number, moment.cause))

    @rule()
    @precondition(lambda self: self.names)
    def that_is_taken_back(self) -> None:
        number, cause = self.names.pop()
        mine = [line for line in self.entries if line.invoice == number]
        self.book(take_decision_back(self.invoices[number], mine, cause, self.decided()))
        self.model.owed[number] += self.model.given_up.pop(number)

    @invariant()
    def the_account_says_what_the_dict_says(self) -> None:
        assert {one.number: owed(one) for one in self.invoices.values()} == self.model.owed
        assert self.debtor.unapplied == {code: minor for code, minor in self.model.credit.items() if minor}

    @invariant()
    def the_books_are_in_order(self) -> None:
        books = Books(self.debtor, tuple(self.invoices.values()), tuple(self.entries), tuple(self.attempts.values()))
        assert breaches(books) == {}
        moved = [line for line in self.entries if line.payment and is_cash(line)]
        for currency in CURRENCIES:
            stayed = -sum(line.amount_minor for line in moved if line.currency == currency)
            assert stayed == self.came_in[currency] - self.went_back[currency]


TestPlain = Plain.TestCase
TestPlain.settings = settings(max_examples=120, stateful_step_count=30, deadline=None)
