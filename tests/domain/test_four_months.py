"""Four months of accounts that are woken whenever they asked to be: lawful, never twice a day, and it ends."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from chalicelib.domain.account import Account
from chalicelib.domain.business import Business, LadderStep
from chalicelib.domain.calendar import local_date
from chalicelib.domain.contact.contact_rules import ALLOWED, Wanted, when
from chalicelib.domain.contact.ladder import step_day
from chalicelib.domain.contact.recheck import why_not
from chalicelib.domain.debtor import Contact, Reached
from chalicelib.domain.decide import decide
from chalicelib.domain.default_policy import DEFAULT_LADDER
from chalicelib.domain.invoice import Invoice, Terms
from chalicelib.domain.notice import Notice
from tests.domain.cases import BOTH, HOME, account, after, at, business, invoice, with_policy

DAYS = 120
WAKES_A_DAY = 6  # more than that in the mean is an account that asks for nothing but attention
channels = st.lists(st.sampled_from(["email", "sms", "call"]), min_size=1, max_size=3, unique=True).map(tuple)
step_days = st.integers(-15, 60)


@st.composite
def ladders(draw: st.DrawFn) -> tuple[LadderStep, ...]:
    steps = draw(st.lists(st.tuples(step_days, channels, st.booleans()), max_size=8))
    return tuple(
        LadderStep(
            f"s{index}",
            days,
            "collection" if days > 0 else "pre_due",
            "friendly",
            channels=wanted,
            counts_from="issued" if from_issue and days > 0 else "due",
        )
        for index, (days, wanted, from_issue) in enumerate(steps)
    )


@st.composite
def lives(draw: st.DrawFn) -> tuple[Account, Business, datetime]:
    country = draw(st.sampled_from(sorted(HOME)))
    start = draw(st.dates(date(2026, 1, 1), date(2027, 6, 30)))
    clock = draw(st.sampled_from(["00:00", "06:59", "09:30", "18:00", "23:59"]))
    ladder = draw(st.just(DEFAULT_LADDER) | ladders())
    of = with_policy(business(country), ladder=ladder, min_days_between=draw(st.integers(0, 5)))
    owed = [
        invoice(
            f"F{index}",
            start + timedelta(days=draw(st.integers(-70, 50))),
            currency=draw(st.sampled_from(["MXN", "MXN", "USD"])),
            terms=Terms(accepted=True, grace_days=2, flat_minor=100),
        )
        for index in range(draw(st.integers(1, 5)))
    ]
    who = account(
        *owed,
        country=country,
        contacts=draw(st.sampled_from([BOTH, (), (Contact(email="a@b.example"),), (Contact(phone="+525512345678"),)])),
        opted_out=draw(st.sampled_from([(), (), ("email",), ("sms",)])),
        hour_from=draw(st.sampled_from(["", "", "10:00", "21:00"])),
        hour_to=draw(st.sampled_from(["", "", "12:00"])),
        preferred_channel=draw(st.sampled_from(["", "sms"])),
    )
    return who, of, at(start, clock, who.debtor.time_zone)


def live(who: Account, of: Business, start: datetime, days: int = DAYS) -> tuple[Account, list[Notice], int]:
    """Every notice of ``days`` days, each decision checked as it is made, and how often the account was woken."""
    now, told, wakes = start, list[Notice](), 0
    history: tuple[Reached, ...] = who.debtor.reached
    while now <= start + timedelta(days=days):
        decision = decide(who, of, now)
        assert decision == decide(who, of, now)
        sent = [one for one in decision.notices if one.state == "planned"]
        assert len(sent) <= 1
        who = after(who, decision)
        for one in sent:
            wanted = Wanted(one.channel, one.purpose, of.policy.min_days_between)
            assert when(wanted, who.debtor, now, history) == ALLOWED
            assert why_not(one, who, of, now) is None, "what was just decided may be sent"
            day = local_date(now, who.debtor.time_zone)
            assert all(reached.on != day for reached in history)
            history = (*history, Reached(day, one.channel, one.purpose, one.id))
        told += decision.notices
        wakes += 1
        assert wakes <= WAKES_A_DAY * (days + 10), "it wakes for nothing"
        if decision.debtor.due_at is None:
            break
        assert decision.debtor.due_at > now
        now = decision.debtor.due_at
    return who, told, wakes


@settings(max_examples=120, deadline=None)
@given(lives())
def test_any_ladder_in_any_country_stays_lawful_and_comes_to_rest(life: tuple[Account, Business, datetime]) -> None:
    who, of, start = life
    final, told, _ = live(who, of, start)
    sent = [one for one in told if one.state == "planned"]

    assert len({one.id[:10] for one in sent}) == len(sent), "never two chasing messages on one local day"
    for one in final.invoices:
        chase = [step for step in of.policy.ladder if step.purpose == "collection"]
        ordered = [step.step for step in sorted(chase, key=lambda step: step_day(one, step))]
        done = [name for name in one.steps if name in ordered]
        assert done == ordered[: len(done)], "collection steps come one after the other, none is skipped"
        assert len(set(one.steps)) == len(one.steps), "and none comes twice"


@settings(max_examples=60, deadline=None)
@given(lives(), st.integers(1, 9), st.integers(0, 23))
def test_sweeps_that_come_late_never_send_more_nor_unlawfully(
    life: tuple[Account, Business, datetime], every: int, hour: int
) -> None:
    """The clock stood still for days: each run that comes catches up with one message at most."""
    who, of, start = life
    for index in range(DAYS // every):
        now = start + timedelta(days=index * every, hours=hour)
        if who.debtor.due_at and who.debtor.due_at > now:
            continue
        decision = decide(who, of, now)
        sent = [one for one in decision.notices if one.state == "planned"]
        assert len(sent) <= 1
        assert all(when(Wanted(one.channel, one.purpose), who.debtor, now) == ALLOWED for one in sent)
        who = after(who, decision)


@pytest.mark.parametrize("country", sorted(HOME))
def test_the_default_ladder_is_climbed_in_four_months_in_every_country(country: str) -> None:
    of = business(country)
    owed = invoice("F1", date(2026, 3, 4), currency=of.currency)
    start = at(date(2026, 2, 2), "06:00", of.time_zone)
    final, told, wakes = live(account(owed, country=country), of, start)

    had = final.invoices[0].steps
    collection = [step.step for step in DEFAULT_LADDER if step.purpose == "collection"]
    assert [name for name in had if name in collection] == collection
    assert final.invoices[0].escalated
    assert final.debtor.due_at is None
    assert wakes < 60
    assert {one.reason for one in told if one.state == "withheld"} <= {
        "closed_day", "holiday", "outside_hours", "cap_day", "cap_week", "min_gap", "cap_channel_week",
    }  # fmt: skip


def test_a_paid_account_is_not_woken_again() -> None:
    of = business()
    final, told, wakes = live(account(invoice(state="paid", principal_minor=0)), of, at(date(2026, 6, 3)))

    assert (told, wakes, final.debtor.due_at) == ([], 1, None)


@settings(max_examples=60, deadline=None)
@given(lives(), st.integers(0, DAYS))
def test_paying_everything_ends_the_chase_at_once(life: tuple[Account, Business, datetime], paid_after: int) -> None:
    who, of, start = life
    who, _, _ = live(who, of, start, paid_after)
    settled: tuple[Invoice, ...] = ()
    _, told, _ = live(replace(who, invoices=settled), of, start + timedelta(days=paid_after), 30)

    assert told == []
