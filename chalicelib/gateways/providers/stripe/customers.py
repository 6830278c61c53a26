"""Stripe's Customer: whose saved card and whose transfers these are. One for each debtor, made when first needed."""

from typing import TYPE_CHECKING

from chalicelib.gateways.providers.stripe.client import client, reaching

if TYPE_CHECKING:
    from stripe.params import CustomerCreateParams

LOCALES = {"es": "es-419", "pt": "pt-BR"}


def new_customer(request: str, reference: str, language: str, email: str | None) -> str:
    """A new customer's id. ``request``: what it is made for, the same one makes it once. Raises TryAgain, GiveUp.

    Stripe learns what a payer would type there, an address and a language, and the reference of their transfers.
    """
    params: CustomerCreateParams = {"description": reference, "preferred_locales": [LOCALES.get(language, "en")]}
    if email:
        params["email"] = email
    with reaching():
        return client().v1.customers.create(params, {"idempotency_key": f"{request}:customer"}).id
