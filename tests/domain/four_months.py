"""Eight debtors, one in each country that we know well, and what they do in 120 days: ignore, promise, break, agree,
break again, pay. Days count from the day on which their first invoice falls due.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from chalicelib.domain.agreeing.agreement import Choice
from chalicelib.domain.business import AgreementTerms, Interest, LadderStep, LateFee
from chalicelib.domain.calendar import instant
from chalicelib.domain.default_policy import DEFAULT_LADDER
from tests.domain.cases import business, debtor, with_policy
from tests.domain.told import Chronicle

BEFORE, AFTER = 30, 90
SIGNED, SETTLED = 28, 80


@dataclass(frozen=True)
class Life:
    """``fee``, ``rate`` and ``kind``: what being late costs. ``plan``: parts, rhythm, down payment in percent."""

    due: date
    total_minor: int
    fee: LateFee
    parts: int = 3
    every: str = "month"
    down_percent: int = 0
    terms: dict[str, Any] = field(default_factory=dict)
    person: dict[str, Any] = field(default_factory=dict)
    texts_first: tuple[str, ...] = ()  # steps of the ladder that go by SMS where they can
    paid_parts: int = 1
    on_the_way: dict[int, Callable[["Chronicle"], None]] = field(default_factory=dict)


def monthly(percent: str, rate: str, kind: str = "simple_month_30", flat: int = 0) -> LateFee:
    return LateFee(flat, Decimal(percent) or None, Interest(Decimal(rate), kind))


def half_of_the_promise(world: Chronicle) -> None:
    part = world.who.promises[0].amount_minor * 2 // 5
    world.do(f"pays {world.money(part)}")
    world.pay_any(part, world.of.currency)


def says_that_they_paid(world: Chronicle) -> None:
    world.do("says that they have paid everything")
    world.report(sum(one.principal_minor for one in world.who.invoices), world.of.currency)


def nothing_was_found(world: Chronicle) -> None:
    world.do("is told that no such money came")
    world.refuse_report()


def asks_for_three_days_more(world: Chronicle) -> None:
    on = world.who.promises[0].on + timedelta(days=3)
    world.do(f"changes the promise to {on}")
    world.change(on)


def is_ill(world: Chronicle) -> None:
    until = world.today + timedelta(days=5)
    world.do(f"is left in peace until {until}")
    world.pause(until)


LIVES = {
    "MX": Life(date(2026, 2, 1), 1_000_000, monthly("0.02", "0.03")),
    "CO": Life(
        date(2026, 6, 7), 100_000_000, LateFee(interest=Interest(Decimal("0.2552"), "effective_year")), 2,
        terms={"interest": Interest(Decimal("0.01")), "forgive_charges_percent": Decimal("0.5")},
        texts_first=("grace_over", "firm"),
    ),
    "PE": Life(
        date(2026, 7, 28), 123_457, monthly("0", "0.12", "simple_year_360"), 4, "week",
        on_the_way={5: says_that_they_paid, 8: nothing_was_found},
    ),
    "CL": Life(date(2026, 4, 2), 1_000_001, monthly("0", "0.025"), 4, "half_month", on_the_way={72: is_ill}),
    "BR": Life(
        date(2026, 11, 1), 100_000, monthly("0.02", "0.01"), 3, down_percent=30,
        on_the_way={14: half_of_the_promise}, texts_first=("overdue_1",),
    ),
    "AR": Life(
        date(2026, 12, 6), 55_555_550, monthly("0", "0.06"), person={"hour_from": "10:30", "hour_to": "18:00"},
        on_the_way={14: asks_for_three_days_more},
    ),
    "EC": Life(date(2026, 10, 30), 45_099, LateFee(500), 2, paid_parts=0),
    "ES": Life(
        date(2026, 3, 27), 1_000_000, monthly("0", "0.1115", "simple_year_365", 4_000),
        terms={"charges_return": False}, person={"type": "company"},
    ),
}  # fmt: skip


def lived(country: str) -> Chronicle:
    life = LIVES[country]
    world = _begun(country, life)
    _day(world, -BEFORE)
    world.do("is sent an invoice")
    world.issue("F1", life.total_minor, life.due)
    days: dict[int, Callable[[Chronicle], None]] = {
        -10: lambda one: one.issue("F2", life.total_minor // 2, life.due + timedelta(days=20)),
        12: _promises, SIGNED: lambda one: _signs(one, life), **life.on_the_way,
    }  # fmt: skip
    for day in sorted(days):
        if day > SIGNED:
            _pays_parts(world, life)
        _day(world, day)
        days[day](world)
    _pays_parts(world, life)
    _day(world, SETTLED)
    world.do("pays everything")
    world.pay()
    _day(world, AFTER)
    return world


def _begun(country: str, life: Life) -> Chronicle:
    of = with_policy(
        business(country), late_fee=life.fee, agreement=replace(AgreementTerms(), **life.terms),
        ladder=tuple(_step(one, life.texts_first) for one in DEFAULT_LADDER),
    )  # fmt: skip
    return Chronicle(debtor(country, **life.person), of, instant(life.due - timedelta(days=31), time(12), of.time_zone))


def _step(step: LadderStep, texts_first: tuple[str, ...]) -> LadderStep:
    return replace(step, channels=("sms", "email")) if step.step in texts_first else step


def _day(world: Chronicle, day: int) -> None:
    life = LIVES[world.of.country]
    world.until(instant(life.due + timedelta(days=day), time(12), world.of.time_zone))


def _promises(world: Chronicle) -> None:
    on = world.today + timedelta(days=5)
    world.do(f"promises everything that is due by {on:%a %Y-%m-%d}")
    world.promise(on)


def _signs(world: Chronicle, life: Life) -> None:
    owed = sum(one.principal_minor for one in world.who.invoices)
    first = world.today + timedelta(days=7)
    choice = Choice(life.parts, first, owed * life.down_percent // 100, life.every)
    signed = world.signed = world.sign(choice)
    parts = ", ".join(f"{world.money(one.amount_minor)} on {one.due_on:%a %m-%d}" for one in signed.installments)
    world.do(f"signs for {world.money(signed.total_minor)}: {parts}")
    if life.down_percent:
        _pays_a_part(world)


def _pays_parts(world: Chronicle, life: Life) -> None:
    """The first so many, each on its own day in the afternoon."""
    for part in [one for one in world.signed.installments if one.number][: life.paid_parts]:
        if (at := instant(part.due_on, time(15), world.of.time_zone)) > world.now:
            world.until(at)
            _pays_a_part(world)


def _pays_a_part(world: Chronicle) -> None:
    world.do("pays what is due of the agreement")
    world.pay_plan()
