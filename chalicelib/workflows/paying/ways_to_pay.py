"""In which ways a business is paid, and through which provider."""

from datetime import timedelta

from chalicelib.domain.business import Business
from chalicelib.domain.paying import providers as known
from chalicelib.gateways import providers

BY_CARD = "card"
BEFORE, AFTER = ("pix", BY_CARD), ("transfer", "qr", "cash")  # providers' other methods stand between
LIFE = {
    "qr": timedelta(minutes=40),
    "pix": timedelta(days=1),
    "transfer": timedelta(days=3),
    "cash": timedelta(days=3),
}


def methods(business: Business) -> list[str]:
    """What this business takes, the cheapest to the debtor and the quickest to confirm first."""
    has = business.payment_methods
    paged = _paged(business, business.currency)
    offered = {
        **dict.fromkeys(paged, True),
        "pix": has.pix is not None,
        "transfer": has.transfer is not None,
        "qr": has.uploaded_qr is not None or BY_CARD in paged,
        "cash": has.cash is not None,
    }
    order = dict.fromkeys((*BEFORE, *paged, *AFTER))
    return [method for method in order if offered.get(method)]


def qr_kind(business: Business) -> str:
    """The QR we show: the business's own bank QR where it gave one, else that of the payment page."""
    return "qr" if business.payment_methods.uploaded_qr else "page_qr"


def provider_of(method: str, business: Business, currency: str) -> str:
    """Whose page such a payment needs; "" when it needs none. A QR without the bank's is that of a card page."""
    if method == "qr":
        method = "" if business.payment_methods.uploaded_qr else BY_CARD
    return _paged(business, currency).get(method, "")


def life_of(method: str, provider: str) -> timedelta:
    """How long such an attempt waits for its money."""
    return providers.named(provider).LIFE if provider else LIFE[method]


def _paged(business: Business, currency: str) -> dict[str, str]:
    """Methods that providers' pages offer, and whose: where several do, the first."""
    found: dict[str, str] = {}
    for name in known.names():
        if business.payment_methods.takes(name):
            offered = providers.named(name).methods(business.country, currency)
            found = dict.fromkeys(offered, name) | found
    return found
