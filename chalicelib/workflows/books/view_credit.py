"""Money in the debtor's favor as they see it: how much, what it will pay, and whether it may be used at once."""

from typing import Any

from chalicelib.domain.books.cash import CREDIT_PAYS
from chalicelib.domain.charging.indexation import payable
from chalicelib.messages.catalog import say
from chalicelib.messages.recurring import credit_text
from chalicelib.workflows.showing.viewer import Viewer


def credit_told(viewer: Viewer) -> list[dict[str, Any]]:
    """By currency; what was given back after it had paid something else (below nothing) is no credit."""
    return [
        {
            "currency": currency,
            "minor": minor,
            "text": _text(viewer, minor, currency),
            "usable": _usable(viewer, currency),
        }
        for currency, minor in sorted(viewer.debtor.unapplied.items())
        if minor > 0
    ]


def _text(viewer: Viewer, minor: int, currency: str) -> str:
    amount = viewer.money(minor, currency)
    if _usable(viewer, currency):
        return say(viewer.lang, "credit.usable", amount=amount)
    return credit_text(viewer.lang, amount)


def _usable(viewer: Viewer, currency: str) -> bool:
    """Something is owed in that money, and neither disputed nor being paid."""
    return any(one.state in CREDIT_PAYS for one in payable(viewer.open, currency))
