"""A card that pays by itself under an agreement: the installment on its day, told before; never the whole invoice."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from chalicelib.domain.agreeing.agreement import Choice
from chalicelib.domain.attempt import Attempt
from chalicelib.domain.business import AgreementTerms
from chalicelib.domain.decide import decide
from chalicelib.domain.draft import Decision
from chalicelib.domain.paying.attempts import release
from chalicelib.domain.paying.autopay_charge import why_not_charge
from chalicelib.domain.paying.mandate import Mandate, refused
from tests.domain.autopay_cases import mandate
from tests.domain.cases import at, business, with_policy
from tests.domain.plan_cases import TODAY, Life, monthly

FIRST = date(2026, 7, 15)
TWO = monthly(2)
PATIENT = with_policy(business(), agreement=AgreementTerms(breach_grace_days=20))


def lived(
    choice: Choice = TWO, given: Mandate | None = None, start: date = TODAY, days: int = 58, times: int = 0
) -> tuple[Life, list[tuple[date, Decision]]]:
    """Every day from ``start``; a charge is paid at once, but for the first ``times`` ones."""
    life, told = Life(100_000, at_business=PATIENT), []
    life.sign(choice)
    life.account = replace(life.account, mandates=(given or mandate(),))
    for ahead in range(days):
        day = start + timedelta(days=ahead)
        decision = decide(life.account, life.business, at(day))
        told.append((day, decision))
        life.take(decision.invoices, decision.entries, decision.agreements)
        mandates = decision.mandates or life.account.mandates
        life.account = replace(life.account, debtor=decision.debtor, mandates=mandates, attempts=decision.attempts)
        for attempt in decision.attempts:
            assert why_not_charge(attempt, life.account, life.business, at(day)) is None
            if times:
                times -= 1
                turned_down(life, attempt, day)
            else:
                life.pay(attempt.lines, attempt.amount_minor, day, attempt.id)
            life.account = replace(life.account, attempts=())
    return life, told


def turned_down(life: Life, attempt: Attempt, day: date) -> None:
    life.take(release(attempt, life.account.invoices), ())
    (kept,) = life.account.mandates
    life.account = replace(life.account, mandates=(refused(kept, attempt.id, "insufficient_funds", day, at(day)),))


def charges(told: list[tuple[date, Decision]]) -> list[tuple[date, Attempt]]:
    return [(day, attempt) for day, decision in told for attempt in decision.attempts]


def test_each_installment_is_charged_on_its_day_and_no_more() -> None:
    life, told = lived()
    made = charges(told)
    assert [(day, attempt.amount_minor) for day, attempt in made] == [(FIRST, 52_000), (date(2026, 8, 15), 52_000)]
    assert life.account.invoices == ()


@pytest.mark.parametrize(
    ("given", "start", "times"),
    [
        (mandate(retries=2, retry_after_days=7), TODAY, 1),  # tried again on the day of the next one
        (mandate(active_since=at(date(2026, 7, 21))), date(2026, 7, 21), 0),  # turned on when one is late already
    ],
)
def test_no_more_is_charged_than_was_told_though_another_one_is_due_by_then(
    given: Mandate, start: date, times: int
) -> None:
    life, told = lived(Choice(4, FIRST, every="week"), given, start, 50, times)
    assert [attempt.amount_minor for _, attempt in charges(told)] == [26_000] * (4 + times)
    assert life.account.invoices == ()


@pytest.mark.parametrize("year", [2027, 2028])
def test_an_installment_of_the_last_day_of_each_month_is_charged_on_it(year: int) -> None:
    first = date(year, 1, 31)
    life, told = lived(Choice(4, first), mandate(), first - timedelta(days=9), 105)
    days = [str(day) for day, _ in charges(told)]
    assert days == [f"{year}-01-31", f"{year}-02-{28 + (year == 2028)}", f"{year}-03-31", f"{year}-04-30"]
    assert [attempt.amount_minor for _, attempt in charges(told)] == [26_000] * 4
    assert life.account.invoices == ()


def test_it_is_told_before_and_reminded_of_by_nothing_else() -> None:
    _, told = lived()
    said = [(str(day), one.template) for day, decision in told for one in decision.notices]
    assert said == [("2026-07-10", "autopay_notice"), ("2026-08-12", "autopay_notice")]


def test_a_charge_that_is_no_longer_right_does_not_take_place() -> None:
    life, told = Life(100_000), lived()[1]
    life.sign(monthly(2))
    life.account = replace(life.account, mandates=(mandate(),))
    day, attempt = charges(told)[0]
    assert why_not_charge(attempt, life.account, life.business, at(day)) is None
    life.pay(attempt.lines, 10_000, day, "by-link")
    assert why_not_charge(attempt, life.account, life.business, at(day)) == "amount_changed"
