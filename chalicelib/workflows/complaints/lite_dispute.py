"""A disputed invoice from ``/lite``: a posted form, without JavaScript and without a file."""

from collections.abc import Mapping
from datetime import datetime

from chalicelib.domain.complaints.disputing import Asked
from chalicelib.store.sessions import Session
from chalicelib.workflows.complaints import portal_disputes


def lite_dispute(session: Session, fields: Mapping[str, str], now: datetime) -> None:
    """``act``: open, write or withdraw. Raises Refusal."""
    act, dispute, text = fields.get("act", ""), fields.get("dispute", ""), " ".join(fields.get("text", "").split())
    if act == "withdraw":
        portal_disputes.withdraw(session, dispute, now)
    elif act == "write":
        portal_disputes.write(session, dispute, text, now)
    else:
        asked = Asked(fields.get("debt_id", ""), fields.get("reason", ""), text)
        portal_disputes.open_one(session, asked, now, fields.get("key", "")[:100])
