"""Windows, holidays and daylight saving: when a message may reach a debtor, on the debtor's own clock."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from chalicelib.domain.contact.contact_rules import ALLOWED, Held, Wanted, lawful_start, rule_for, when
from chalicelib.domain.debtor import Debtor, Reached

ZONES = {
    "CO": "America/Bogota",
    "CL": "America/Santiago",
    "PE": "America/Lima",
    "MX": "America/Mexico_City",
    "BR": "America/Sao_Paulo",
    "AR": "America/Argentina/Buenos_Aires",
    "EC": "America/Guayaquil",
    "ES": "Europe/Madrid",
    "US": "America/New_York",
    "UY": "America/Montevideo",
}
COLLECT = Wanted("email", "collection")


def debtor(country: str = "CL", **changes: Any) -> Debtor:
    fields: dict[str, Any] = {"business": "acme", "id": "c1", "name": "Ana", "country": country, "language": "es"}
    return Debtor(**{**fields, "time_zone": ZONES[country], **changes})


def at(text: str, country: str = "CL", zone: str | None = None) -> datetime:
    """A wall-clock moment in the debtor's country, as a UTC instant."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone or ZONES[country])).astimezone(UTC)


# Monday 2026-11-09 to Sunday 2026-11-15: an ordinary week everywhere in the table but where a row says otherwise.
@pytest.mark.parametrize(
    ("country", "moment", "expected"),
    [
        ("CO", "2026-11-10T07:00", None),
        ("CO", "2026-11-10T06:59:59", "outside_hours"),
        ("CO", "2026-11-10T18:59:59", None),
        ("CO", "2026-11-10T19:00", "outside_hours"),
        ("CO", "2026-11-14T08:00", None),
        ("CO", "2026-11-14T07:30", "outside_hours"),
        ("CO", "2026-11-14T15:00", "outside_hours"),
        ("CO", "2026-11-15T10:00", "closed_day"),
        ("CO", "2026-11-16T10:00", "holiday"),  # Independencia de Cartagena, moved to Monday
        ("CL", "2026-11-14T19:59", None),
        ("CL", "2026-11-14T20:00", "outside_hours"),
        ("CL", "2026-11-15T12:00", "closed_day"),
        ("CL", "2026-12-08T12:00", "holiday"),
        ("PE", "2026-11-10T19:59", None),
        ("PE", "2026-11-14T10:00", "closed_day"),
        ("MX", "2026-11-10T21:59", None),
        ("MX", "2026-11-14T10:00", "closed_day"),
        ("MX", "2026-11-16T10:00", "holiday"),  # Revolución, third Monday
        ("BR", "2026-11-14T13:59", None),
        ("BR", "2026-11-14T14:00", "outside_hours"),
        ("BR", "2026-11-20T10:00", "holiday"),  # Consciência Negra
        ("AR", "2026-11-14T11:59", None),
        ("AR", "2026-11-14T09:00", "outside_hours"),
        ("EC", "2026-11-10T19:59", None),
        ("EC", "2026-11-14T10:00", "closed_day"),
        ("ES", "2026-11-10T08:59", "outside_hours"),
        ("ES", "2026-11-10T20:59", None),
        ("US", "2026-11-15T08:00", None),
        ("US", "2026-11-26T12:00", None),  # Thanksgiving: Regulation F knows no holidays
        ("US", "2026-11-15T21:00", "outside_hours"),
        ("UY", "2026-11-10T18:59", None),  # no row of its own
        ("UY", "2026-11-10T19:00", "outside_hours"),
        ("UY", "2026-12-25T10:00", "holiday"),
    ],
)
def test_a_window_includes_its_start_and_excludes_its_end(country: str, moment: str, expected: str | None) -> None:
    answer = when(COLLECT, debtor(country), at(moment, country))
    assert (answer.reason if isinstance(answer, Held) else None) == expected


@pytest.mark.parametrize(
    ("country", "moment", "until"),
    [
        ("CO", "2026-11-14T16:00", "2026-11-17T07:00"),  # Saturday afternoon, Sunday, holiday Monday
        ("CL", "2026-12-07T20:00", "2026-12-09T08:00"),
        ("PE", "2026-11-13T20:00", "2026-11-16T07:00"),
        ("MX", "2026-11-13T23:00", "2026-11-17T07:00"),
        ("US", "2026-11-14T21:30", "2026-11-15T08:00"),
        ("AR", "2026-11-14T12:00", "2026-11-16T08:00"),
    ],
)
def test_a_held_contact_waits_for_the_next_lawful_start(country: str, moment: str, until: str) -> None:
    answer = when(COLLECT, debtor(country), at(moment, country))
    assert isinstance(answer, Held)
    assert answer.until == at(until, country)
    assert when(COLLECT, debtor(country), answer.until) == ALLOWED


def test_santiago_keeps_its_wall_clock_through_both_changes_of_daylight_saving() -> None:
    # The clock goes forward on Sunday 2026-09-06 and back on Sunday 2026-04-05.
    spring = when(COLLECT, debtor("CL"), at("2026-09-05T20:00"))
    autumn = when(COLLECT, debtor("CL"), at("2026-04-04T20:00"))
    assert isinstance(spring, Held)
    assert spring.until == datetime(2026, 9, 7, 11, tzinfo=UTC)
    assert isinstance(autumn, Held)
    assert autumn.until == datetime(2026, 4, 6, 12, tzinfo=UTC)


