"""Which published series an account's figures need, and since when. Most accounts need none, and read none. Pure."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from chalicelib.domain.charging.charges import SETTLED, fee_day
from chalicelib.domain.charging.interest import bears_interest
from chalicelib.domain.invoice import Invoice


def wanted(invoices: Iterable[Invoice]) -> dict[str, date]:
    """By name of the series, the first day whose value may count. Empty for plain rates and fees."""
    since: dict[str, date] = {}
    for invoice in invoices:
        for name, day in _wanted(invoice):
            since[name] = min(day, since.get(name, day))
    return since


def _wanted(invoice: Invoice) -> Iterator[tuple[str, date]]:
    terms, rules = invoice.terms, invoice.terms.rules
    if invoice.state in SETTLED:
        return
    if terms.pay_in:
        yield invoice.currency, (invoice.interest_from or invoice.issued_on) - timedelta(days=terms.value_days)
    if not terms.accepted:
        return
    if bears_interest(invoice):
        start = max(invoice.interest_from or invoice.due_on, invoice.due_on)
        for rule in (rules.series, rules.cap):
            if rule:
                yield rule.series, start - timedelta(days=rule.holds_days)
    fee = rules.collection_fee
    if fee and fee.unit not in {"", invoice.currency} and not invoice.collection_charged:
        yield fee.unit, fee_day(invoice, fee) - timedelta(days=fee.holds_days)
