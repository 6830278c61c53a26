"""How a dispute ends: accepted in part or wholly, rejected; what is charged for its days."""

from decimal import Decimal

import pytest
from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.books.invariants import Books, breaches
from chalicelib.domain.charging.charges import figures
from chalicelib.domain.complaints.dispute_ends import accept, reject
from chalicelib.domain.complaints.disputing import business_says
from chalicelib.domain.errors import Refusal
from chalicelib.domain.invoice import Terms
from tests.domain.cases import account, at, invoice
from tests.domain.complaints.test_disputes import DAY
from tests.domain.dispute_cases import looked_at, opened, the_dispute, written
from tests.domain.promise_cases import MONDAY, NOON

WITH_INTEREST = Terms(accepted=True, grace_days=2, flat_minor=5_000, interest_rate=Decimal("0.03"))


def owing(terms: Terms = WITH_INTEREST) -> Account:
    """1,000.00 since five days, at 3% a month (1.00 a day) and a fee of 50.00 that was booked."""
    owed = invoice("F1", steps=("overdue_1",), terms=terms)
    return account(replace(owed, fee_minor=5_000, fee_posted_minor=5_000, fee_charged=True))


def test_accepted_in_part_a_credit_note_names_who_and_why_and_late_charges_are_waived() -> None:
    who, _ = opened(owing())
    now = at(MONDAY + 10 * DAY)
    found = accept(the_dispute(who), 30_000, business_says("Te cobramos de más", "user-1", now), who)
    lines = [(one.kind, one.part, one.amount_minor, one.by, one.reason) for one in found.entries]
    told = ("user-1", "Te cobramos de más")
    assert lines == [
        ("interest", "interest", 500, *told),
        ("waiver", "interest", -500, *told),
        ("waiver", "fee", -5_000, *told),
        ("credit_note", "principal", -30_000, *told),
    ], "interest of the five days before it was disputed, and none since"
    (owed,) = found.invoices
    assert (owed.state, owed.principal_minor, owed.charges_rest_from) == ("partly_paid", 70_000, None)
    assert (found.dispute.state, found.dispute.credit_minor, found.dispute.waived_minor) == ("accepted", 30_000, 5_500)
    assert figures(owed, MONDAY + 10 * DAY).balance_minor == 70_000
    assert figures(owed, MONDAY + 11 * DAY).balance_minor == 70_070, "from now on it is late like any other"


def test_accepted_wholly_nothing_is_owed_any_more() -> None:
    who, _ = opened(owing())
    found = accept(the_dispute(who), None, business_says("", "user-1", at(MONDAY + DAY)), who)
    (owed,) = found.invoices
    assert (owed.state, owed.settled_on) == ("paid", MONDAY + DAY)
    issued = replace(found.entries[-1], id="i", kind="issue", amount_minor=100_000, at=NOON - DAY, by="", reason="")
    fee = replace(issued, id="f", kind="fee", part="fee", amount_minor=5_000)
    assert breaches(Books(who.debtor, (owed,), (issued, fee, *found.entries))) == {}


def test_charges_may_be_kept_when_the_business_says_so() -> None:
    who, _ = opened(owing())
    found = accept(the_dispute(who), 30_000, business_says("Ajuste", "u", at(MONDAY)), who, keep_charges=True)
    assert [one.kind for one in found.entries] == ["interest", "credit_note"]


@pytest.mark.parametrize(("minor", "code"), [(0, "bad_amount"), (-5, "bad_amount"), (100_001, "credit_above_balance")])
def test_a_credit_is_more_than_nothing_and_no_more_than_what_is_owed(minor: int, code: str) -> None:
    who, _ = opened()
    with pytest.raises(Refusal, match=code):
        accept(the_dispute(who), minor, business_says("", "u", NOON), who)


def test_by_default_nothing_is_charged_for_the_disputed_time() -> None:
    who, _ = opened(owing())
    at_first = figures(who.invoices[0], MONDAY).balance_minor
    assert figures(who.invoices[0], MONDAY + 30 * DAY).balance_minor == at_first == 105_500
    over = MONDAY + 30 * DAY
    found = reject(the_dispute(who), business_says("Es lo pactado", "u", at(over)), who)
    (owed,) = found.invoices
    assert figures(owed, over).balance_minor == at_first
    assert figures(owed, over + DAY).balance_minor == at_first + 100


@pytest.mark.parametrize(("state", "since"), [("rejected", 30), ("accepted", 0)])
def test_where_the_terms_say_so_charges_return_from_the_original_day_unless_the_debtor_was_right(
    state: str, since: int
) -> None:
    who, _ = opened(owing(replace(WITH_INTEREST, disputed_time_counts=True)))
    over = MONDAY + 30 * DAY
    said = business_says("Es lo pactado", "u", at(over))
    if state == "rejected":
        found = reject(the_dispute(who), said, who)
    else:
        found = accept(the_dispute(who), 1, said, who, keep_charges=True)
    assert figures(found.invoices[0], over).charges_minor == 5_500 + since * 100


def test_a_fee_whose_day_came_in_the_dispute_waits_for_its_days_of_grace() -> None:
    """Disputed on the first day late; two days of grace."""
    owed = invoice("F1", steps=("overdue_1",), terms=WITH_INTEREST)
    opened_at = at(owed.due_on + DAY)
    who, _ = opened(account(owed), now=opened_at)
    who, decision = looked_at(who, MONDAY)
    assert not decision.entries
    over = MONDAY + 5 * DAY
    who = written(who, reject(the_dispute(who), business_says("No", "u", at(over)), who))
    assert figures(who.invoices[0], over + DAY).charges_minor == 0, "two days late so far"
    assert figures(who.invoices[0], over + 2 * DAY).fee_minor == 5_000
