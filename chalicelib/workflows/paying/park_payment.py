"""Money that found no home is kept in sight, and the business is told."""

from datetime import datetime

from chalicelib.domain.errors import NotFound
from chalicelib.domain.paying.provider_news import ProviderNews
from chalicelib.gateways.logs import fact
from chalicelib.messages.report_mail import ParkedPayment
from chalicelib.store import businesses
from chalicelib.store.businesses import Parked
from chalicelib.workflows.contact.tell_business import tell_business

NOBODY = "UNKNOWN"  # no business id has capitals
MOVES_MONEY = frozenset({"paid", "refunded", "refund_failed", "disputed", "dispute_won"})


def park_news(business: str, told: ProviderNews, reason: str, debtor: str, now: datetime) -> str:
    """Keep money in sight that a provider tells of; news of no money is let go. Returns what was done."""
    if told.kind not in MOVES_MONEY:
        fact("provider_news_unknown", kind=told.kind)
        return "ignored"
    amount = told.refunded_total_minor or told.amount_minor
    known_as = f"{told.refund_id or told.payment_id or told.session_id or told.event_id}.{told.kind}"
    park_payment(business, Parked(told.provider, known_as, reason, amount, told.currency, now, told.attempt_id, debtor))
    return "parked"


def park_payment(business_id: str, parked: Parked) -> None:
    """Keep a payment that cannot be applied. Twice is once."""
    is_new = businesses.park(business_id, parked)
    fact("payment_parked", business=business_id, reason=parked.reason, metrics={"PaymentsParked": int(is_new)})
    report_parked(business_id, parked, parked.fact)


def report_parked(business_id: str, parked: Parked, about: str) -> None:
    """Tell the business, once for what it is about."""
    try:
        business = businesses.load(business_id)
    except NotFound:
        return  # the operator's alarm on PaymentsParked is the only one who can tell whose money this is
    report = ParkedPayment(
        lang=business.language,
        business=business.name,
        reason=parked.reason,
        amount_minor=parked.amount_minor,
        currency=parked.currency,
        provider_id=parked.fact,
        country=business.country,
        debtor=parked.debtor,
    )
    tell_business(business, "parked", about, report, parked.at)
