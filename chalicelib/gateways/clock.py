"""What time it is. The only place that asks the machine; everything else is given ``now``."""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path


def now() -> datetime:
    """The present instant, aware UTC. Where ``CLOCK_FILE`` is set, real time plus the offset written in that file."""
    return datetime.now(UTC) + _offset()


def _offset() -> timedelta:
    path = os.environ.get("CLOCK_FILE")
    if not path:
        return timedelta()
    # Read anew each time: some microseconds, and a clock moved by another process is never seen late.
    return timedelta(seconds=json.loads(Path(path).read_bytes())["offset_seconds"])
