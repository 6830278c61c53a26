"""The account for ``/lite``: what the portal shows, and how to pay it by transfer. Looking changes nothing."""

import secrets
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from chalicelib.domain.business import Business
from chalicelib.domain.paying.references import debtor_reference
from chalicelib.messages import formats
from chalicelib.messages.pay_rows import pay_note
from chalicelib.store import businesses
from chalicelib.store.sessions import Session
from chalicelib.workflows.contact.change_preferences import from_session, view_preferences
from chalicelib.workflows.paying.view_transfer import bank_rows, copyable
from chalicelib.workflows.showing.view_account import view_account


def view_lite(session: Session, lang: str, now: datetime) -> dict[str, Any]:
    """``GET /api/account``'s answer and ``transfer``: rows to copy, or None where the business takes none.

    ``key``: this page's own, by which its form counts once. ``channels``: where reminders come. ``open_until_text``:
    the end of the session.
    """
    view = view_account(replace(session, language=lang), now)
    business = businesses.load(session.business)
    return view | {
        "transfer": _transfer(business, session, view, lang),
        "key": secrets.token_hex(8),
        "channels": view_preferences(from_session(replace(session, language=lang)), now)["channels"],
        "open_until_text": formats.clock(session.expires_at, business.time_zone),
    }


def _transfer(business: Business, session: Session, view: dict[str, Any], lang: str) -> dict[str, Any] | None:
    if business.payment_methods.transfer is None or not {"pay", "installment"} & set(view["allowed"]):
        return None
    asked = view["total_text"] if "pay" in view["allowed"] else view["plan"]["due_text"]
    reference = debtor_reference(session.business, session.debtor)
    rows = bank_rows(business, reference, str(asked), lang)
    return {"rows": copyable(rows), "note": pay_note(lang, "transfer")}
