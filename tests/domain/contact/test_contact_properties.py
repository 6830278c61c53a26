"""What must hold for any debtor, country, history and moment."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.calendar import local
from chalicelib.domain.contact.contact_caps import obstacle
from chalicelib.domain.contact.contact_rules import ALLOWED, Held, Wanted, lawful_start, rule_for, when
from chalicelib.domain.contact.holidays import is_holiday
from chalicelib.domain.debtor import Debtor, Reached

ZONES = (
    "America/Santiago",
    "America/Sao_Paulo",
    "America/Bogota",
    "America/Tijuana",
    "America/New_York",
    "Europe/Madrid",
    "Pacific/Auckland",
    "Asia/Kolkata",
)
COUNTRIES = ("CO", "CL", "PE", "MX", "BR", "AR", "EC", "ES", "US", "UY", "ZZ")
CHANNELS = ("email", "sms", "whatsapp", "call", "letter")
hours = st.sampled_from(["", "00:00", "06:00", "09:30", "12:00", "18:00", "22:00", "23:30"])
moments = st.timedeltas(timedelta(0), timedelta(days=730)).map(lambda ahead: datetime(2026, 1, 1, tzinfo=UTC) + ahead)
wishes = st.builds(
    Wanted, st.sampled_from(CHANNELS), st.sampled_from(["pre_due", "collection"]), st.integers(min_value=0, max_value=9)
)


@st.composite
def cases(draw: st.DrawFn) -> tuple[Wanted, Debtor, datetime]:
    now = draw(moments)
    contacts = st.builds(
        Reached,
        st.integers(min_value=0, max_value=20).map(lambda days: now.date() - timedelta(days=days)),
        st.sampled_from(CHANNELS),
        st.sampled_from(["pre_due", "collection", "confirmation", "conversation"]),
        st.just("n"),
    )
    debtor = Debtor(
        business="acme",
        id="c1",
        name="Ana",
        country=draw(st.sampled_from(COUNTRIES)),
        time_zone=draw(st.sampled_from(ZONES)),
        language="es",
        subdivision=draw(st.sampled_from(["", "RJ"])),
        hour_from=draw(hours),
        hour_to=draw(hours),
        reached=tuple(draw(st.lists(contacts, max_size=8))),
    )
    return draw(wishes), debtor, now


@given(cases())
def test_allowed_means_in_hours_on_a_working_day_and_under_every_cap(case: tuple[Wanted, Debtor, datetime]) -> None:
    wanted, debtor, now = case
    if when(wanted, debtor, now) != ALLOWED:
        return
    here = local(now, debtor.time_zone)
    rule = rule_for(debtor.country, debtor.subdivision, here.date())
    window = rule.windows[here.weekday()]
    assert window
    assert window.start <= here.time() < window.end
    assert rule.holidays == "allowed" or not is_holiday(debtor.country, here.date())
    assert obstacle(here.date(), wanted, rule, debtor.reached) is None
    assert all(one.on != here.date() for one in debtor.reached if one.purpose in {"pre_due", "collection"})


@given(cases())
def test_held_always_ends_and_its_end_is_allowed(case: tuple[Wanted, Debtor, datetime]) -> None:
    wanted, debtor, now = case
    answer = when(wanted, debtor, now)
    if isinstance(answer, Held):
        assert answer.until is not None
        assert answer.until > now
        assert when(wanted, debtor, answer.until) == ALLOWED


@given(cases(), st.floats(min_value=0, max_value=0.999))
def test_nothing_is_allowed_between_now_and_until(case: tuple[Wanted, Debtor, datetime], share: float) -> None:
    wanted, debtor, now = case
    answer = when(wanted, debtor, now)
    if isinstance(answer, Held) and answer.until:
        between = when(wanted, debtor, now + (answer.until - now) * share)
        assert isinstance(between, Held)
        assert between.until == answer.until


@given(cases())
def test_one_more_contact_never_brings_the_next_one_nearer(case: tuple[Wanted, Debtor, datetime]) -> None:
    wanted, debtor, now = case
    today = local(now, debtor.time_zone).date()
    more = (*debtor.reached, Reached(today, wanted.channel, wanted.purpose, "one more"))
    before, after = when(wanted, debtor, now), when(wanted, debtor, now, history=more)
    assert isinstance(after, Held)
    assert after.until
    assert not isinstance(before, Held) or (before.until and before.until <= after.until)


@given(cases(), st.dates(date(2026, 1, 1), date(2027, 12, 31)))
def test_a_days_lawful_start_is_on_that_day_and_is_allowed(case: tuple[Wanted, Debtor, datetime], day: date) -> None:
    wanted, debtor, _ = case
    start = lawful_start(day, debtor)
    if start:
        assert local(start, debtor.time_zone).date() == day
        assert when(wanted, debtor, start, history=()) == ALLOWED
        assert when(wanted, debtor, start - timedelta(microseconds=1), history=()) != ALLOWED
