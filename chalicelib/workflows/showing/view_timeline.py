"""The history that a debtor looks back on: everything that happened between them and the business, in their words."""

from datetime import datetime
from typing import Any

from chalicelib.domain.books.event import Event
from chalicelib.domain.books.timeline import timeline
from chalicelib.domain.business import Business
from chalicelib.domain.errors import NotFound
from chalicelib.messages.catalog import say
from chalicelib.store import accounts
from chalicelib.workflows.showing.viewer import Viewer

MOST = 100  # at a time


def view_timeline(business: Business, debtor: str, lang: str, now: datetime, skip: int = 0) -> dict[str, Any]:
    """``{"events": […], "more"}``, the latest first, at most a hundred after ``skip``. Raises NotFound."""
    whole = accounts.load_whole(business.id, debtor)
    if whole is None:
        raise NotFound("not_found")
    viewer = Viewer(whole, business, lang, now)
    known = timeline(whole, whole.entries, whole.notices)
    return {
        "events": [_event(viewer, one) for one in known[skip : skip + MOST]],
        "more": len(known) > skip + MOST,
    }


def _event(viewer: Viewer, one: Event) -> dict[str, Any]:
    """``kind`` without what became of it: ``promise`` for one that was made and for one that was kept."""
    return {
        "on": str(one.on),
        "when": viewer.day(one.on),
        "kind": one.kind.partition(".")[0],
        "text": _text(viewer, one),
        "amount_text": None if one.amount_minor is None else viewer.money(one.amount_minor, one.currency),
        "payment": one.payment or None,
        "document": one.document or None,
        "screen": one.screen or None,
    }


def _text(viewer: Viewer, one: Event) -> str:
    day = viewer.day(one.day) if one.day else ""
    channel = say(viewer.lang, f"history.by.{one.channel}") if one.channel else ""
    return say(viewer.lang, f"history.{one.kind}", number=one.number, day=day, channel=channel)
