"""What time it is, with and without a clock of our own."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from chalicelib.gateways import clock


def test_without_a_clock_file_it_is_real_time_in_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CLOCK_FILE", raising=False)

    assert clock.now().tzinfo is UTC
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_a_clock_file_moves_time_and_a_second_move_is_seen_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "clock.json"
    monkeypatch.setenv("CLOCK_FILE", str(file))

    for offset in (86_400.5, 90_000, -60):
        file.write_text(json.dumps({"offset_seconds": offset}))
        ahead = clock.now() - datetime.now(UTC)
        assert abs(ahead - timedelta(seconds=offset)) < timedelta(seconds=5)
