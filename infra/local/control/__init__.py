"""The control surface of the embedded run, ``/local/…``. It lives outside the package that is deployed."""

from infra.local.control.product import business_names
from infra.local.control.surface import Surface
from infra.local.paypal import api as paypal
from infra.local.post import office
from infra.local.stripe import api as stripe

__all__ = ["Surface", "business_names", "settings"]


def settings(base_url: str) -> dict[str, str]:
    """What the functions' environment must say so that mail and payments pass through here."""
    doubles = {"STRIPE_API_BASE": base_url + stripe.ROOT, "PAYPAL_API_BASE": base_url + paypal.ROOT}
    return {**doubles, **office.endpoints(base_url)}
