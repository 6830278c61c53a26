"""Cash at the counter: a numbered receipt, once, and a mistake put right without losing a number."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from chalicelib.domain.attempt import Attempt, QuoteLine
from chalicelib.domain.errors import Conflict, Faulty, NotFound, Refusal
from chalicelib.domain.paying.references import debtor_reference
from chalicelib.store import accounts, businesses
from chalicelib.store.changes import Changes
from chalicelib.workflows.by_hand.take_cash import take_cash
from chalicelib.workflows.by_hand.view_counter import paper, view_customer, view_taken
from chalicelib.workflows.paying.correct_payment import correct_payment
from tests.domain.cases import CHARGING, DUE, business, invoice
from tests.workflows.cases import NOW, books_are_in_order, created, owing, whole

pytestmark = pytest.mark.usefixtures("cloud")
REFERENCE = debtor_reference("acme", "c1")
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def a_debtor(cloud: object) -> None:
    created()
    owing(invoice("F1", terms=CHARGING), invoice("F2", DUE + 9 * DAY, terms=CHARGING))


def taken(request: str = "r-1", by: str = "u-1", **told: Any) -> dict[str, Any]:
    asked = {"reference": REFERENCE, "amount_minor": 120_000} | told
    cash, paid = take_cash(business(), asked, by, request, NOW)
    return view_taken(business(), paid, "en", cash)


def slip(**changes: Any) -> str:
    account = accounts.load("acme", "c1")
    assert account
    made = Attempt(
        "pa_slip", REFERENCE, "cash", "MXN", 100_000, (QuoteLine("F1", 100_000),), DUE, NOW, NOW + 3 * DAY, **changes
    )
    accounts.save(account, Changes(account.debtor, attempts=(made,), pointers={made.id: made.id}))
    return made.id


def left() -> dict[str, int]:
    return {one.number: one.principal_minor for one in whole().invoices}


def test_the_counter_sees_who_stands_there_and_what_they_owe() -> None:
    slip()
    seen = view_customer(business(), REFERENCE.lower().replace("-", " "), "en", NOW)

    assert (seen["debtor"], seen["name"], seen["totals"][0]["balance_minor"]) == ("c1", "Ana López", 200_000)
    assert [(one["id"], one["payable"]) for one in seen["debts"]] == [("F1", True), ("F2", True)]
    assert [(one["id"], one["amount_minor"], one["expired"]) for one in seen["slips"]] == [("pa_slip", 100_000, False)]


def test_cash_pays_the_oldest_first_with_a_numbered_receipt_and_the_change() -> None:
    paid = taken(tendered_minor=150_000)

    assert left() == {"F1": 0, "F2": 80_000}
    assert (paid["receipt"], paid["change_minor"], paid["change_text"]) == (f"{REFERENCE}-1", 30_000, "$\u00a0300.00")
    assert paid["lines"] == [{"invoice": "F1", "amount_minor": 100_000}, {"invoice": "F2", "amount_minor": 20_000}]
    assert [one.template for one in whole().notices] == ["paid"]
    assert books_are_in_order()


def test_named_debts_are_paid_and_the_surplus_stays_theirs() -> None:
    paid = taken(debt_ids=["F2"], amount_minor=100_500)
    assert (left(), paid["unapplied_minor"]) == ({"F1": 100_000, "F2": 0}, 500)
    assert whole().debtor.unapplied == {"MXN": 500}


def test_the_same_request_is_the_same_payment_and_another_clerks_is_another() -> None:
    first = taken(amount_minor=1_000)
    assert taken(amount_minor=1_000)["payment"] == first["payment"]
    assert taken(amount_minor=1_000, by="u-2")["payment"] != first["payment"]
    assert left()["F1"] == 98_000


def test_a_slip_is_settled_by_its_own_quote_once() -> None:
    made = slip()
    assert taken(slip=made, amount_minor=100_000)["payment"] == made
    assert [(one.id, one.state) for one in whole().attempts] == [(made, "paid")]

    assert taken(slip=made, amount_minor=100_000)["payment"] == made, "the same request again"
    with pytest.raises(Refusal, match="already_paid"):
        taken("r-2", "u-2", slip=made, amount_minor=100_000)
    assert left() == {"F1": 0, "F2": 100_000}


def test_a_slip_that_is_over_is_not_taken_at_its_old_figures() -> None:
    made = slip()
    account = accounts.load("acme", "c1")
    assert account
    old = replace(account.attempts[0], expires_at=NOW - DAY, state="expired")
    accounts.save(account, Changes(account.debtor, attempts=(old,)))
    with pytest.raises(Conflict, match="slip_expired"):
        taken(slip=made, amount_minor=100_000)


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ({"amount_minor": 0}, "amount_minor out_of_range"),
        ({"amount_minor": -100}, "amount_minor out_of_range"),
        ({"amount_minor": "100"}, "amount_minor not_whole"),
        ({"currency": "ZZZ"}, "currency unknown_currency"),
        ({"on": str(DUE + DAY)}, "on day_in_future"),
        ({"on": "2020-01-01"}, "on day_too_old"),
        ({"tendered_minor": 119_999}, "tendered_minor tendered_too_little"),
        ({"reference": ""}, "debtor required"),
        ({"slip": "pa_slip", "debt_ids": ["F1"]}, "debt_ids one_of_two"),
        ({"note": "x"}, "note unknown_field"),
    ],
)
def test_what_cannot_be_cash_is_refused_with_its_place(told: dict[str, Any], fault: str) -> None:
    with pytest.raises(Faulty) as refused:
        taken(**told)
    assert [f"{one.path} {one.code}" for one in refused.value.faults] == [fault]


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"currency": "USD"}, "currency_not_owed"),
        ({"debt_ids": ["F9"]}, "not_found"),
        ({"reference": "P-2222-2222"}, "not_found"),
        ({"reference": "what"}, "not_found"),
        ({"slip": "pa_none"}, "not_found"),
    ],
)
def test_money_for_nothing_here_is_refused(told: dict[str, Any], code: str) -> None:
    with pytest.raises((Refusal, NotFound), match=code):
        taken(**told)
    assert left() == {"F1": 100_000, "F2": 100_000}


def test_another_business_has_no_such_customer() -> None:
    other = replace(business(), id="other")
    businesses.create(other)
    with pytest.raises(NotFound):
        view_customer(other, REFERENCE, "es", NOW)
    with pytest.raises(NotFound):
        correct_payment(other, "c1", taken()["payment"], "u-9", "why", NOW)


def test_a_mistake_is_put_right_and_both_papers_keep_their_numbers() -> None:
    payment = taken()["payment"]
    for _ in range(2):
        after = correct_payment(business(), "c1", payment, "u-2", "typed for the wrong customer", NOW + DAY)

    assert (after.state, after.receipt, left()) == ("cancelled", f"{REFERENCE}-1", {"F1": 100_000, "F2": 100_000})
    found = whole()
    back = [one for one in found.entries if one.kind == "refund"]
    assert {(one.by, one.reason) for one in back} == {("u-2", "typed for the wrong customer")}
    assert [(one.number, one.kind) for one in found.receipts] == [
        (f"{REFERENCE}-1", "payment"),
        (f"{REFERENCE}-2", "refund"),
    ]
    assert sorted(one.template for one in found.notices) == ["corrected", "paid"]
    assert "No longer valid" in paper(business(), "c1", payment, "en", NOW + DAY)
    assert books_are_in_order()


@pytest.mark.parametrize("why", ["", "  "])
def test_a_mistake_needs_a_reason(why: str) -> None:
    with pytest.raises(Refusal, match="reason_required"):
        correct_payment(business(), "c1", taken()["payment"], "u-1", why, NOW)


def test_what_came_by_card_is_not_undone_at_the_counter() -> None:
    account = accounts.load("acme", "c1")
    assert account
    card = Attempt("pa_c", REFERENCE, "card", "MXN", 100, (), DUE, NOW, NOW, state="paid", paid_at=NOW)
    accounts.save(account, Changes(account.debtor, attempts=(card,)))
    with pytest.raises(Refusal, match="not_by_hand"):
        correct_payment(business(), "c1", "pa_c", "u-1", "why", NOW)


@pytest.mark.parametrize("lang", ["es", "en", "pt"])
def test_the_paper_fits_the_till_and_adds_up(lang: str) -> None:
    payment = taken(amount_minor=250_000)["payment"]
    text = paper(business(), "c1", payment, lang, NOW)

    assert max(map(len, text.splitlines())) <= 40
    assert f"{REFERENCE}-1" in text
    rows = [line for line in text.splitlines() if "$" in line]
    shown = [int("".join(mark for mark in line.rpartition("$")[2] if mark.isdigit())) for line in rows]
    assert shown[:4] == [100_000, 100_000, 50_000, 250_000], "two invoices, the rest in favor, the total"
