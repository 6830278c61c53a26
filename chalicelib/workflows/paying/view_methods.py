"""The ways of paying that a business offers, as the portal shows them."""

from collections.abc import Sequence

from chalicelib.domain.paying.method_order import in_their_order, last_used
from chalicelib.gateways.providers import page_offers
from chalicelib.messages.catalog import say
from chalicelib.messages.explain import card_hint, method_hint, method_label
from chalicelib.workflows.paying.ways_to_pay import BY_CARD, provider_of, qr_kind
from chalicelib.workflows.showing.viewer import Viewer


def methods_view(viewer: Viewer, offered: Sequence[str]) -> list[dict[str, str | None]]:
    """In the order in which this debtor uses them."""
    uses = viewer.debtor.paid_by
    return [_method(viewer, method, last_used(uses)) for method in in_their_order(offered, uses)]


def _method(viewer: Viewer, method: str, last: str) -> dict[str, str | None]:
    cash = viewer.business.payment_methods.cash
    name = qr_kind(viewer.business) if method == "qr" else method
    return {
        "id": method,
        "label": method_label(viewer.lang, name),
        "hint": _card(viewer)
        if method == BY_CARD
        else method_hint(viewer.lang, name, hours=cash.hours if cash else ""),
        "note": say(viewer.lang, "method.last_used") if method == last else None,
    }


def _card(viewer: Viewer) -> str:
    """What the card page offers, by name."""
    business = viewer.business
    provider = provider_of(BY_CARD, business, business.currency)
    return card_hint(viewer.lang, page_offers(provider, business.country, business.currency))
