"""The control surface of the embedded run, ``/local/…``. It lives outside the package that is deployed."""

from infra.local.control.product import business_names
from infra.local.control.surface import Surface
from infra.local.post import office
from infra.local.stripe import api

__all__ = ["Surface", "business_names", "settings"]


def settings(base_url: str) -> dict[str, str]:
    """What the functions' environment must say so that mail and card payments pass through here."""
    return {"STRIPE_API_BASE": base_url + api.ROOT, **office.endpoints(base_url)}
