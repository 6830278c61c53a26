"""The payment providers we know. A further one is a line here and a module of its name in ``gateways/providers``."""

import msgspec


class Known(msgspec.Struct, frozen=True):
    """``name``: in settings, paths and records; ``title``: as people know it."""

    name: str
    title: str


PROVIDERS = (Known("stripe", "Stripe"),)


def names() -> tuple[str, ...]:
    return tuple(known.name for known in PROVIDERS)
