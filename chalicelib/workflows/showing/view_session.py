"""What a device that holds a link is told before it answers the identity question: nothing of the debt, no name."""

from datetime import datetime
from typing import Any

from chalicelib.domain.identity import TRIES, is_locked
from chalicelib.workflows.portal_session import Opened
from chalicelib.workflows.showing.view_account import creditor


def view_session(opened: Opened, now: datetime) -> dict[str, Any]:
    """The answer of ``POST /api/session``."""
    locked = opened.question is not None and is_locked(opened.tries.locked_until, now)
    wrong = 0 if opened.tries.locked_until else opened.tries.wrong
    return {
        "state": "locked" if locked else opened.session.state,
        "lang": opened.session.language,
        "creditor": creditor(opened.business),
        "question": {"kind": opened.question} if opened.question else None,
        "tries_left": 0 if locked else TRIES - wrong,
        "contact": {"email": opened.business.sender.email},
    }
