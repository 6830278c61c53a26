"""What the console asks, as JSON, for a business's own people: the business is the one in their verified token."""

from collections.abc import Mapping
from typing import Any

import msgspec
from chalice.app import Blueprint, CognitoUserPoolAuthorizer, Request, Response

from chalicelib.domain.business import Business
from chalicelib.domain.errors import NotFound, Refusal, Unauthorized
from chalicelib.gateways import clock
from chalicelib.gateways.console_user import ConsoleUser, signed_in
from chalicelib.gateways.http import HEADERS, answer, answering, body, check_origin, idempotency, json_body, refused
from chalicelib.messages.catalog import accepted
from chalicelib.messages.refusals import refusal_text
from chalicelib.store import businesses
from chalicelib.workflows.replay import replay

routes = Blueprint(__name__)
ANY = ["application/json", "text/plain", "application/x-www-form-urlencoded", "application/octet-stream",
       "multipart/form-data"]  # fmt: skip
# The pool's own ARN is merged in when packaging: see infra/console.yaml.
CONSOLE = CognitoUserPoolAuthorizer("console", ["arn:aws:cognito-idp:us-east-1:000000000000:userpool/placeholder"])


class Accepted(msgspec.Struct, frozen=True):
    """``POST …/accept``: whose payment it is; "" where only one may have paid."""

    debtor: str = ""


def request() -> Request:
    return routes.current_request


def language() -> str:
    told = request().headers.get("x-language") or request().headers.get("accept-language")
    return accepted(told)


answered = answering(refusal_text, language)


def guest() -> tuple[ConsoleUser, Business]:
    """Who asks, and their business. Raises Unauthorized: a business that is gone has no users."""
    user = signed_in(request())
    try:
        return user, businesses.load(user.business)
    except NotFound:
        raise Unauthorized("not_signed_in") from None


@routes.route("/api/console/imports", methods=["GET"], authorizer=CONSOLE)
@answered
def imports() -> Response:
    from chalicelib.workflows.view_import import list_view

    _, business = guest()
    return answer(list_view(business.id, language()))


@routes.route("/api/console/imports/{import_id}", methods=["GET"], authorizer=CONSOLE)
@answered
def one_import(import_id: str) -> Response:
    from chalicelib.workflows.view_import import find_import, import_view

    _, business = guest()
    return answer(import_view(find_import(business.id, import_id), language()))


@routes.route("/api/console/imports/{import_id}/mapping", methods=["GET"], authorizer=CONSOLE)
@answered
def mapping(import_id: str) -> Response:
    from chalicelib.workflows.view_import import find_import
    from chalicelib.workflows.view_mapping import view_mapping

    _, business = guest()
    return answer(view_mapping(find_import(business.id, import_id), business, language()))


@routes.route("/api/console/imports/{import_id}/mapping", methods=["PUT"], authorizer=CONSOLE, content_types=ANY)
@answered
def confirm_mapping(import_id: str) -> Response:
    from chalicelib.workflows.map_columns import map_columns

    check_origin(request())
    user, business = guest()
    record = map_columns(business.id, import_id, json_body(request()), user.id, clock.now())
    return answer({"id": record.id, "state": record.state}, 202)


@routes.route("/api/console/imports/{import_id}/confirm", methods=["POST"], authorizer=CONSOLE, content_types=ANY)
@answered
def confirm(import_id: str) -> Response:
    from chalicelib.workflows.map_columns import confirm_snapshot

    check_origin(request())
    user, business = guest()

    def act() -> Mapping[str, Any]:
        record = confirm_snapshot(business.id, import_id, clock.now())
        return {"id": record.id, "state": record.state}

    return _once(act, user, 202)


@routes.route("/api/console/imports/{import_id}/undo", methods=["POST"], authorizer=CONSOLE, content_types=ANY)
@answered
def undo(import_id: str) -> Response:
    from chalicelib.workflows.undo_import import undo_import
    from chalicelib.workflows.view_import import find_import, undo_view

    check_origin(request())
    user, business = guest()

    def act() -> Mapping[str, Any]:
        undo_import(business.id, import_id, user.id, clock.now())
        record = find_import(business.id, import_id)
        return {"id": record.id, "state": record.state, "undone_at": record.undone_at, **undo_view(record)}

    return _once(act, user, 202)


@routes.route("/api/console/imports/{import_id}/rejected.csv", methods=["GET"], authorizer=CONSOLE)
@answered
def rejected(import_id: str) -> Response:
    from chalicelib.workflows.view_import import find_import, rejected_file

    _, business = guest()
    content, link = rejected_file(find_import(business.id, import_id))
    if link:
        return Response("", status_code=303, headers={**HEADERS, "Location": link})
    kind = {"Content-Type": "text/csv; charset=utf-8", "Content-Disposition": 'attachment; filename="rejected.csv"'}
    return Response(content, status_code=200, headers={**HEADERS, **kind})


@routes.route("/api/console/proposals", methods=["GET"], authorizer=CONSOLE)
@answered
def proposals() -> Response:
    from chalicelib.workflows.decide_proposal import list_proposals

    _, business = guest()
    return answer({"proposals": list_proposals(business, language())})


@routes.route("/api/console/proposals/{payment_id}/accept", methods=["POST"], authorizer=CONSOLE, content_types=ANY)
@answered
def accept_proposal(payment_id: str) -> Response:
    from chalicelib.workflows.decide_proposal import accept, proposal_view

    check_origin(request())
    user, business = guest()
    debtor = body(request(), Accepted).debtor

    def act() -> Mapping[str, Any]:
        return proposal_view(accept(business, payment_id, debtor, user.id, clock.now()), business, language())

    return _once(act, user, 200)


@routes.route("/api/console/proposals/{payment_id}/reject", methods=["POST"], authorizer=CONSOLE, content_types=ANY)
@answered
def reject_proposal(payment_id: str) -> Response:
    from chalicelib.workflows.decide_proposal import proposal_view, reject

    check_origin(request())
    user, business = guest()

    def act() -> Mapping[str, Any]:
        return proposal_view(reject(business, payment_id, user.id, clock.now()), business, language())

    return _once(act, user, 200)


def _once(act: Any, user: ConsoleUser, status: int) -> Response:
    """Run a write once per Idempotency-Key: the same request again gets the first answer again."""

    def once() -> tuple[str, int]:
        try:
            content = act()
        except Refusal as refusal:
            said = refused(refusal, refusal_text, language())
            return str(said.body), said.status_code
        return msgspec.json.encode(content).decode(), status

    key, asked = idempotency(request())
    text, replied = replay(f"console:{user.business}:{user.id}", key, asked, once, clock.now())
    return answer(msgspec.Raw(text.encode()), replied)
