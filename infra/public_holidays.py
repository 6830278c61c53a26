"""Writes the national public holidays that the domain reads; run by hand when the data runs low.

``python -m infra.public_holidays``

The ``holidays`` library costs 130-490 ms at first use, too much for a cold start: only this script and a test use it.
"""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import holidays

COUNTRIES = (
    "AR", "BO", "BR", "CL", "CO", "CR", "DO", "EC", "ES", "GT",
    "HN", "MX", "NI", "PA", "PE", "PY", "SV", "US", "UY", "VE",
)  # fmt: skip
YEARS = range(2024, 2033)
TARGET = Path(__file__).parent.parent / "chalicelib" / "domain" / "contact" / "holiday_dates.py"
HEADER = '''"""National public holidays, days as MMDD. Written by ``infra/public_holidays.py``: never edit by hand."""

FIRST_YEAR, LAST_YEAR = {first}, {last}

DATES = {{
'''


def public_holidays(country: str, year: int) -> list[date]:
    """National public holidays of one year, moved and observed days included."""
    found = holidays.country_holidays(country, years=year, categories=(holidays.PUBLIC,))
    return sorted(day for day in found if day.year == year)


def year_line(year: int, days: Iterable[date]) -> str:
    return f'        "{year} {" ".join(f"{day:%m%d}" for day in days)}\\n"\n'


def source() -> str:
    """The text of the data module."""
    parts = [HEADER.format(first=YEARS[0], last=YEARS[-1])]
    for country in COUNTRIES:
        lines = "".join(year_line(year, public_holidays(country, year)) for year in YEARS)
        parts.append(f'    "{country}": (\n{lines}    ),\n')
    return "".join([*parts, "}\n"])


if __name__ == "__main__":
    TARGET.write_text(source(), encoding="utf-8")
    print(f"{TARGET.name}: {len(COUNTRIES)} countries, {YEARS[0]}-{YEARS[-1]}")
