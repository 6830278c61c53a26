"""Which report a payment that arrived is about: the same money told twice counts once. Pure."""

from collections.abc import Iterable
from datetime import date, timedelta

from chalicelib.domain.already_paid.payment_report import PaymentReport

SAME_WITHIN = timedelta(days=10)  # a bank's day, the business's and the payer's memory of it differ
# How money of each provider may have been told. A card page's own money was not: that is another payment.
_TOLD_AS = {
    "bank": frozenset({"transfer", "deposit", "check", "other"}),
    "counter": frozenset({"cash", "other"}),
    "check": frozenset({"check", "deposit", "other"}),
}
_BY_A_PROVIDER = frozenset({"transfer", "deposit", "cash", "other"})  # a voucher, a transfer to the provider's account
_INSTANT = "card"


def told_of(
    reports: Iterable[PaymentReport], provider: str, method: str, amount_minor: int, currency: str, on: date
) -> PaymentReport | None:
    """The report that means this very money, the one of the nearest day; None: nobody told us of it.

    ``provider`` and ``method`` of the payment that arrived, as of the local day ``on``.
    """
    if method == _INSTANT:
        return None
    ways = _TOLD_AS.get(provider, _BY_A_PROVIDER)
    same = [one for one in reports if one.method in ways and is_money(one, amount_minor, currency, on)]
    return min(same, key=lambda one: (abs(one.paid_on - on), one.made_at), default=None)


def is_money(report: PaymentReport, amount_minor: int, currency: str, on: date) -> bool:
    """Whether a report and a payment agree: to the cent, and within days. What was confirmed counts as it was."""
    amount = report.taken_minor or report.amount_minor
    return (amount, report.currency) == (amount_minor, currency) and abs(report.paid_on - on) <= SAME_WITHIN
