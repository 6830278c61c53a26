"""The data behind the rules: complete, as researched, and not about to run out."""

import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from subprocess import run
from typing import Any

import msgspec
import pytest

from chalicelib.domain.contact.country_rules import Rule, all_rules, rule_for, week
from chalicelib.domain.contact.holiday_dates import DATES, FIRST_YEAR, LAST_YEAR
from chalicelib.domain.contact.holidays import is_holiday

RESEARCH = Path(__file__).parents[4] / "shared" / "data" / "contact_rules.yaml"


@pytest.fixture
def researched() -> list[dict[str, Any]]:
    yaml = pytest.importorskip("yaml")
    if not RESEARCH.exists():
        pytest.skip("the researched rules (shared/data/contact_rules.yaml) are not beside this checkout")
    rows: list[dict[str, Any]] = yaml.safe_load(RESEARCH.read_text())
    return rows


def test_every_researched_field_is_in_our_rows(researched: list[dict[str, Any]]) -> None:
    for row in researched:
        wanted = {key: value for key, value in row.items() if key not in {"subdivisions", "windows"}}
        ours = rule_for(str(row["country"]), "", date(2026, 11, 22))
        carried = msgspec.to_builtins(ours)
        assert {key: _plain(carried[key]) for key in wanted} == {key: _plain(value) for key, value in wanted.items()}
        assert ours.windows == week(row["windows"])


def test_every_researched_subdivision_has_a_row(researched: list[dict[str, Any]]) -> None:
    for row in researched:
        for name, part in (row.get("subdivisions") or {}).items():
            ours = rule_for(str(row["country"]), name, date(2026, 11, 22))
            assert (ours.subdivision, ours.law, ours.windows) == (name, part["law"], week(part["windows"]))


def _plain(value: object) -> object:
    """Dates as text, tiers without their absent bound, sequences as lists: the same in YAML and in our rows."""
    plain = msgspec.to_builtins(value)
    if isinstance(plain, list | tuple):
        return [{key: part for key, part in tier.items() if part is not None} for tier in plain]
    return plain


def test_every_row_names_its_source_and_some_hours() -> None:
    for rule in all_rules():
        assert rule.source
        assert any(rule.windows)
        assert rule.holidays in {"blocked", "allowed"}


def test_rows_of_one_place_never_overlap_in_time() -> None:
    def overlap(one: Rule, other: Rule) -> bool:
        same = (one.country, one.subdivision) == (other.country, other.subdivision)
        return (
            same
            and one.effective_from <= (other.effective_to or date.max)
            and other.effective_from <= (one.effective_to or date.max)
        )

    rules = all_rules()
    assert not any(overlap(one, other) for place, one in enumerate(rules) for other in rules[:place])


def test_holidays_do_not_run_out_within_a_year() -> None:
    assert datetime.now(UTC).date() + timedelta(days=365) <= date(LAST_YEAR, 12, 31), (
        "run `python -m infra.public_holidays` after moving YEARS ahead"
    )


def test_every_country_has_every_year() -> None:
    for country, text in DATES.items():
        years = [int(line.split()[0]) for line in text.splitlines()]
        assert years == list(range(FIRST_YEAR, LAST_YEAR + 1)), country
        assert all(is_holiday(country, date(year, 12, 25)) for year in years)


def test_the_dates_are_those_of_the_library() -> None:
    pytest.importorskip("holidays")
    from infra.public_holidays import public_holidays

    for country, year in (("CO", 2026), ("CL", 2029), ("BR", 2032), ("MX", 2030), ("US", 2024)):
        days = {date(year, 1, 1) + timedelta(days=count) for count in range(365)}
        assert {day for day in days if is_holiday(country, day)} == set(public_holidays(country, year)) & days


def test_an_unknown_country_has_no_holidays() -> None:
    assert not is_holiday("ZZ", date(2026, 12, 25))


def test_importing_the_rules_reads_no_data() -> None:
    code = (
        "import sys, chalicelib.domain.contact.contact_rules;"
        "from chalicelib.domain.contact.country_rules import all_rules;"
        "assert 'chalicelib.domain.contact.holiday_dates' not in sys.modules;"
        "assert not all_rules.cache_info().currsize"
    )
    assert run([sys.executable, "-c", code], cwd=Path(__file__).parents[3], check=False).returncode == 0
