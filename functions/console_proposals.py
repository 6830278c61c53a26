"""The console's routes for payments that wait for a person: a bank's, to say whose they are; parked ones, to settle."""

from collections.abc import Mapping
from typing import Any

import msgspec
from chalice.app import Blueprint, Response

from chalicelib.domain.business import Business
from chalicelib.gateways import clock
from chalicelib.gateways.console_user import ANY, CONSOLE, ConsoleUser
from chalicelib.gateways.http import answering, body
from chalicelib.messages.refusals import refusal_text
from chalicelib.workflows.console_guest import language, shown, written

routes = Blueprint(__name__)
answered = answering(refusal_text, lambda: language(routes.current_request))


class Accepted(msgspec.Struct, frozen=True):
    """``POST …/accept``: whose payment it is; "" where only one may have paid."""

    debtor: str = ""


class Settled(msgspec.Struct, frozen=True):
    """``POST …/settle``: what was done with it."""

    note: str


@routes.route("/api/console/parked", methods=["GET"], authorizer=CONSOLE)
@answered
def parked() -> Response:
    from chalicelib.workflows.paying.settle_parked import view_parked

    return shown(routes.current_request, view_parked)


@routes.route("/api/console/parked/{parked_id}/settle", methods=["POST"], authorizer=CONSOLE, content_types=ANY)
@answered
def settle(parked_id: str) -> Response:
    from chalicelib.workflows.paying.settle_parked import settle_parked

    request = routes.current_request
    note = body(request, Settled).note

    def act(user: ConsoleUser, business: Business) -> Mapping[str, Any]:
        return settle_parked(business, parked_id, note, user.id, clock.now())

    return written(request, act)


@routes.route("/api/console/proposals", methods=["GET"], authorizer=CONSOLE)
@answered
def proposals() -> Response:
    from chalicelib.workflows.bank.decide_proposal import list_proposals

    return shown(routes.current_request, lambda business, lang: {"proposals": list_proposals(business, lang)})


@routes.route("/api/console/proposals/{payment_id}/accept", methods=["POST"], authorizer=CONSOLE, content_types=ANY)
@answered
def accept_proposal(payment_id: str) -> Response:
    from chalicelib.workflows.bank.decide_proposal import accept, proposal_view

    request = routes.current_request
    debtor = body(request, Accepted).debtor

    def act(user: ConsoleUser, business: Business) -> Mapping[str, Any]:
        accepted = accept(business, payment_id, debtor, user.id, clock.now())
        return proposal_view(accepted, business, language(request))

    return written(request, act)


@routes.route("/api/console/proposals/{payment_id}/reject", methods=["POST"], authorizer=CONSOLE, content_types=ANY)
@answered
def reject_proposal(payment_id: str) -> Response:
    from chalicelib.workflows.bank.decide_proposal import proposal_view, reject

    request = routes.current_request

    def act(user: ConsoleUser, business: Business) -> Mapping[str, Any]:
        return proposal_view(reject(business, payment_id, user.id, clock.now()), business, language(request))

    return written(request, act)
