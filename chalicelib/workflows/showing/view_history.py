"""What the debtor may look back on: invoices that are settled, and payments with their receipts."""

from collections.abc import Sequence
from datetime import date

from chalicelib.domain.attempt import Attempt
from chalicelib.domain.invoice import Invoice
from chalicelib.messages.explain import paid_text
from chalicelib.workflows.showing.viewer import Viewer

LOOK_BACK = 12  # settled invoices and receipts shown


def paid(viewer: Viewer, invoices: Sequence[Invoice]) -> list[dict[str, str]]:
    settled = [one for one in invoices if one.state == "paid" and one.settled_on and one.total_minor > 0]
    settled.sort(key=lambda one: (one.settled_on or date.min, one.number), reverse=True)
    return [
        {
            "id": one.number,
            "number": one.number,
            "concept": one.concept,
            "on": str(one.settled_on),
            "paid_text": paid_text(viewer.lang, one.settled_on or viewer.today, viewer.today),
            "total_text": viewer.money(one.total_minor, one.currency),
        }
        for one in settled[:LOOK_BACK]
    ]


def receipts(viewer: Viewer, attempts: Sequence[Attempt]) -> list[dict[str, str]]:
    """The latest payments first."""
    settled = sorted((one for one in attempts if one.paid_at), key=lambda one: one.created_at, reverse=True)
    return [
        {
            "id": one.id,
            "paid_on_text": viewer.day(viewer.on(one.paid_at or one.created_at)),
            "amount_text": viewer.money(one.amount_minor, one.currency),
            "number": one.receipt,
        }
        for one in settled[:LOOK_BACK]
    ]
