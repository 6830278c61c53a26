"""A promise from ``/lite``: a posted form, without JavaScript."""

from collections.abc import Mapping
from datetime import date, datetime

from chalicelib.domain.errors import Refusal
from chalicelib.domain.promising.promises import Asked
from chalicelib.store.sessions import Session
from chalicelib.workflows.promising import portal_agreed


def lite_promise(session: Session, fields: Mapping[str, str], now: datetime) -> None:
    """``act`` save, change or withdraw; ``on`` a day that was offered, or ``other`` one typed. Raises Refusal."""
    act, promise = fields.get("act", ""), fields.get("promise", "")
    if act == "withdraw":
        portal_agreed.withdraw(session, promise, now)
        return
    asked = Asked(chosen_day(fields), currency=fields.get("currency", ""))
    if act == "change":
        portal_agreed.change(session, promise, asked, now)
    else:
        portal_agreed.promise(session, asked, now)


def chosen_day(fields: Mapping[str, str]) -> date:
    """What was typed counts before what was picked: it was typed on purpose. Raises Refusal("pick_a_day")."""
    try:
        return date.fromisoformat((fields.get("other") or fields.get("on") or "").strip())
    except ValueError:
        raise Refusal("pick_a_day", field="on") from None
