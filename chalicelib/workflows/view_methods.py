"""The ways of paying that a business offers, as the portal shows them."""

from chalicelib.domain.business import Business
from chalicelib.messages.explain import method_hint, method_label
from chalicelib.workflows.viewer import Viewer


def qr_kind(business: Business) -> str:
    """The QR we show: the business's own bank QR where it gave one, else that of the payment page."""
    return "qr" if business.payment_methods.uploaded_qr else "page_qr"


def method_view(viewer: Viewer, method: str) -> dict[str, str]:
    cash = viewer.business.payment_methods.cash
    name = qr_kind(viewer.business) if method == "qr" else method
    return {
        "id": method,
        "label": method_label(viewer.lang, name),
        "hint": method_hint(viewer.lang, name, hours=cash.hours if cash else ""),
    }
