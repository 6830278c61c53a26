"""What a file says of a recurring charge: it changes what it names, and never reaches back."""

from datetime import date
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from chalicelib.domain.schedules.schedule import Prepay, Schedule, charges, is_over
from chalicelib.domain.schedules.schedule_told import ToldSchedule, agreed
from tests.domain.schedules.test_schedules import schedule

TODAY = date(2026, 6, 3)
KNOWN = schedule(through=date(2026, 6, 30))


def told(**changes: Any) -> ToldSchedule:
    return replace(ToldSchedule("fee", "MXN", "Mensualidad", 45_000, day=5), **changes)


def after(known: Schedule | None, row: ToldSchedule) -> Schedule:
    found = agreed(known, row, TODAY)
    assert isinstance(found, Schedule)
    return found


def test_a_new_charge_begins_with_what_is_not_due_yet() -> None:
    made = after(None, told(starts_on=date(2026, 1, 1)))
    assert next(charges(made)).due_on == date(2026, 6, 5)
    assert (made.every, made.announce_days, made.terms_days, made.state) == ("month", 7, 0, "active")


def test_a_new_charge_needs_an_amount_and_a_day_or_a_start() -> None:
    assert agreed(None, told(amount_minor=None), TODAY) == "missing_amount"
    assert agreed(None, told(day=None), TODAY) == "missing_day"
    assert next(charges(after(None, told(day=None, starts_on=date(2026, 6, 20))))).due_on == date(2026, 6, 20)


def test_the_same_row_again_changes_nothing() -> None:
    made = after(None, told(prepay=(Prepay(3, Decimal("0.05")),)))
    assert agreed(made, told(prepay=(Prepay(3, Decimal("0.05")),)), TODAY) == made
    assert agreed(made, told(prepay=(Prepay(3, Decimal("0.05")),)), date(2027, 3, 1)) == replace(
        made, through=date(2027, 2, 28)
    )  # never issued meanwhile: what fell due is not charged backward


def test_what_a_row_leaves_empty_stays() -> None:
    known = replace(KNOWN, ends_on=date(2026, 12, 31), announce_days=10)
    found = after(known, ToldSchedule("fee", "MXN", amount_minor=50_000))
    assert found == replace(known, amount_minor=50_000)


def test_discounts_are_changed_one_by_one_and_zero_takes_one_back() -> None:
    both = after(KNOWN, told(prepay=(Prepay(12, Decimal("0.1")), Prepay(3, Decimal(0)))))
    assert both.prepay == (Prepay(12, Decimal("0.1")),)


def test_a_pause_is_not_charged_when_it_is_over() -> None:
    paused = after(KNOWN, ToldSchedule("fee", "MXN", state="paused"))
    assert paused.state == "paused"
    later = agreed(paused, ToldSchedule("fee", "MXN", state="active"), date(2026, 10, 6))
    assert isinstance(later, Schedule)
    assert next(charges(later)).number == "fee-2026-11"


def test_an_ended_charge_may_begin_again() -> None:
    ended = after(KNOWN, ToldSchedule("fee", "MXN", state="ended"))
    assert is_over(ended)
    assert not is_over(after(ended, ToldSchedule("fee", "MXN", state="active")))


def test_a_schedule_whose_last_day_has_passed_goes_on_with_a_later_one() -> None:
    over = replace(KNOWN, ends_on=date(2026, 6, 30))
    assert is_over(over)
    assert next(charges(after(over, told(ends_on=date(2026, 9, 30))))).number == "fee-2026-07"


def test_it_cannot_end_before_it_starts_or_change_its_currency() -> None:
    assert agreed(KNOWN, told(ends_on=date(2025, 12, 31)), TODAY) == "ends_before_start"
    assert agreed(KNOWN, told(currency="USD"), TODAY) == "currency_changed"
    assert isinstance(agreed(KNOWN, ToldSchedule("fee", "USD", state="paused"), TODAY), Schedule)


def test_a_day_of_the_month_means_nothing_to_a_week() -> None:
    monthly = replace(KNOWN, day=15)
    assert after(monthly, ToldSchedule("fee", "MXN", every="week")).day == 0
    assert agreed(replace(monthly, every="week", day=2), ToldSchedule("fee", "MXN", day=15), TODAY) == "bad_day"
