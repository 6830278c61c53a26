"""Product time of the embedded run: real time plus an offset that every worker reads from one small file."""

import json
from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from pathlib import Path

Change = tuple[datetime, float]


def real_now() -> datetime:
    return datetime.now(UTC)


class Clock:
    """Runs at real speed, may be set forward, never backward; survives a restart because the offset does.

    ``path`` is what workers read (``CLOCK_FILE``). Each change is kept too, with the real time at which it was
    made, so that a real timestamp (of a sent mail, say) can be read as product time afterwards.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / "clock.json"
        self._log = folder / "clock-changes.jsonl"
        self._changes = _read_changes(self._log)

    def now(self) -> datetime:
        return self.at(real_now())

    def at(self, real: datetime) -> datetime:
        """The product time that was shown at a real instant."""
        position = bisect_right(self._changes, real, key=lambda change: change[0])
        offset = self._changes[position - 1][1] if position else 0.0
        return real + timedelta(seconds=offset)

    def start(self, now: datetime | None = None) -> None:
        """First start: real time, or the time asked for. Later starts go on where the offset stands."""
        if not self._changes:
            real = real_now()
            self._record(real, ((now or real) - real).total_seconds())

    def advance_to(self, moment: datetime) -> None:
        """Set the clock forward; ``ValueError`` when ``moment`` (aware) is already past."""
        real = real_now()
        if moment < self.at(real):
            raise ValueError("the clock does not run backward")
        self._record(real, (moment - real).total_seconds())

    def _record(self, real: datetime, offset: float) -> None:
        change = {"at": real.isoformat(), "offset_seconds": offset}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("a") as log:
            log.write(json.dumps(change) + "\n")
        fresh = self.path.with_suffix(".tmp")
        fresh.write_text(json.dumps({"offset_seconds": offset}))
        fresh.replace(self.path)
        self._changes.append((real, offset))


def _read_changes(log: Path) -> list[Change]:
    lines = log.read_text().splitlines() if log.exists() else []
    records = [json.loads(line) for line in lines if line.endswith("}")]
    return [(datetime.fromisoformat(record["at"]), record["offset_seconds"]) for record in records]
