"""Satisfaction in words: the two questions on the debtor's page, and the cases that a business looks after."""

from datetime import datetime
from typing import Any

from chalicelib.domain.business import Business
from chalicelib.domain.complaints.opinions import LONGEST_TEXT
from chalicelib.domain.complaints.satisfaction import ASKED, SCORES, STATES, Opinion
from chalicelib.domain.errors import Fault, Faulty, NotFound
from chalicelib.messages.catalog import say
from chalicelib.store import accounts
from chalicelib.store.sessions import Session
from chalicelib.store.things import list_things
from chalicelib.workflows.complaints.give_opinion import give_opinion
from chalicelib.workflows.showing.viewer import Viewer

MOST = 200


def opinion_told(viewer: Viewer) -> dict[str, Any] | None:
    """``opinion`` of ``GET /api/account``: what is asked just now, if anything. A rehearsal asks no debtor."""
    asked = next((one for one in viewer.account.opinions if one.state == ASKED and not one.rehearsed), None)
    if asked is None:
        return None
    return {
        "id": asked.id,
        "text": say(viewer.lang, "opinion.asked", creditor=viewer.business.name),
        "scores": [{"score": one, "label": say(viewer.lang, f"opinion.score.{one}")} for one in SCORES],
        "longest": LONGEST_TEXT,
    }


def given(session: Session, business: Business, opinion: str, score: int, text: str, now: datetime) -> dict[str, Any]:
    """The answer of ``POST /api/opinions/<id>``. Raises NotFound, Faulty and Conflict."""
    found = give_opinion(business, session.debtor, opinion, score, text, now)
    key = "unhappy" if found.state == "case" else "happy"
    message = say(session.language, f"opinion.thanks.{key}", creditor=business.name)
    return {"id": found.id, "state": found.state, "score": found.score, "message": message}


def list_opinions(business: Business, state: str, lang: str, now: datetime) -> dict[str, Any]:
    """Those of one state, the oldest first; ``more``: there are others behind them. Raises Faulty."""
    if state not in STATES:
        raise Faulty([Fault("state", "bad_value")])
    found = list_things(business.id, Opinion, MOST + 1, state)
    return {
        "opinions": [opinion_view(business, one.debtor, one.thing, lang, now) for one in found[:MOST]],
        "more": len(found) > MOST,
    }


def opinion_view(business: Business, debtor: str, opinion: Opinion, lang: str, now: datetime) -> dict[str, Any]:
    account = accounts.load(business.id, debtor)
    if account is None:
        raise NotFound("not_found")
    viewer = Viewer(account, business, lang, now)
    return {
        "id": opinion.id,
        "debtor": debtor,
        "name": account.debtor.name,
        "state": opinion.state,
        "score": opinion.score,
        "score_text": say(lang, f"opinion.score.{opinion.score}") if opinion.score else None,
        "text": opinion.text or None,
        "invoice": opinion.invoice or None,
        "unasked": opinion.unasked,
        "asked_text": viewer.day(opinion.asked_on),
        "given_at": opinion.given_at,
        "heard_by": opinion.heard_by or None,
        "until": str(opinion.waits_until),
        "answer": opinion.answer or None,
        "answered_by": opinion.answered_by or None,
        "ended_at": opinion.ended_at,
        "ended_by": opinion.ended_by or None,
    }
