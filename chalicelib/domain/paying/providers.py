"""The payment providers we know. A further one is a line here and a module of its name in ``gateways/providers``."""

import msgspec


class Known(msgspec.Struct, frozen=True):
    """``name``: in settings, paths and records; ``title``: as people know it. ``keeps_cards``: for autopay."""

    name: str
    title: str
    keeps_cards: bool = False


PROVIDERS = (Known("stripe", "Stripe", keeps_cards=True), Known("paypal", "PayPal"))


def names() -> tuple[str, ...]:
    return tuple(known.name for known in PROVIDERS)


def title_of(method: str) -> str:
    """What people call a method that is a provider's own."""
    return next((known.title for known in PROVIDERS if known.name == method), method)
