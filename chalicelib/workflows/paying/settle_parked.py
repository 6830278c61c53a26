"""Payments that could not be applied, for the business's own people: what waits and why, and one of it settled."""

import base64
import binascii
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from chalicelib.domain.business import Business
from chalicelib.domain.calendar import local_date
from chalicelib.domain.errors import NotFound, Refusal
from chalicelib.domain.paying.providers import title_of
from chalicelib.gateways.logs import fact
from chalicelib.messages.catalog import say
from chalicelib.messages.formats import day, money
from chalicelib.messages.report_mail import PARKED_REASONS
from chalicelib.store import businesses
from chalicelib.store.businesses import Parked

LONGEST_NOTE = 300
_APART = "\n"


def view_parked(business: Business, lang: str) -> dict[str, Any]:
    """The oldest first."""
    waiting = sorted(businesses.list_parked(business.id), key=lambda one: (one.at, one.provider, one.fact))
    return {"parked": [_view(one, business, lang) for one in waiting]}


def settle_parked(business: Business, handle: str, note: str, by: str, now: datetime) -> dict[str, str]:
    """Somebody booked it, or gave it back: ``note`` says which. Twice is once. Raises NotFound, ``reason_required``."""
    if not note.strip():
        raise Refusal("reason_required", field="note")
    provider, _, name = _opened(handle).partition(_APART)
    parked = businesses.load_parked(business.id, provider, name)
    if parked is None:
        raise NotFound("not_found")
    if parked.settled_at is None:
        businesses.settle_parked(
            business.id, replace(parked, settled_at=now, settled_by=by, note=note.strip()[:LONGEST_NOTE])
        )  # fmt: skip
        fact("parked_settled", business=business.id, reason=parked.reason, by=by)
    return {"id": handle, "state": "settled"}


def _view(one: Parked, business: Business, lang: str) -> dict[str, Any]:
    on = local_date(one.at, business.time_zone)
    reason = one.reason if one.reason in PARKED_REASONS else "other"
    return {
        "id": base64.urlsafe_b64encode(f"{one.provider}{_APART}{one.fact}".encode()).decode().rstrip("="),
        "on": str(on),
        "on_text": day(on, lang),
        "provider": one.provider,
        "provider_text": title_of(one.provider),
        "payment": one.fact,
        "reason": one.reason,
        "why": say(lang, f"report.parked.reason.{reason}"),
        "amount_minor": one.amount_minor,
        "currency": one.currency,
        "amount_text": money(one.amount_minor, one.currency, lang, business.country, business.currency),
        "debtor": one.debtor or None,
    }


def _opened(handle: str) -> str:
    try:
        return base64.urlsafe_b64decode(handle + "=" * (-len(handle) % 4)).decode()
    except (binascii.Error, ValueError):
        raise NotFound("not_found") from None
