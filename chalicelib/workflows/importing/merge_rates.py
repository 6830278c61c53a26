"""Published rates and unit values of a file: kept by unit and day, each once, so that charges can name them."""

from collections.abc import Iterable

from chalicelib.domain.business import Business
from chalicelib.domain.charging.rates import Rate
from chalicelib.intake.records import RateRow
from chalicelib.store import rates
from chalicelib.workflows.importing.draft import Outcome


def merge_rates(business: Business, rows: Iterable[RateRow]) -> list[Outcome]:
    """One outcome a row: ``created``, ``changed`` (another value for a day we knew) or ``unchanged``."""
    by_unit: dict[str, list[RateRow]] = {}
    for row in rows:
        by_unit.setdefault(row.unit, []).append(row)
    return [outcome for unit, its_rows in by_unit.items() for outcome in _merge(business, unit, its_rows)]


def _merge(business: Business, unit: str, rows: list[RateRow]) -> list[Outcome]:
    known = {rate.on: rate for rate in rates.load(business.id, unit, min(row.on for row in rows))}
    new = {row.on: row.value for row in rows if known.get(row.on) != Rate(row.on, row.value)}
    if new:
        rates.save(business.id, unit, new)
    return [Outcome(row.line, _outcome(row, row.on in known, row.on in new), business.currency, 0) for row in rows]


def _outcome(row: RateRow, was_known: bool, is_new: bool) -> str:
    return "unchanged" if not is_new else "changed" if was_known else "created"
