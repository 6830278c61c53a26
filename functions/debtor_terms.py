"""What the debtor's page asks about the terms: what they say, and that they are accepted."""

import msgspec
from chalice.app import Blueprint, Response

from chalicelib.gateways import clock
from chalicelib.gateways.http import address, answer, answering, body, device
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
    from chalicelib.workflows.agreeing.seen import Seen

    request = routes.current_request
    told, seen = body(request, Accepted), Seen(address(request), device(request))
    return written(request, lambda session: accept_terms(session, told.version, told.text_sha256, seen, clock.now()))


@routes.route("/api/terms/evidence", methods=["GET"])
@answered
def evidence() -> Response:
    """The stored records of what was accepted, for whoever wants to verify them."""
    from chalicelib.store import businesses
    from chalicelib.workflows.agreeing.accept_terms import evidence_of_terms

    session = guest(routes.current_request)
    return answer(evidence_of_terms(businesses.load(session.business), session.debtor))
