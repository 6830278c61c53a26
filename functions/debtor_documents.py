"""What the debtor's page asks about papers: which there are, and each as a file."""

import re
from collections.abc import Mapping

from chalice.app import Blueprint, Response

from chalicelib.domain.calendar import local_date
from chalicelib.domain.errors import Fault, Faulty
from chalicelib.gateways import clock
from chalicelib.gateways.http import HEADERS, answer, answering
from chalicelib.messages.catalog import accepted
from chalicelib.messages.refusals import refusal_text
from chalicelib.store import businesses
from chalicelib.workflows.portal_guest import guest, language

routes = Blueprint(__name__)
answered = answering(refusal_text, lambda: language(routes.current_request))


@routes.route("/api/documents", methods=["GET"])
@answered
def documents() -> Response:
    from chalicelib.workflows.books.view_documents import list_documents

    session = guest(routes.current_request)
    business = businesses.load(session.business)
    return answer({"documents": list_documents(business, session.debtor, session.language)})


@routes.route("/api/documents/{document}", methods=["GET"])
@answered
def document(document: str) -> Response:
    """A link in the page leads here, without headers: the language is asked for in the address."""
    from chalicelib.workflows.books.view_documents import own_document, parse_period, published

    session, now = guest(routes.current_request), clock.now()
    asked: Mapping[str, str] = routes.current_request.query_params or {}
    business = businesses.load(session.business)
    period = parse_period(asked.get("from"), asked.get("to"), local_date(now, business.time_zone))
    told = accepted(asked.get("lang") or session.language)
    paper = own_document(business, session.debtor, document, told, period, now)
    link = published(paper, business.id, session.debtor, keep=bool(asked.get("keep")))
    return Response("", status_code=303, headers={**HEADERS, "Location": link})


@routes.route("/api/history", methods=["GET"])
@answered
def history() -> Response:
    from chalicelib.workflows.showing.view_timeline import view_timeline

    session = guest(routes.current_request)
    business = businesses.load(session.business)
    asked: Mapping[str, str] = routes.current_request.query_params or {}
    return answer(view_timeline(business, session.debtor, session.language, clock.now(), _skip(asked.get("skip", ""))))


def _skip(told: str) -> int:
    """How many events to leave out. Raises Faulty."""
    if not re.fullmatch(r"\d{0,6}", told, re.ASCII):
        raise Faulty([Fault("skip", "bad_value")])
    return int(told or 0)
