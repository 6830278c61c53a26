"""Published rates and values that debts need today and nobody has dropped: a person is asked, nobody guesses. Pure."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from chalicelib.domain.business import Policy
from chalicelib.domain.charging.charges import SETTLED, fee_day, is_past_grace
from chalicelib.domain.charging.rates import Rates
from chalicelib.domain.invoice import Invoice


def lives_on_rates(policy: Policy) -> bool:
    """Whether a policy names anything that has to be published: most do not, and nothing is read for them."""
    rules = policy.late_fee.rules
    return bool(rules.rules or rules.series or rules.cap or rules.collection_fee or policy.indexation)


def missing(invoices: Iterable[Invoice], rates: Rates, today: date) -> dict[str, date | None]:
    """By name of the series, since when there is no value; None: there never was one."""
    found: dict[str, date | None] = {}
    for invoice in invoices:
        for name, holds_days in _needed(invoice, today):
            if rates.on(name, today, holds_days) is None:
                last = max((one.on for one in rates.series.get(name, ()) if one.on <= today), default=None)
                found[name] = last + timedelta(days=holds_days) if last else None
    return found


def _needed(invoice: Invoice, today: date) -> Iterator[tuple[str, int]]:
    terms, rules = invoice.terms, invoice.terms.rules
    if invoice.state in SETTLED:
        return
    if terms.pay_in:
        yield invoice.currency, terms.value_days + 1
    if not is_past_grace(invoice, today):
        return
    for rule in (rules.series, rules.cap):
        if rule:
            yield rule.series, rule.holds_days
    fee = rules.collection_fee
    if (
        fee
        and fee.unit not in {"", invoice.currency}
        and not invoice.collection_charged
        and today >= fee_day(invoice, fee)
    ):
        yield fee.unit, fee.holds_days
