"""Any life of a check keeps the books in order: money in is what cleared, and it is charged for once at most."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.domain.became import Became
from chalicelib.domain.books.cash import Applied, apply_cash, oldest_lines, undo_cash
from chalicelib.domain.books.invariants import Books, breaches
from chalicelib.domain.books.ledger import issue
from chalicelib.domain.by_hand.check_fee import charge_bounced
from chalicelib.domain.by_hand.check_rest import covered
from chalicelib.domain.by_hand.paper_check import PaperCheck, check_id, first_state, move
from chalicelib.domain.charging.late_rules import BouncedCheckFee
from chalicelib.domain.charging.rates import NO_RATES
from chalicelib.domain.entry import Entry
from chalicelib.domain.errors import Conflict, Refusal
from chalicelib.domain.invoice import Invoice
from tests.domain.cases import CHARGING, DUE, at, debtor, invoice, moment

DAY = timedelta(days=1)
FEE = BouncedCheckFee(flat_minor=700, percent=Decimal("0.20"), most_minor=15_000)
STATES = ["deposited", "deposited", "cleared", "bounced", "returned", "withdrawn"]


class Life:
    """Three invoices, a check, and what people say of it day by day."""

    def __init__(self, amount: int, ahead: int, agreed: bool) -> None:
        terms = replace(CHARGING, bounced_check=FEE if agreed else None)
        issues = [issue(invoice(f"F{n}", DUE + n * DAY, terms=terms), 100_000, moment(cause=f"i{n}")) for n in range(3)]
        self.debtor, self.today = debtor(), DUE + ahead * DAY
        self.invoices: dict[str, Invoice] = {one.invoice.number: one.invoice for one in issues}
        self.entries: list[Entry] = [line for one in issues for line in one.entries]
        self.came = self.fees = 0
        self.check = self._received(amount, self.today)

    def _received(self, amount: int, date_on: date) -> PaperCheck:
        state = first_state(date_on, DUE)
        made = PaperCheck(
            check_id("Banco Sur", "12", "Ana"), "Banco Sur", "12", "Ana", amount, "MXN", DUE, date_on, state,
            (Became(state, DUE, at(DUE), "u-1"),),
        )  # fmt: skip
        return replace(made, covers=covered(made, list(self.invoices.values()), NO_RATES))

    def told(self, state: str) -> None:
        self.today += DAY
        before = self.check
        try:
            self.check = move(before, state, Became(state, self.today, at(self.today), "u-1", "no funds"), self.today)
        except (Conflict, Refusal):
            return
        if self.check == before:
            return
        when = moment(self.today, f"m{self.today}", payment="p1")
        if state == "cleared":
            lines = oldest_lines([self.invoices[n] for n in before.covers], before.amount_minor, before.pays_on)
            self.take(apply_cash(
                self.debtor, self.invoices, lines, "MXN", before.amount_minor, before.pays_on, when
            ), before.amount_minor)  # fmt: skip
        elif state == "returned":
            paid, back = [one for one in self.entries if one.payment == "p1"], replace(when, cash_kind="chargeback")
            self.take(
                undo_cash(self.debtor, self.invoices, paid, "MXN", before.amount_minor, back), -before.amount_minor
            )
        if state in {"bounced", "returned"}:
            self.charge()

    def take(self, applied: Applied, minor: int) -> None:
        self.debtor, self.came = applied.debtor, self.came + minor
        self.invoices |= {one.number: one for one in applied.invoices}
        self.entries += applied.entries

    def charge(self) -> None:
        covers = [self.invoices[number] for number in self.check.covers]
        when = moment(self.today, f"f{self.today}", by="u-1", reason="no funds")
        if booked := charge_bounced(self.check, covers, when):
            self.check = replace(self.check, fee_minor=booked.entries[0].amount_minor)
            self.invoices[booked.invoice.number] = booked.invoice
            self.entries += booked.entries
            self.fees += 1


@settings(max_examples=150, deadline=None)
@given(st.integers(1, 400_000), st.integers(0, 40), st.lists(st.sampled_from(STATES), max_size=9), st.booleans())
def test_the_books_hold_whatever_becomes_of_a_check(amount: int, ahead: int, told: list[str], agreed: bool) -> None:
    life = Life(amount, ahead, agreed)
    for state in told:
        life.told(state)
        assert breaches(Books(life.debtor, tuple(life.invoices.values()), tuple(life.entries))) == {}

    cash = [one for one in life.entries if one.payment == "p1" and one.kind in {"payment", "unapplied", "chargeback"}]
    assert -sum(one.amount_minor for one in cash) == life.came
    assert life.came in {0, amount}
    assert life.fees <= (1 if agreed else 0)
    assert (life.came == amount) == (life.check.state == "cleared")
