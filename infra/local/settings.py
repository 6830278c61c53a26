"""What a run can be told from outside, by environment: PORT, HOME_DIR, DEMO, CLOCK, ENFORCE_PERMISSIONS."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


class BadSetting(Exception):
    """A setting that cannot be meant: ``args[0]`` says which, and what it may be."""


@dataclass(frozen=True)
class Settings:
    """``port`` 0 takes any free one. ``clock``: time of the first start; None is the present."""

    port: int
    path: Path
    demo: bool
    clock: datetime | None
    enforce_permissions: bool = False


def from_environment(environment: Mapping[str, str] = os.environ) -> Settings:
    """Raises BadSetting."""
    port = environment.get("PORT") or "8000"
    if not port.isdecimal() or int(port) > 65535:
        raise BadSetting(f"PORT={port}: a port from 1 to 65535")
    path = Path(environment.get("HOME_DIR") or ".local").expanduser().resolve()
    return Settings(
        port=int(port),
        path=path,
        demo=environment.get("DEMO") != "0",
        clock=_moment(environment.get("CLOCK") or ""),
        enforce_permissions=environment.get("ENFORCE_PERMISSIONS") == "1",
    )


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError:
        raise BadSetting(f"CLOCK={text}: an ISO time such as 2026-11-22T09:00:00-05:00") from None
    return moment.replace(tzinfo=moment.tzinfo or UTC) if moment else None
