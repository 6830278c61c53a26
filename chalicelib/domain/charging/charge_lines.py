"""Every charge line by line: which days, at which rate, on which base. What people are shown, and what is kept."""

from datetime import date, timedelta
from decimal import Decimal

from chalicelib.domain.charging.charges import (
    days_overdue,
    fee_day,
    is_past_grace,
    pending,
    tranches,
    unit_value,
)
from chalicelib.domain.charging.interest import Segment, accrue, bears_interest
from chalicelib.domain.charging.late_rules import ChargeLine
from chalicelib.domain.charging.rates import NO_RATES, Rates
from chalicelib.domain.invoice import Invoice

DAY = timedelta(days=1)


def charge_lines(invoice: Invoice, as_of: date, rates: Rates = NO_RATES) -> tuple[ChargeLine, ...]:
    """What has accrued by ``as_of`` and is not booked yet: the fees that are due, interest by segments, its tax."""
    if not is_past_grace(invoice, as_of):
        return ()
    due = pending(invoice, as_of, rates)
    return (
        *fee_lines(invoice, as_of, rates),
        *interest_lines(invoice, as_of, rates),
        *(tax_lines(invoice, due.interest) if due.tax else ()),
    )


def fee_lines(invoice: Invoice, as_of: date, rates: Rates = NO_RATES) -> tuple[ChargeLine, ...]:
    """The late fee's fixed and percent part, and each tranche of the collection fee, as far as they are not booked."""
    if not is_past_grace(invoice, as_of):
        return ()
    terms, principal, lines = invoice.terms, Decimal(invoice.principal_minor), list[ChargeLine]()
    if terms.flat_minor and not invoice.fee_charged:
        lines.append(ChargeLine("flat_fee", Decimal(terms.flat_minor)))
    if terms.percent and not invoice.fee_charged:
        lines.append(ChargeLine("percent_fee", principal * terms.percent, base=principal, rate=terms.percent))
    return (*lines, *_collection_lines(invoice, as_of, rates))


def interest_lines(invoice: Invoice, as_of: date, rates: Rates = NO_RATES) -> tuple[ChargeLine, ...]:
    """The open segments, and before them what earlier segments carried and no entry has told yet (less than one)."""
    if not bears_interest(invoice) or days_overdue(invoice, as_of) <= 0:
        return ()
    earlier = invoice.interest_carried - invoice.interest_posted_minor
    told = [ChargeLine("earlier_interest", earlier)] if earlier else []
    return (*told, *(_line(segment) for segment in accrue(invoice, as_of, rates).segments))


def tax_lines(invoice: Invoice, interest_minor: int) -> tuple[ChargeLine, ...]:
    """Tax on ``interest_minor``, with what earlier roundings left (less than one)."""
    percent = invoice.terms.rules.tax_percent
    if not percent:
        return ()
    amount = (invoice.interest_posted_minor + interest_minor) * percent - invoice.tax_posted_minor
    return (ChargeLine("tax", amount, base=Decimal(interest_minor), rate=percent),)


def _collection_lines(invoice: Invoice, as_of: date, rates: Rates) -> list[ChargeLine]:
    fee = invoice.terms.rules.collection_fee
    if fee is None or invoice.collection_charged or as_of < fee_day(invoice, fee):
        return []
    value = unit_value(fee, invoice, rates)
    if value is None:
        return []
    return [
        ChargeLine("collection_fee", step.percent * part, base=part, rate=step.percent, first=fee_day(invoice, fee))
        for step, part in tranches(fee, invoice.principal_minor, invoice.currency, value)
        if part
    ]


def _line(segment: Segment) -> ChargeLine:
    return ChargeLine(
        kind="interest",
        amount=segment.amount,
        first=segment.start + DAY,
        last=segment.end,
        days=segment.days,
        base=segment.base,
        rate=segment.rate,
        rate_kind=segment.kind,
        series=segment.series,
        published_on=segment.published_on,
        capped=segment.capped,
    )
