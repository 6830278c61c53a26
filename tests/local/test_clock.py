"""Product time: real time plus an offset, forward only, remembered."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from infra.local import clock as clocks
from infra.local.clock import Clock

REAL = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)


@pytest.fixture
def real(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The real time, set by the test."""
    moment = [REAL]
    monkeypatch.setattr(clocks, "real_now", lambda: moment[0])
    return moment


def test_a_first_start_shows_real_time(tmp_path: Path, real: list[datetime]) -> None:
    clock = Clock(tmp_path)
    clock.start()
    assert clock.now() == REAL


def test_a_first_start_shows_the_time_asked_for_and_a_second_one_goes_on(tmp_path: Path, real: list[datetime]) -> None:
    Clock(tmp_path).start(REAL - timedelta(days=90))
    real[0] += timedelta(hours=5)
    again = Clock(tmp_path)
    again.start(REAL)
    assert again.now() == REAL - timedelta(days=90) + timedelta(hours=5)


def test_workers_find_the_offset_in_one_file(tmp_path: Path, real: list[datetime]) -> None:
    clock = Clock(tmp_path)
    clock.start()
    clock.advance_to(REAL + timedelta(days=2))
    assert json.loads(clock.path.read_text()) == {"offset_seconds": 172800.0}


def test_the_clock_does_not_run_backward(tmp_path: Path, real: list[datetime]) -> None:
    clock = Clock(tmp_path)
    clock.start()
    with pytest.raises(ValueError, match="backward"):
        clock.advance_to(REAL - timedelta(seconds=1))


def test_a_real_instant_is_read_in_the_time_that_was_shown_then(tmp_path: Path, real: list[datetime]) -> None:
    clock = Clock(tmp_path)
    clock.start()
    real[0] += timedelta(minutes=10)
    clock.advance_to(REAL + timedelta(days=1))
    assert Clock(tmp_path).at(REAL + timedelta(minutes=9)) == REAL + timedelta(minutes=9)
    assert Clock(tmp_path).at(REAL + timedelta(minutes=11)) == REAL + timedelta(days=1, minutes=1)


def test_a_torn_last_line_is_left_out(tmp_path: Path, real: list[datetime]) -> None:
    Clock(tmp_path).start()
    with (tmp_path / "clock-changes.jsonl").open("a") as log:
        log.write('{"at": "2026-11-')
    assert Clock(tmp_path).now() == REAL
