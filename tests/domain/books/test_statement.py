"""A statement of account adds up: opening and movements are the closing, which leads to what is owed today."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.account import Account
from chalicelib.domain.attempt import QuoteLine
from chalicelib.domain.books.cash import apply_cash, undo_cash, use_unapplied
from chalicelib.domain.books.ledger import crystallize, issue
from chalicelib.domain.books.statement import Statement, bucket, statements
from chalicelib.domain.charging.charges import figures
from chalicelib.domain.debtor import Debtor
from chalicelib.domain.entry import Entry
from chalicelib.domain.invoice import Invoice
from tests.domain.cases import CHARGING, DUE, debtor, invoice, moment

YEAR = timedelta(days=365)


class Life:
    """An account that is billed, charged, paid and refunded."""

    def __init__(self) -> None:
        self.debtor: Debtor = debtor()
        self.invoices: dict[str, Invoice] = {}
        self.entries: list[Entry] = []

    def bill(self, number: str, minor: int, day: date, currency: str = "MXN") -> None:
        made = invoice(number, issued_on=day, due_on=day, total_minor=minor, currency=currency, terms=CHARGING)
        booked = issue(made, minor, moment(day, f"i-{number}"))
        self.invoices[number] = booked.invoice
        self.entries += booked.entries

    def pay(self, minor: int, day: date, cause: str, currency: str = "MXN") -> None:
        told = moment(day, cause, payment=cause)
        lines = tuple(QuoteLine(number, minor) for number in self.invoices)
        applied = apply_cash(self.debtor, self.invoices, lines, currency, minor, day, told)
        self._keep(applied.debtor, applied.invoices, applied.entries)
        spent = use_unapplied(self.debtor, self.invoices.values(), moment(day, f"{cause}-unapplied"))
        self._keep(spent.debtor, spent.invoices, spent.entries)

    def refund(self, cause: str, minor: int, day: date, currency: str = "MXN") -> None:
        paid = [one for one in self.entries if one.payment == cause]
        told = moment(day, f"{cause}-back", payment=cause)
        undone = undo_cash(self.debtor, self.invoices, paid, currency, minor, told)
        self._keep(undone.debtor, undone.invoices, undone.entries)

    def charge(self, day: date) -> None:
        for one in list(self.invoices.values()):
            booked = crystallize(one, day, moment(day, f"c-{one.number}-{day}"))
            self._keep(self.debtor, (booked.invoice,), booked.entries)

    def _keep(self, head: Debtor, invoices: tuple[Invoice, ...], entries: tuple[Entry, ...]) -> None:
        self.debtor = head
        self.invoices |= {one.number: one for one in invoices}
        self.entries += entries

    def told(self, today: date, days: int = 365) -> list[Statement]:
        period = (today - timedelta(days=days), today)
        return statements(self.debtor, list(self.invoices.values()), self.entries, period, today)


def adds_up(told: Statement, life: Life, today: date) -> None:
    assert told.opening_minor + sum(one.amount_minor for one in told.movements) == told.closing_minor
    running = told.opening_minor
    for one in told.movements:
        running += one.amount_minor
        assert one.balance_minor == running
        assert sum(minor for _, minor in one.parts) == one.amount_minor
    assert [one.on for one in told.movements] == sorted(one.on for one in told.movements)
    now = told.today
    assert now
    assert now.owed_minor == told.closing_minor + now.credit_minor + now.accrued_minor - now.discount_minor
    assert sum(minor for _, minor in now.aging) == now.owed_minor
    mine = [one for one in life.invoices.values() if one.currency == told.currency and one.state != "paid"]
    assert now.owed_minor == sum(figures(one, today).balance_minor for one in mine)


steps = st.lists(
    st.tuples(st.sampled_from(["bill", "pay", "refund", "charge"]), st.integers(1, 300_000), st.integers(0, 40),
              st.sampled_from(["MXN", "MXN", "USD"])),
    min_size=1, max_size=14,
)  # fmt: skip


@given(steps=steps, days=st.integers(0, 400))
def test_opening_and_movements_are_the_closing_whatever_happened(
    steps: list[tuple[str, int, int, str]], days: int
) -> None:
    life, day, paid = Life(), DUE, list[tuple[str, int, str]]()
    for at, (what, minor, later, currency) in enumerate(steps):
        day += timedelta(days=later)
        if what == "bill":
            life.bill(f"F{at}", minor, day, currency)
        elif what == "pay":
            life.pay(minor, day, f"p{at}", currency)
            paid.append((f"p{at}", minor, currency))
        elif what == "charge":
            life.charge(day)
        elif paid:
            cause, most, kind = paid.pop()
            life.refund(cause, min(minor, most), day, kind)
    for told in life.told(day, days):
        adds_up(told, life, day)


def test_each_thing_is_one_line_in_the_order_in_which_it_happened() -> None:
    life = Life()
    life.bill("F1", 100_000, DUE)
    late = DUE + timedelta(days=40)
    life.pay(150_000, late, "p1")
    life.bill("F2", 30_000, late + timedelta(days=5))
    life.pay(1_000, late + timedelta(days=6), "p2")
    (told,) = life.told(late + timedelta(days=6))

    kinds = [(one.kind, one.invoice.number if one.invoice else "") for one in told.movements]
    assert kinds[:4] == [("issue", "F1"), ("fee", "F1"), ("interest", "F1"), ("payment", "F1")]
    assert ("unapplied", "") in kinds
    assert told.movements[2].lines, "interest says how it came about"
    assert [part for part, _ in told.movements[3].parts] == ["interest", "fee", "principal"]


def test_an_invoice_heard_of_late_stands_on_the_day_it_was_issued() -> None:
    old = invoice("F1", issued_on=DUE - YEAR, due_on=DUE - YEAR + timedelta(days=30), total_minor=90_000)
    booked = issue(old, 60_000, moment(DUE, "import"))
    account = Account(debtor(), (booked.invoice,))
    (told,) = statements(account.debtor, account.invoices, booked.entries, (DUE - timedelta(days=90), DUE), DUE)

    assert (told.opening_minor, told.movements, told.closing_minor) == (60_000, (), 60_000)
    (whole,) = statements(account.debtor, account.invoices, booked.entries, (DUE - 2 * YEAR, DUE), DUE)
    assert [one.kind for one in whole.movements] == ["issue", "opening_payment"]
    assert {one.on for one in whole.movements} == {DUE - YEAR}


def test_a_period_that_is_over_says_nothing_of_today() -> None:
    life = Life()
    life.bill("F1", 100_000, DUE)
    life.pay(40_000, DUE + timedelta(days=40), "p1")
    today = DUE + timedelta(days=60)
    (told,) = statements(
        life.debtor, list(life.invoices.values()), life.entries, (DUE, DUE + timedelta(days=10)), today
    )
    assert (told.opening_minor, told.closing_minor, told.today) == (0, 100_000, None)


def test_what_is_late_stands_in_its_bucket_up_to_its_last_day() -> None:
    expected = {-3: "current", 0: "current", 1: "1_30", 30: "1_30", 31: "31_60", 60: "31_60", 61: "61_90",
                90: "61_90", 91: "over_90", 900: "over_90"}  # fmt: skip
    assert {days: bucket(days) for days in expected} == expected
