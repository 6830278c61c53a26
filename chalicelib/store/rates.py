"""A business's published rates and unit values, one row a day and series: read only where an invoice needs them."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

from chalicelib.domain.charging.rates import NO_RATES, Rate, Rates
from chalicelib.domain.charging.wanted_rates import wanted
from chalicelib.domain.invoice import Invoice
from chalicelib.store.rows import BusinessRow


def save(business: str, series: str, values: Mapping[date, Decimal]) -> None:
    """Write values by their day; a day that was known gets the new value. ``series``: see ``rates.series_name``."""
    with BusinessRow.batch_write() as batch:
        for day, value in values.items():
            batch.save(BusinessRow(business, _sk(series, day), doc={"value": f"{value:f}"}))


def load(business: str, series: str, since: date) -> tuple[Rate, ...]:
    """The values of one series from ``since`` on, those published ahead too, ascending."""
    rows = BusinessRow.query(
        business, BusinessRow.sk.between(_sk(series, since), _sk(series, date.max)), consistent_read=True
    )
    return tuple(Rate(date.fromisoformat(row.sk.rpartition("#")[2]), Decimal(row.doc["value"])) for row in rows)


def known_for(business: str, invoices: Iterable[Invoice]) -> Rates:
    """The series that these invoices' terms name: one request each, and none at all where they name none."""
    series = {name: load(business, name, since) for name, since in wanted(invoices).items()}
    return Rates(series) if series else NO_RATES


def _sk(series: str, day: date) -> str:
    return f"RATE#{series}#{day}"
