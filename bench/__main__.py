"""``python -m bench``: every figure in one table. ``python -m bench cold portal``: some parts of it."""

import os
import platform
import sys
import textwrap
import time
from collections.abc import Callable
from datetime import UTC, datetime

from bench import Figure

_NAME, _VALUE, _HOW = 58, 13, 96


def main(wanted: list[str]) -> None:
    print(
        f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} CPUs, {datetime.now(UTC):%Y-%m-%d}"
    )
    for name, part in PARTS.items():
        if wanted and name not in wanted:
            continue
        started = time.monotonic()
        found = part()
        print(f"\n── {name} ({time.monotonic() - started:.0f} s)")
        for figure in found:
            _print(*figure)


def _print(metric: str, value: str, how: str) -> None:
    first, *more = textwrap.wrap(how, _HOW)
    print(
        f"{metric:<{_NAME}} {value:>{_VALUE}}   {first}",
        *(f"{'':{_NAME + _VALUE + 4}}{line}" for line in more),
        sep="\n",
    )


def _intake() -> list[Figure]:
    from bench import intake

    return intake.figures()


def _statements() -> list[Figure]:
    from bench import statements

    return statements.figures()


def _large() -> list[Figure]:
    from bench import large

    return large.figures()


def _deciding() -> list[Figure]:
    from bench import deciding

    return deciding.figures()


def _cloud() -> list[Figure]:
    from bench.cloud import started

    with started(datetime(2026, 11, 24, 16, 0, tzinfo=UTC)) as place:
        from bench import cold, imports, reminders  # the product's code learns at import where the cloud is

        answers = cold.first_answers()
        return answers + reminders.figures(place) + imports.figures(place)


def _cold() -> list[Figure]:
    from bench import cold

    return cold.figures()


def _einvoices() -> list[Figure]:
    from bench import einvoices

    return einvoices.figures()


def _formats() -> list[Figure]:
    from bench import formats

    return formats.figures()


def _portal() -> list[Figure]:
    from bench import first_load

    return first_load.figures()


PARTS: dict[str, Callable[[], list[Figure]]] = {
    "cloud": _cloud,
    "cold": _cold,
    "deciding": _deciding,
    "einvoices": _einvoices,
    "formats": _formats,
    "intake": _intake,
    "large": _large,
    "portal": _portal,
    "statements": _statements,
}

if __name__ == "__main__":
    main(sys.argv[1:])
