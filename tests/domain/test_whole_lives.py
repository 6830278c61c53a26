"""120 days of a debtor in each of eight countries, line by line: what was said and when, what it asked for, what was
held back, and why. A line of ``lives/`` changes only after somebody has read that life again, with its figures.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from chalicelib.domain.books.ledger import owed
from chalicelib.domain.calendar import local, local_date
from chalicelib.domain.default_policy import DEFAULT_LADDER
from chalicelib.domain.notice import Notice
from tests.domain.four_months import LIVES, SETTLED, lived
from tests.domain.told import Chronicle
from tests.life.law import LAWS, SATURDAY, WORKDAYS, Law

TOLD = Path(__file__).with_name("lives")
CHASING = {"pre_due", "collection"}
HARSHNESS = {"friendly": 0, "neutral": 1, "firm": 2, "final": 3}
LAW = LAWS | {
    "AR": Law("AR", dict.fromkeys(WORKDAYS, (8, 20)) | {SATURDAY: (10, 12)}),
    "EC": Law("EC", dict.fromkeys(WORKDAYS, (7, 20))),
    "ES": Law("ES", dict.fromkeys(WORKDAYS, (9, 21))),
}
everywhere = pytest.mark.parametrize("country", LIVES)
life = cache(lived)


def sent(world: Chronicle) -> Iterator[tuple[datetime, Notice]]:
    """What chases, by the debtor's own clock."""
    for one in world.said:
        if one.state == "planned" and one.purpose in CHASING:
            yield local(one.planned_at, world.who.debtor.time_zone), one


@everywhere
def test_every_message_and_every_silence(country: str) -> None:
    told = "\n".join(life(country).lines) + "\n"
    assert told == (TOLD / f"{country}.txt").read_text(), told


def test_each_country_has_its_life_and_each_life_its_country() -> None:
    assert {one.stem for one in TOLD.glob("*.txt")} == set(LIVES) == set(LAW)


@everywhere
def test_every_message_is_lawful_by_the_tests_own_reading_of_the_law(country: str) -> None:
    law, said = LAW[country], list[date]()
    by_week: dict[tuple[int, int], set[str]] = {}
    for moment, notice in sent(life(country)):
        assert law.covers(moment) and law.allows(moment.date(), said), (moment, notice.id)
        assert moment.date() not in said
        said.append(moment.date())
        by_week.setdefault(moment.isocalendar()[:2], set()).add(notice.channel)
    assert len(said) >= 16
    if country == "CO":
        assert all(len(channels) == 1 for channels in by_week.values()), "Ley 2300: one channel a week"
        assert {channel for channels in by_week.values() for channel in channels} == {"email", "sms"}


@everywhere
def test_the_tone_of_a_debt_rises_step_by_step_and_not_faster_than_its_days(country: str) -> None:
    world, step_of = life(country), {one.step: one for one in DEFAULT_LADDER}
    had: dict[str, list[str]] = {}
    last = date.min
    for moment, notice in sent(world):
        today = moment.date()
        assert notice.purpose == "pre_due" or (today - last).days >= world.of.policy.min_days_between
        last = today if notice.purpose == "collection" else last
        if notice.step is None:
            assert notice.tone == "friendly", "what was agreed is never spoken of harshly"
            continue
        assert notice.anchor and notice.invoices[0]
        anchor, step = world.all["invoices"][notice.anchor], step_of[notice.step]
        start = anchor.issued_on if step.counts_from == "issued" else anchor.due_on
        assert today >= start + timedelta(days=step.days)
        tones = [HARSHNESS[step_of[name].tone] for name in had.setdefault(anchor.number, [])]
        assert HARSHNESS[notice.tone] in {tones[-1], tones[-1] + 1} if tones else notice.tone == "friendly"
        had[anchor.number].append(notice.step)
    everything = [one.step for one in DEFAULT_LADDER if one.purpose == "collection" and one.step != "call"]
    for number, steps in had.items():
        collection = [name for name in steps if name in everything]
        assert collection == everything[: len(collection)], (number, "none is skipped, none comes twice")
    assert "overdue_1" in had["F1"] and "overdue_1" in had["F2"]


@everywhere
def test_what_rests_is_not_spoken_of_and_after_the_last_payment_there_is_silence(country: str) -> None:
    world = life(country)
    (agreed,) = world.all["agreements"].values()
    promise = next(one for one in world.all["promises"].values() if one.state in {"broken", "partly_kept"})
    paid_on = LIVES[country].due + timedelta(days=SETTLED)
    zone = world.who.debtor.time_zone
    for moment, notice in sent(world):
        if notice.step and promise.made_at < notice.planned_at < promise.ended_at:
            assert not set(notice.invoices) & set(promise.debt_ids)
        if agreed.signed_at < notice.planned_at < agreed.ended_at:
            assert notice.template == "installment"
        assert moment.date() <= paid_on
    assert agreed.state == "breached" and local_date(agreed.ended_at, zone) < paid_on
    assert world.who.invoices == () and world.who.debtor.due_at is None
    assert all(one.state == "paid" and owed(one) == 0 for one in world.all["invoices"].values())
    assert world.who.debtor.unapplied == {} and not world.who.tasks
    rows = [one.id for one in world.said if one.state == "planned"]
    assert len(set(rows)) == len(rows), "no message has another's key"


@everywhere
def test_what_was_paid_is_what_was_owed_and_nothing_else(country: str) -> None:
    """Principal of both invoices and the charges that the ledger kept; what was forgiven came back with the breach."""
    world = life(country)
    charges = sum(one.amount_minor for one in world.entries if one.kind in {"fee", "interest"})
    waived = sum(one.amount_minor for one in world.entries if one.kind in {"waiver", "waiver_reversal"})
    planned = [one.amount_minor for one in world.entries if one.kind.startswith("agreement_interest")]
    total = LIVES[country].total_minor
    assert sum(world.came_in.values()) == total + total // 2 + charges
    assert (waived, sum(planned)) == (0, 0)
