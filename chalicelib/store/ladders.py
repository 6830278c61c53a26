"""Where open invoices stand on the ladder: kept on the debtor's row, which every decision writes anyway.

So a reminder leaves the invoice's own row, and its copy in the ``live`` index, alone. A settled invoice carries its
steps itself: should the payment be taken back, it goes on where it was.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec.structs import replace

from chalicelib.domain.charging.charges import SETTLED
from chalicelib.domain.invoice import Invoice


def ladder_of(invoices: Iterable[Invoice]) -> dict[str, Any] | None:
    """Number → what it has had, for those that are open and have had something."""
    stood = (one for one in invoices if one.state not in SETTLED and (one.steps or one.escalated))
    return {one.number: {"steps": one.steps, "escalated": one.escalated} for one in stood} or None


def on_ladder(invoice: Invoice, ladder: Mapping[str, Any] | None) -> Invoice:
    """An invoice as it was stored, put back where it stands."""
    found = ladder.get(invoice.number) if ladder else None
    return replace(invoice, steps=tuple(found["steps"]), escalated=found["escalated"]) if found else invoice


def off_ladder(invoice: Invoice) -> Invoice:
    """What the invoice's own row keeps."""
    return invoice if invoice.state in SETTLED else replace(invoice, steps=(), escalated=False)
