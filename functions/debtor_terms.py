"""What the debtor's page asks about the terms: what they say, and that they are accepted."""

import hashlib

import msgspec
from chalice.app import Blueprint, Response

from chalicelib.gateways import clock
from chalicelib.gateways.http import answer, answering, body, caller
from chalicelib.messages.refusals import refusal_text
from chalicelib.workflows.portal_guest import ANY, guest, language, written

routes = Blueprint(__name__)
answered = answering(refusal_text, lambda: language(routes.current_request))


class Accepted(msgspec.Struct, frozen=True):
    """Which version, and the hash of the text that was shown."""

    version: str
    text_sha256: str


@routes.route("/api/terms", methods=["GET"])
@answered
def terms() -> Response:
    from chalicelib.workflows.agreeing.accept_terms import view_terms

    return answer(view_terms(guest(routes.current_request)))


@routes.route("/api/terms/accept", methods=["POST"], content_types=ANY)
@answered
def accept() -> Response:
    from chalicelib.workflows.agreeing.accept_terms import accept_terms

    request = routes.current_request
    told = body(request, Accepted)
    device = hashlib.sha256(request.headers.get("user-agent", "").encode()).hexdigest()[:32]
    return written(
        request,
        lambda session: accept_terms(session, told.version, told.text_sha256, caller(request), device, clock.now()),
    )
