"""The console's routes for disputed invoices: the list, one of them, and its answer: words, a credit note, or a no."""

from typing import Any

import msgspec
from chalice.app import Blueprint, Response

from chalicelib.domain.business import Business
from chalicelib.domain.path_names import from_path_name
from chalicelib.domain.promising.promises import Author
from chalicelib.gateways import clock
from chalicelib.gateways.console_user import ANY, CONSOLE, ConsoleUser
from chalicelib.gateways.http import answering, body, idempotency
from chalicelib.messages.refusals import refusal_text
from chalicelib.workflows.console_guest import language, shown, written

routes = Blueprint(__name__)
answered = answering(refusal_text, lambda: language(routes.current_request))


class DisputeHeard(msgspec.Struct, frozen=True):
    """``POST …/disputes``: what a debtor said on the phone, and who said it."""

    debt_id: str
    reason: str
    text: str = ""
    told_by: str = ""


class Answered(msgspec.Struct, frozen=True):
    text: str


class Accepted(msgspec.Struct, frozen=True):
    """``POST …/accept``: how much of the principal, in minor units; all of it where none is named."""

    credit_minor: int | None = None
    text: str = ""
    keep_charges: bool = False


class Rejected(msgspec.Struct, frozen=True):
    reason: str


@routes.route("/api/console/disputes", methods=["GET"], authorizer=CONSOLE)
@answered
def disputes() -> Response:
    from chalicelib.workflows.complaints.list_disputes import list_disputes

    request = routes.current_request
    asked = request.query_params
    state = (asked.get("state") if asked else None) or "open"
    return shown(request, lambda business, lang: list_disputes(business, state, lang, clock.now()))


@routes.route("/api/console/accounts/{debtor}/disputes", methods=["POST"], authorizer=CONSOLE, content_types=ANY)
@answered
def hear(debtor: str) -> Response:
    from chalicelib.domain.complaints.disputing import Asked
    from chalicelib.workflows.complaints.list_disputes import hear_dispute
    from chalicelib.workflows.promising.promise_payment import Who

    request, who = routes.current_request, from_path_name(debtor)
    heard, (key, _) = body(request, DisputeHeard), idempotency(request)
    asked = Asked(heard.debt_id, heard.reason, " ".join(heard.text.split()))

    def act(user: ConsoleUser, business: Business) -> Any:
        author = Author(user.id, True, " ".join(heard.told_by.split())[:100])
        return hear_dispute(Who(business, who, author, key), asked, language(request), clock.now())

    return written(request, act, 201)


@routes.route("/api/console/disputes/{dispute_id}", methods=["GET"], authorizer=CONSOLE)
@answered
def one_dispute(dispute_id: str) -> Response:
    from chalicelib.workflows.complaints.list_disputes import open_dispute

    return shown(routes.current_request, lambda business, lang: open_dispute(business, dispute_id, lang, clock.now()))


@routes.route("/api/console/disputes/{dispute_id}/answer", methods=["POST"], authorizer=CONSOLE, content_types=ANY)
@answered
def answer_one(dispute_id: str) -> Response:
    from chalicelib.workflows.complaints.answer_dispute import answer_dispute
    from chalicelib.workflows.complaints.list_disputes import open_dispute, whose

    request = routes.current_request
    said = " ".join(body(request, Answered).text.split())

    def act(user: ConsoleUser, business: Business) -> Any:
        answer_dispute(business, whose(business, dispute_id), dispute_id, said, user.id, clock.now())
        return open_dispute(business, dispute_id, language(request), clock.now())

    return written(request, act)


@routes.route("/api/console/disputes/{dispute_id}/accept", methods=["POST"], authorizer=CONSOLE, content_types=ANY)
@answered
def accept(dispute_id: str) -> Response:
    from chalicelib.workflows.complaints.answer_dispute import accept_dispute
    from chalicelib.workflows.complaints.list_disputes import open_dispute, whose

    request = routes.current_request
    asked = body(request, Accepted)

    def act(user: ConsoleUser, business: Business) -> Any:
        debtor, said = whose(business, dispute_id), " ".join(asked.text.split())
        credit, keeps, now = asked.credit_minor, asked.keep_charges, clock.now()
        accept_dispute(business, debtor, dispute_id, credit, said, user.id, now, keeps)
        return open_dispute(business, dispute_id, language(request), now)

    return written(request, act)


@routes.route("/api/console/disputes/{dispute_id}/reject", methods=["POST"], authorizer=CONSOLE, content_types=ANY)
@answered
def reject(dispute_id: str) -> Response:
    from chalicelib.workflows.complaints.answer_dispute import reject_dispute
    from chalicelib.workflows.complaints.list_disputes import open_dispute, whose

    request = routes.current_request
    reason = " ".join(body(request, Rejected).reason.split())

    def act(user: ConsoleUser, business: Business) -> Any:
        reject_dispute(business, whose(business, dispute_id), dispute_id, reason, user.id, clock.now())
        return open_dispute(business, dispute_id, language(request), clock.now())

    return written(request, act)


@routes.route("/api/console/disputes/{dispute_id}/withdraw", methods=["POST"], authorizer=CONSOLE, content_types=ANY)
@answered
def withdraw(dispute_id: str) -> Response:
    """The debtor takes it back, on the phone."""
    from chalicelib.workflows.complaints.dispute_invoice import withdraw_dispute
    from chalicelib.workflows.complaints.list_disputes import open_dispute, whose
    from chalicelib.workflows.promising.promise_payment import Who

    request = routes.current_request

    def act(user: ConsoleUser, business: Business) -> Any:
        who = Who(business, whose(business, dispute_id), Author(user.id, True))
        withdraw_dispute(who, dispute_id, clock.now())
        return open_dispute(business, dispute_id, language(request), clock.now())

    return written(request, act)
