"""Caps and gaps: how often a debtor may hear from us."""

from datetime import UTC, date, datetime, timedelta

import pytest

from chalicelib.domain.contact.contact_rules import ALLOWED, Answer, Held, Wanted, when
from chalicelib.domain.debtor import Debtor, Reached

ZONES = {"CO": "America/Bogota", "CL": "America/Santiago", "BR": "America/Sao_Paulo", "PE": "America/Lima"}
MONDAY = date(2026, 5, 4)  # a week without holidays in these countries, Monday to Saturday


def ask(
    country: str, day: int, channel: str, *history: tuple[int, str], purpose: str = "collection", min_days: int = 0
) -> Answer:
    """The answer at noon UTC-ish of ``MONDAY + day``, with contacts on other days of that count."""
    reached = tuple(Reached(MONDAY + timedelta(days=on), by, "collection", f"n{on}") for on, by in history)
    debtor = Debtor("acme", "c1", "Ana", country, ZONES.get(country, "America/New_York"), "es", reached=reached)
    return when(Wanted(channel, purpose, min_days), debtor, noon(day))


def noon(day: int) -> datetime:
    return datetime(2026, 5, 4, 16, tzinfo=UTC) + timedelta(days=day)


def reason(answer: Answer) -> str | None:
    return answer.reason if isinstance(answer, Held) else None


def until(answer: Answer) -> date | None:
    return answer.until.date() if isinstance(answer, Held) and answer.until else None


@pytest.mark.parametrize("country", ["CO", "CL", "PE", "BR", "US", "UY"])
@pytest.mark.parametrize("purpose", ["pre_due", "collection"])
def test_a_debtor_hears_from_us_once_a_day_everywhere(country: str, purpose: str) -> None:
    answer = ask(country, 1, "email", (1, "email"), purpose=purpose)
    assert reason(answer) == "cap_day"


@pytest.mark.parametrize("country", ["BR", "UY"])
def test_three_contacts_a_week_where_that_is_the_cap(country: str) -> None:
    week = ((0, "email"), (1, "sms"), (2, "email"))
    assert reason(ask(country, 3, "email", *week[:2])) is None
    answer = ask(country, 3, "email", *week)
    assert (reason(answer), until(answer)) == ("cap_week", MONDAY + timedelta(days=7))


def test_an_iso_week_starts_on_monday() -> None:
    assert ask("BR", 7, "email", (2, "email"), (3, "email"), (4, "email")) == ALLOWED


class TestColombia:
    def test_one_channel_a_week(self) -> None:
        answer = ask("CO", 2, "sms", (0, "email"))
        assert (reason(answer), until(answer)) == ("cap_channel_week", MONDAY + timedelta(days=7))
        assert ask("CO", 2, "email", (0, "email")) == ALLOWED

    def test_another_channel_the_week_after(self) -> None:
        assert ask("CO", 8, "sms", (0, "email")) == ALLOWED


class TestChile:
    def test_two_written_contacts_a_week_two_days_apart(self) -> None:
        near = ask("CL", 1, "email", (0, "sms"))
        assert (reason(near), until(near)) == ("min_gap", MONDAY + timedelta(days=2))
        assert ask("CL", 2, "email", (0, "sms")) == ALLOWED
        third = ask("CL", 4, "email", (0, "sms"), (2, "email"))
        assert (reason(third), until(third)) == ("cap_week", MONDAY + timedelta(days=7))

    def test_the_gap_holds_across_weeks(self) -> None:
        assert reason(ask("CL", 7, "email", (6, "email"))) == "min_gap"

    def test_one_call_or_visit_a_week_counted_apart(self) -> None:
        assert ask("CL", 4, "call", (0, "email"), (2, "email")) == ALLOWED
        again = ask("CL", 4, "call", (0, "visit"))
        assert (reason(again), until(again)) == ("cap_week", MONDAY + timedelta(days=7))
        assert ask("CL", 1, "email", (0, "call")) == ALLOWED


class TestUnitedStates:
    def test_seven_calls_in_seven_days(self) -> None:
        calls = tuple((day, "call") for day in range(7))
        assert ask("US", 6, "call", *calls[:6]) == ALLOWED
        full = ((0, "call"), (0, "call"), *calls[1:6])  # two of the first day: as a file of a call center may say
        answer = ask("US", 6, "call", *full)
        assert (reason(answer), until(answer)) == ("cap_calls", MONDAY + timedelta(days=7))
        assert ask("US", 6, "email", *full) == ALLOWED

    def test_no_call_for_seven_days_after_a_conversation(self) -> None:
        talked = (Reached(MONDAY, "call", "conversation", "n"),)
        debtor = Debtor("acme", "c1", "Ana", "US", "America/New_York", "en", reached=talked)
        answer = when(Wanted("call", "collection"), debtor, noon(0))
        assert (reason(answer), until(answer)) == ("quiet_after_conversation", MONDAY + timedelta(days=7))
        assert when(Wanted("email", "collection"), debtor, noon(0)) == ALLOWED
        assert when(Wanted("call", "collection"), debtor, noon(7)) == ALLOWED


class TestThePolicysOwnPace:
    def test_collection_messages_keep_their_distance(self) -> None:
        answer = ask("PE", 1, "email", (0, "email"), min_days=3)
        assert (reason(answer), until(answer)) == ("too_soon", MONDAY + timedelta(days=3))
        assert ask("PE", 3, "email", (0, "email"), min_days=3) == ALLOWED

    def test_zero_means_none_but_still_once_a_day(self) -> None:
        assert ask("PE", 1, "email", (0, "email"), min_days=0) == ALLOWED
        assert reason(ask("PE", 0, "email", (0, "email"), min_days=0)) == "cap_day"

    def test_pre_due_messages_are_only_one_a_day(self) -> None:
        assert ask("PE", 1, "email", (0, "email"), purpose="pre_due", min_days=5) == ALLOWED

    def test_a_long_distance_still_has_an_end(self) -> None:
        answer = ask("PE", 1, "email", (0, "email"), min_days=365)
        assert until(answer) == MONDAY + timedelta(days=365)


def test_confirmations_and_replies_do_not_count() -> None:
    receipt = (Reached(MONDAY, "email", "confirmation", "n"), Reached(MONDAY, "sms", "reply", "m"))
    debtor = Debtor("acme", "c1", "Ana", "CO", "America/Bogota", "es", reached=receipt)
    assert when(Wanted("whatsapp", "collection", 2), debtor, noon(0)) == ALLOWED


def test_the_callers_history_wins_over_the_debtors() -> None:
    own = (Reached(MONDAY, "email", "collection", "own"),)
    debtor = Debtor("acme", "c1", "Ana", "PE", "America/Lima", "es", reached=own)
    assert when(Wanted("email", "collection", 2), debtor, noon(0), history=()) == ALLOWED
