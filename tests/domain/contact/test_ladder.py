"""Which step comes next when several fall on one day."""

from datetime import date

import pytest
from msgspec.structs import replace

from chalicelib.domain.business import LadderStep
from chalicelib.domain.contact.ladder import next_step, step_day
from tests.domain.cases import invoice


def step(name: str, days: int, counts_from: str = "due") -> LadderStep:
    return LadderStep(name, days, "collection", "friendly", ("email",), counts_from=counts_from)


DUE = invoice("F1", date(2026, 1, 1))


@pytest.mark.parametrize(
    "ladder", [[step("a", 3), step("b", 9)], [step("b", 9), step("a", 3)]], ids=["in order", "not"]
)
def test_steps_that_a_rest_moved_to_one_day_keep_their_order(ladder: list[LadderStep]) -> None:
    rested = replace(DUE, rested_until=date(2026, 2, 1))
    assert {step_day(rested, one) for one in ladder} == {date(2026, 2, 2)}
    climbed = []
    while (coming := next_step(rested, ladder, date(2026, 2, 2))) and coming.step:
        climbed.append(coming.step.step)
        rested = replace(rested, steps=(*rested.steps, coming.step.step))
    assert climbed == ["a", "b"]


def test_one_day_counted_from_issue_and_from_due_keeps_the_order_of_the_ladder() -> None:
    """Counted from the issue the number is larger, but the day is the same: the number must not decide."""
    days = (DUE.due_on - DUE.issued_on).days
    ladder = [step("first", days + 17, "issued"), step("second", 17)]
    assert step_day(DUE, ladder[0]) == step_day(DUE, ladder[1])
    for written in (ladder, ladder[::-1]):
        coming = next_step(DUE, written, date(2026, 3, 1))
        assert coming and coming.step == written[0]
