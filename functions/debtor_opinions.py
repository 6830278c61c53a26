"""How satisfied a debtor is: from their page, and from the page behind a message."""

import msgspec
from chalice.app import Blueprint, Response

from chalicelib.domain.errors import Faulty
from chalicelib.gateways import clock
from chalicelib.gateways.http import answering, body, caller, form, page, status_of
from chalicelib.messages.lite_opinion import lite_opinion, lite_opinion_done
from chalicelib.messages.refusals import refusal_text
from chalicelib.store.sessions import Session
from chalicelib.workflows.lite_guest import plainly
from chalicelib.workflows.portal_guest import ANY, language, written

routes = Blueprint(__name__)
answered = answering(refusal_text, lambda: language(routes.current_request))
plain = plainly(lambda: language(routes.current_request))


class Given(msgspec.Struct, frozen=True):
    """``POST /api/opinions/<id>``: 1 (very bad) to 5 (very good), and what could be better."""

    score: int
    text: str = ""


@routes.route("/api/opinions/{opinion_id}", methods=["POST"], content_types=ANY)
@answered
def give(opinion_id: str) -> Response:
    from chalicelib.store import businesses
    from chalicelib.workflows.complaints.view_opinions import given

    request = routes.current_request
    said = body(request, Given)

    def act(session: Session) -> object:
        text, business = " ".join(said.text.split()), businesses.load(session.business)
        return given(session, business, opinion_id, said.score, text, clock.now())

    return written(request, act)


@routes.route("/api/satisfied/{key}", methods=["GET"])
@plain
def ask(key: str) -> Response:
    """The page behind the question: looking changes nothing, one tap does."""
    return page(lite_opinion(language(routes.current_request), key))


@routes.route("/api/satisfied/{key}", methods=["POST"], content_types=ANY)
@plain
def tap(key: str) -> Response:
    from chalicelib.workflows.complaints.give_opinion import tap_opinion

    request = routes.current_request
    fields, lang = form(request), language(request)
    score, text = fields.get("score", ""), " ".join(fields.get("text", "").split())
    try:
        tap_opinion(key, int(score) if score in {"1", "2", "3", "4", "5"} else 0, text, clock.now(), caller(request))
    except Faulty as faulty:
        first = faulty.faults[0]
        return page(lite_opinion(lang, key, refusal_text(lang, first.code, first.params)), status_of(faulty))
    return page(lite_opinion_done(lang))
