"""What the debtor's page asks about an invoice that they find wrong, as JSON. Files go straight to the bucket."""

import msgspec
from chalice.app import Blueprint, Response

from chalicelib.gateways import clock
from chalicelib.gateways.http import answer, answering, body, idempotency
from chalicelib.messages.refusals import refusal_text
from chalicelib.store.sessions import Session
from chalicelib.workflows.portal_guest import ANY, guest, language, written

routes = Blueprint(__name__)
answered = answering(refusal_text, lambda: language(routes.current_request))


class File(msgspec.Struct, frozen=True):
    """A photo or PDF that the page wants to send: its MIME type, its size in bytes."""

    type: str
    size: int


class DisputeAsked(msgspec.Struct, frozen=True):
    """``POST /api/disputes``: which invoice, a code of ``dispute.reasons``, words of one's own, and a file."""

    debt_id: str
    reason: str
    text: str = ""
    file: File | None = None


class Written(msgspec.Struct, frozen=True):
    """``POST /api/disputes/<id>/messages``: words, a file, or both."""

    text: str = ""
    file: File | None = None


@routes.route("/api/disputes", methods=["POST"], content_types=ANY)
@answered
def dispute() -> Response:
    from chalicelib.domain.complaints.disputing import Asked
    from chalicelib.workflows.already_paid.attach_proof import Wanted
    from chalicelib.workflows.complaints.portal_disputes import open_one

    request = routes.current_request
    said, (key, _) = body(request, DisputeAsked), idempotency(request)
    asked = Asked(said.debt_id, said.reason, " ".join(said.text.split()))
    wanted = Wanted(said.file.type, said.file.size) if said.file else None
    return written(request, lambda session: open_one(session, asked, clock.now(), key, wanted), 201)


@routes.route("/api/disputes/{dispute_id}", methods=["GET"])
@answered
def one_dispute(dispute_id: str) -> Response:
    from chalicelib.workflows.complaints.portal_disputes import find

    return answer(find(guest(routes.current_request), dispute_id, clock.now()))


@routes.route("/api/disputes/{dispute_id}/messages", methods=["POST"], content_types=ANY)
@answered
def write(dispute_id: str) -> Response:
    from chalicelib.workflows.already_paid.attach_proof import Wanted
    from chalicelib.workflows.complaints.portal_disputes import write

    request = routes.current_request
    said = body(request, Written)
    wanted = Wanted(said.file.type, said.file.size) if said.file else None

    def act(session: Session) -> object:
        return write(session, dispute_id, " ".join(said.text.split()), clock.now(), wanted)

    return written(request, act, 201)


@routes.route("/api/disputes/{dispute_id}/sent", methods=["POST"], content_types=ANY)
@answered
def sent(dispute_id: str) -> Response:
    from chalicelib.workflows.complaints.portal_disputes import sent

    return written(routes.current_request, lambda session: sent(session, dispute_id, clock.now()))


@routes.route("/api/disputes/{dispute_id}/withdraw", methods=["POST"], content_types=ANY)
@answered
def withdraw(dispute_id: str) -> Response:
    from chalicelib.workflows.complaints.portal_disputes import withdraw

    return written(routes.current_request, lambda session: withdraw(session, dispute_id, clock.now()))
