"""Cash application: every cent that came in is somewhere, and a payment undone leaves no trace in what is owed."""

from datetime import date, timedelta

from msgspec.structs import replace

from chalicelib.domain.attempt import QuoteLine
from chalicelib.domain.books.cash import Applied, apply_cash, oldest_lines, still_applied, undo_cash, use_unapplied
from chalicelib.domain.books.entry_kinds import is_cash
from chalicelib.domain.charging.charges import figures
from chalicelib.domain.debtor import Debtor
from chalicelib.domain.entry import Entry
from chalicelib.domain.invoice import Invoice, Terms
from tests.domain.cases import CHARGING, DUE, debtor, invoice, moment


def by_number(*invoices: Invoice) -> dict[str, Invoice]:
    return {one.number: one for one in invoices}


def brought(of: Debtor, invoices: dict[str, Invoice], amount: int, *lines: tuple[str, int]) -> Applied:
    quoted = [QuoteLine(number, minor) for number, minor in lines]
    return apply_cash(of, invoices, quoted, "MXN", amount, DUE, moment(cause="p1", payment="p1"))


def undone(after: Applied, known: dict[str, Invoice], amount: int, on: date = DUE) -> Applied:
    invoices = known | by_number(*after.invoices)
    return undo_cash(after.debtor, invoices, after.entries, "MXN", amount, moment(on, "r1", payment="p1"))


def total(entries: tuple[Entry, ...]) -> int:
    return sum(one.amount_minor for one in entries if is_cash(one))


def test_a_payment_goes_where_its_quote_says() -> None:
    known = by_number(invoice("F1"), invoice("F2"))
    after = brought(debtor(), known, 150_000, ("F2", 100_000), ("F1", 50_000))

    left = {one.number: one.principal_minor for one in after.invoices}
    assert left == {"F2": 0, "F1": 50_000}
    assert total(after.entries) == -150_000


def test_more_than_was_asked_for_stays_the_debtors_own() -> None:
    after = brought(debtor(), by_number(invoice()), 100_050, ("F1", 100_000))

    assert after.debtor.unapplied == {"MXN": 50}
    assert total(after.entries) == -100_050


def test_an_invoice_settled_meanwhile_takes_nothing_and_the_cash_is_kept() -> None:
    after = brought(debtor(), {}, 100_000, ("F1", 100_000))

    assert after.invoices == ()
    assert after.debtor.unapplied == {"MXN": 100_000}


def test_cash_never_crosses_into_another_currency() -> None:
    after = brought(debtor(), by_number(invoice(currency="USD")), 100_000, ("F1", 100_000))

    assert after.invoices == ()
    assert after.debtor.unapplied == {"MXN": 100_000}


def test_an_undirected_amount_takes_the_oldest_first_each_in_full() -> None:
    old, young = invoice("F1", DUE - timedelta(days=30), terms=CHARGING), invoice("F2")
    owed = figures(old, DUE).balance_minor

    lines = oldest_lines([old, young], owed + 5, DUE)

    assert [(line.invoice, line.amount_minor) for line in lines] == [("F1", owed), ("F2", 5)]


def test_unapplied_cash_is_spent_on_the_oldest_invoice_of_its_currency() -> None:
    who = debtor(unapplied={"MXN": 30_000, "USD": 10})
    after = use_unapplied(who, [invoice("F2"), invoice("F1", DUE - timedelta(days=9))], moment())

    assert [(one.number, one.principal_minor) for one in after.invoices] == [("F1", 70_000)]
    assert after.debtor.unapplied == {"USD": 10}


def test_spending_two_currencies_at_once_writes_two_rows() -> None:
    who = debtor(unapplied={"MXN": 30_000, "USD": 10})
    after = use_unapplied(who, [invoice("F1"), invoice("F2", currency="USD")], moment())

    keys = [(one.invoice, one.at, one.id) for one in after.entries]
    assert len(keys) == len(set(keys))
    assert after.debtor.unapplied == {}


def test_a_payment_undone_leaves_everything_owed_as_before() -> None:
    terms = Terms(accepted=True, discount_percent=CHARGING.percent, discount_until=DUE)
    known = by_number(invoice("F1", terms=terms), invoice("F2", DUE - timedelta(days=9)))
    after = brought(debtor(), known, 198_000, ("F2", 100_000), ("F1", 98_000))
    back = undone(after, known, 198_000)

    assert all(one.state == "paid" for one in after.invoices)
    assert {one.number: (one.principal_minor, one.state) for one in back.invoices} == {
        "F1": (100_000, "open"),
        "F2": (100_000, "open"),
    }
    assert total((*after.entries, *back.entries)) == 0


def test_a_refund_takes_unapplied_cash_first_then_the_youngest_invoice() -> None:
    known = by_number(invoice("F1", DUE - timedelta(days=9)), invoice("F2"))
    after = brought(debtor(), known, 200_100, ("F1", 100_000), ("F2", 100_000))
    back = undone(after, known, 30_100)

    assert back.debtor.unapplied == {}
    assert [(one.number, one.principal_minor) for one in back.invoices] == [("F2", 30_000)]


def test_refunds_in_parts_give_back_exactly_what_came_in() -> None:
    known = by_number(invoice("F1", DUE - timedelta(days=30), terms=CHARGING))
    owed = figures(known["F1"], DUE).balance_minor
    after = brought(debtor(), known, owed, ("F1", owed))
    paid = by_number(*after.invoices)
    first = undo_cash(after.debtor, paid, after.entries, "MXN", 101_000, moment(cause="r1", payment="p1"))
    entries = (*after.entries, *first.entries)
    rest = undo_cash(
        first.debtor, by_number(*first.invoices), entries, "MXN", owed - 101_000, moment(cause="r2", payment="p1")
    )

    reopened = rest.invoices[0]
    assert total((*entries, *rest.entries)) == 0
    assert (reopened.principal_minor, reopened.fee_minor, reopened.interest_minor) == (100_000, 2_000, 3_000)
    assert still_applied((*entries, *rest.entries), "F1") == []


def test_a_refund_of_cash_already_spent_elsewhere_is_not_lost() -> None:
    """The surplus of one payment paid another invoice; then the first is refunded in full."""
    after = brought(debtor(), by_number(invoice("F1")), 140_000, ("F1", 100_000))
    spent = use_unapplied(after.debtor, [invoice("F2")], moment(cause="m2"))
    assert spent.debtor.unapplied == {}

    back = undo_cash(
        spent.debtor, by_number(*after.invoices), after.entries, "MXN", 140_000, moment(cause="r1", payment="p1")
    )

    assert back.debtor.unapplied == {"MXN": -40_000}
    assert total((*after.entries, *back.entries)) == 0


def test_cash_that_went_back_after_it_was_spent_is_taken_from_the_next_surplus() -> None:
    who = debtor(unapplied={"MXN": -40_000})
    assert use_unapplied(who, [invoice()], moment()).entries == ()

    after = brought(replace(who), by_number(invoice()), 150_000, ("F1", 100_000))

    assert after.debtor.unapplied == {"MXN": 10_000}