def test_midnight_of_the_change_does_not_exist_and_nothing_breaks() -> None:
    gap = at("2026-09-06T00:30")
    assert when(COLLECT, debtor("CL"), gap) == Held("closed_day", at("2026-09-07T08:00"))


def test_the_debtors_zone_decides_not_the_capitals() -> None:
    tijuana = debtor("MX", time_zone="America/Tijuana")
    assert when(COLLECT, tijuana, at("2026-11-10T08:30", "MX")) == Held(
        "outside_hours", at("2026-11-10T07:00", zone="America/Tijuana")
    )


def test_rio_de_janeiro_has_its_own_hours() -> None:
    rio = debtor("BR", subdivision="RJ")
    assert when(COLLECT, rio, at("2026-11-10T08:30", "BR")) == Held("outside_hours", at("2026-11-10T09:00", "BR"))
    assert when(COLLECT, rio, at("2026-11-14T10:00", "BR")) == Held("closed_day", at("2026-11-16T09:00", "BR"))


def test_a_country_without_data_still_has_the_default_hours() -> None:
    unknown = replace(debtor("CO"), country="ZZ")
    assert when(COLLECT, unknown, at("2026-11-10T18:59", "CO")) == ALLOWED
    assert when(COLLECT, unknown, at("2026-11-14T10:00", "CO")) == Held("closed_day", at("2026-11-16T08:00", "CO"))


class TestTheDebtorsOwnHours:
    def test_narrow_the_window(self) -> None:
        evening = debtor("CL", hour_from="18:00", hour_to="23:00")
        assert when(COLLECT, evening, at("2026-11-10T10:00")) == Held("outside_hours", at("2026-11-10T18:00"))
        assert when(COLLECT, evening, at("2026-11-10T20:00")) == Held("outside_hours", at("2026-11-11T18:00"))

    def test_close_a_day_on_which_they_leave_nothing(self) -> None:
        evening = debtor("CO", hour_from="16:00")
        assert when(COLLECT, evening, at("2026-11-14T10:00", "CO")) == Held(
            "outside_hours", at("2026-11-17T16:00", "CO")
        )

    @pytest.mark.parametrize(("hour_from", "hour_to"), [("21:00", "23:00"), ("18:00", "09:00"), ("x", "24:00")])
    def test_are_not_followed_when_they_would_silence_us(self, hour_from: str, hour_to: str) -> None:
        night = debtor("CO", hour_from=hour_from, hour_to=hour_to)
        assert when(COLLECT, night, at("2026-11-10T07:00", "CO")) == ALLOWED

    def test_never_widen_it(self) -> None:
        early = debtor("ES", hour_from="05:00", hour_to="23:59")
        assert lawful_start(date(2026, 11, 10), early) == at("2026-11-10T09:00", "ES")


@pytest.mark.parametrize("purpose", ["confirmation", "reply", "report", "legal"])
def test_what_does_not_chase_may_go_at_any_time(purpose: str) -> None:
    contacted = debtor("CO", opted_out=("email",), reached=(Reached(date(2026, 11, 15), "sms", "collection", "n"),))
    assert when(Wanted("email", purpose), contacted, at("2026-11-15T03:00", "CO")) == ALLOWED


def test_an_opted_out_channel_is_never_used_to_chase() -> None:
    stopped = debtor(opted_out=("sms",))
    assert when(Wanted("sms", "collection"), stopped, at("2026-11-10T10:00")) == Held("opted_out", None)
    assert when(Wanted("email", "pre_due"), stopped, at("2026-11-10T10:00")) == ALLOWED


def test_where_the_law_wants_consent_a_channel_without_it_is_never_used() -> None:
    wanted = Wanted("sms", "collection", consents=("email",))
    assert when(wanted, debtor("CO"), at("2026-11-10T10:00", "CO")) == Held("consent_missing", None)
    assert when(wanted, debtor("CL"), at("2026-11-10T10:00")) == ALLOWED


def test_a_day_has_a_lawful_start_or_none() -> None:
    assert lawful_start(date(2026, 11, 10), debtor("CO")) == at("2026-11-10T07:00", "CO")
    assert lawful_start(date(2026, 11, 14), debtor("CO")) == at("2026-11-14T08:00", "CO")
    assert lawful_start(date(2026, 11, 15), debtor("CO")) is None
    assert lawful_start(date(2026, 11, 16), debtor("CO")) is None


def test_a_law_that_was_not_in_force_yet_does_not_bind() -> None:
    assert rule_for("CO", "", date(2023, 10, 9)).country == "*"
    assert rule_for("CO", "", date(2023, 10, 10)).country == "CO"


def test_a_given_rule_is_used_instead_of_the_countrys() -> None:
    spain = rule_for("ES", "", date(2026, 11, 10))
    assert when(COLLECT, debtor("CO"), at("2026-11-10T08:00", "CO"), rule=spain) == Held(
        "outside_hours", at("2026-11-10T09:00", "CO")
    )
