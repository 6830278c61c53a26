"""What a person decides about a debt: charges waived, an invoice given up, both taken back; always who and why."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from msgspec.structs import replace

from chalicelib.domain.books.ledger import Booked, Moment, crystallize, owed, owed_by_entries
from chalicelib.domain.charging.charges import figures
from chalicelib.domain.charging.waiving import take_decision_back, waive, write_off
from chalicelib.domain.entry import Entry
from chalicelib.domain.errors import Refusal
from chalicelib.domain.invoice import Invoice
from tests.domain.cases import issued, moment
from tests.domain.charging.test_late_rules import day, owing


def decided(late: int, cause: str = "waive-1") -> Moment:
    return moment(day(late), cause, reason="agreed on the phone", by="rosa@acme.example")


def kinds(booked: Booked) -> list[tuple[str, str, int]]:
    return [(one.kind, one.part, one.amount_minor) for one in booked.entries]


def test_what_accrued_is_booked_and_waived_so_that_the_ledger_tells_both() -> None:
    owed_one, entries = issued()
    booked = waive(owed_one, "charges", None, decided(10))

    assert kinds(booked) == [
        ("fee", "fee", 2_000), ("interest", "interest", 1_000),
        ("waiver", "interest", -1_000), ("waiver", "fee", -2_000),
    ]  # fmt: skip
    assert {(one.by, one.reason) for one in booked.entries} == {("rosa@acme.example", "agreed on the phone")}
    assert figures(booked.invoice, day(10)).balance_minor == 100_000
    assert figures(booked.invoice, day(20)).charges_minor == 1_000, "from now on interest runs as agreed"
    assert owed_by_entries([*entries, *booked.entries], "F1") == owed(booked.invoice)


def test_a_part_may_be_waived() -> None:
    booked = waive(issued()[0], "fee", 500, decided(10))

    assert kinds(booked)[-1] == ("waiver", "fee", -500)
    assert (booked.invoice.fee_minor, booked.invoice.interest_minor) == (1_500, 1_000)


def test_interest_that_is_waived_takes_its_tax_along() -> None:
    booked = waive(owing("0.06", tax_percent=Decimal("0.16")), "interest", 3_700, decided(45))

    assert kinds(booked)[-2:] == [("waiver", "interest", -3_700), ("waiver", "tax", -592)]
    whole = waive(owing("0.06", tax_percent=Decimal("0.16")), "interest", None, decided(45))
    assert figures(whole.invoice, day(45)).charges_minor == 0


@pytest.mark.parametrize(("part", "amount"), [("fee", 2_001), ("charges", 3_001), ("fee", 0), ("fee", -5)])
def test_more_than_is_charged_cannot_be_waived(part: str, amount: int) -> None:
    with pytest.raises(Refusal) as refused:
        waive(issued()[0], part, amount, decided(10))
    assert refused.value.code == "nothing_to_waive"


@pytest.mark.parametrize("nameless", [replace(decided(10), by=" "), replace(decided(10), reason="")])
def test_nobody_decides_without_a_name_and_a_reason(nameless: Moment) -> None:
    decisions: tuple[Callable[[], Booked], ...] = (
        lambda: waive(issued()[0], "charges", None, nameless),
        lambda: write_off(issued()[0], nameless),
    )
    for decide in decisions:
        with pytest.raises(Refusal) as refused:
            decide()
        assert refused.value.code == "reason_required"


def test_principal_is_no_charge() -> None:
    with pytest.raises(Refusal):
        waive(issued()[0], "principal", 5, decided(10))


def test_an_invoice_that_is_written_off_owes_nothing() -> None:
    charged = crystallize(issued()[0], day(5), moment(day(5), "m1")).invoice
    booked = write_off(charged, decided(30, "write_off-1"))

    assert kinds(booked) == [
        ("write_off", "principal", -100_000), ("waiver", "interest", -500), ("waiver", "fee", -2_000),
    ]  # fmt: skip
    assert (booked.invoice.state, figures(booked.invoice, day(90)).balance_minor) == ("written_off", 0)
    with pytest.raises(Refusal):
        write_off(booked.invoice, decided(31))


@pytest.mark.parametrize("verb", ["waive", "write_off"])
def test_a_decision_that_is_taken_back_is_as_if_never_made_but_for_the_interest_meanwhile(verb: str) -> None:
    charged = crystallize(issued()[0], day(5), moment(day(5), "m1")).invoice
    made = waive(charged, "charges", None, decided(5, "d")) if verb == "waive" else write_off(charged, decided(5, "d"))
    back = take_decision_back(made.invoice, made.entries, "d", decided(20, "r"))

    assert (back.invoice.principal_minor, back.invoice.fee_minor, back.invoice.state) == (100_000, 2_000, "open")
    assert back.invoice.interest_minor == 500
    assert {one.reference for one in back.entries} == {"d"}


def test_a_decision_is_taken_back_once_and_only_where_there_is_one() -> None:
    made = write_off(issued()[0], decided(5, "d"))
    back = take_decision_back(made.invoice, made.entries, "d", decided(6, "r"))

    def again(of: Invoice, ledger: tuple[Entry, ...], cause: str) -> str:
        with pytest.raises(Refusal) as refused:
            take_decision_back(of, ledger, cause, decided(7, "r2"))
        return refused.value.code

    ledger = (*made.entries, *back.entries)
    assert again(back.invoice, ledger, "d") == again(made.invoice, made.entries, "x") == "nothing_to_reverse"
    assert again(replace(made.invoice, state="withdrawn"), made.entries, "d") == "nothing_to_reverse"
