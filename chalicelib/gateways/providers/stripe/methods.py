"""What a Checkout page offers beside cards, by the country of the business and the currency of the debt.

Limits and lives are Stripe's. The page itself asks for what a method needs (a boleto: name, address and CPF or CNPJ),
and leaves out what the account of Stripe has not turned on (Pix is by invitation where the business is in Brazil).
https://docs.stripe.com/payments/payment-methods/payment-method-support
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

DAY = 24 * 3600
NONE: Mapping[str, Any] = MappingProxyType({})


class Offer(NamedTuple):
    """One method. ``name``: ours; ``type``: Stripe's. It takes ``least`` to ``most`` minor units (0: no end)."""

    name: str
    type: str
    least: int = 0
    most: int = 0
    options: Mapping[str, Any] = NONE

    def takes(self, amount_minor: int) -> bool:
        return self.least <= amount_minor and (not self.most or amount_minor <= self.most)


BY_COUNTRY: dict[tuple[str, str], tuple[Offer, ...]] = {
    ("MX", "MXN"): (
        Offer("card", "card", options={"installments": {"enabled": True}}),
        Offer("oxxo", "oxxo", 1_000, 1_000_000, {"expires_after_days": 3}),
        Offer(
            "bank_transfer", "customer_balance",
            options={"funding_type": "bank_transfer", "bank_transfer": {"type": "mx_bank_transfer"}},
        ),
    ),
    ("BR", "BRL"): (
        Offer("card", "card"),
        Offer("boleto", "boleto", 500, 4_999_999, {"expires_after_days": 3}),
        Offer("pix", "pix", 50, options={"expires_after_seconds": DAY}),
    ),
}  # fmt: skip


def offers(country: str, currency: str) -> tuple[Offer, ...]:
    """Nothing where Stripe's dashboard decides: there we know of no local method with rules of its own."""
    return BY_COUNTRY.get((country, currency), ())


def page_offers(country: str, currency: str) -> tuple[str, ...]:
    """What the page surely offers, by name, cards first. Pix is by invitation: nobody is promised it."""
    return tuple(offer.name for offer in offers(country, currency) if offer.name != "pix")


def params_of(offered: tuple[Offer, ...]) -> dict[str, Any]:
    """The part of a Checkout Session's request that names its methods."""
    if not offered:
        return {}
    options = {offer.type: offer.options for offer in offered if offer.options}
    types = {"allowed_payment_method_types": [offer.type for offer in offered]}
    return types | ({"payment_method_options": options} if options else {})


def needs_customer(offered: tuple[Offer, ...]) -> bool:
    """A bank transfer is to an account of the payer's own, kept for a Customer."""
    return any(offer.type == "customer_balance" for offer in offered)
