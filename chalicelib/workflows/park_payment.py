"""Money that found no home is kept in sight, and the business is told."""

from chalicelib.domain.errors import NotFound
from chalicelib.gateways.logs import fact
from chalicelib.messages.report_mail import ParkedPayment
from chalicelib.store import businesses
from chalicelib.store.businesses import Parked
from chalicelib.workflows.tell_business import tell_business

NOBODY = "UNKNOWN"  # no business id has capitals


def park_payment(business_id: str, parked: Parked) -> None:
    """Keep a payment that cannot be applied. Twice is once."""
    is_new = businesses.park(business_id, parked)
    fact("payment_parked", business=business_id, reason=parked.reason, metrics={"PaymentsParked": int(is_new)})
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
    tell_business(business, "parked", parked.fact, report, parked.at)
