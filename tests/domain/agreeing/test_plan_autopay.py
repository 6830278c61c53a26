"""A card that pays by itself under an agreement: the installment on its day, told before; never the whole invoice."""

from datetime import date, timedelta

from msgspec.structs import replace

from chalicelib.domain.attempt import Attempt
from chalicelib.domain.decide import decide
from chalicelib.domain.draft import Decision
from chalicelib.domain.paying.autopay_charge import why_not_charge
from tests.domain.autopay_cases import mandate
from tests.domain.cases import at
from tests.domain.plan_cases import TODAY, Life, monthly

FIRST = date(2026, 7, 15)


def lived() -> tuple[Life, list[tuple[date, Decision]]]:
    """Every day to the second installment; a charge is paid at once."""
    life, told = Life(100_000), []
    life.sign(monthly(2))
    life.account = replace(life.account, mandates=(mandate(),))
    for ahead in range(58):
        day = TODAY + timedelta(days=ahead)
        decision = decide(life.account, life.business, at(day))
        told.append((day, decision))
        life.take(decision.invoices, decision.entries, decision.agreements)
        mandates = decision.mandates or life.account.mandates
        life.account = replace(life.account, debtor=decision.debtor, mandates=mandates, attempts=decision.attempts)
        for attempt in decision.attempts:
            assert why_not_charge(attempt, life.account, life.business, at(day)) is None
            life.pay(attempt.lines, attempt.amount_minor, day, attempt.id)
            life.account = replace(life.account, attempts=())
    return life, told


def charges(told: list[tuple[date, Decision]]) -> list[tuple[date, Attempt]]:
    return [(day, attempt) for day, decision in told for attempt in decision.attempts]


def test_each_installment_is_charged_on_its_day_and_no_more() -> None:
    life, told = lived()
    made = charges(told)
    assert [(day, attempt.amount_minor) for day, attempt in made] == [(FIRST, 52_000), (date(2026, 8, 15), 52_000)]
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
