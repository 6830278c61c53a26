"""The console's routes for paper checks: what lies in the drawer, one that comes in, and what became of it."""

from datetime import date
from typing import Any

import msgspec
from chalice.app import Blueprint, Response

from chalicelib.domain.business import Business
from chalicelib.domain.errors import NotFound
from chalicelib.gateways import clock
from chalicelib.gateways.console_user import ANY, CONSOLE, ConsoleUser
from chalicelib.gateways.http import answering, body, json_body
from chalicelib.messages.refusals import refusal_text
from chalicelib.workflows.console_guest import language, shown, written

routes = Blueprint(__name__)
answered = answering(refusal_text, lambda: language(routes.current_request))
STATES = ("deposited", "cleared", "bounced", "returned", "withdrawn")


class Happened(msgspec.Struct, frozen=True):
    """``POST …/{state}``: on which local day (absent: today), and why where the bank did not pay."""

    on: date | None = None
    reason: str = ""


@routes.route("/api/console/checks", methods=["GET"], authorizer=CONSOLE)
@answered
def checks() -> Response:
    from chalicelib.workflows.by_hand.view_checks import list_checks

    return shown(routes.current_request, lambda business, lang: list_checks(business, lang, clock.now()))


@routes.route("/api/console/checks/{check_id}", methods=["GET"], authorizer=CONSOLE)
@answered
def check(check_id: str) -> Response:
    from chalicelib.workflows.by_hand.view_checks import one_check

    return shown(routes.current_request, lambda business, lang: one_check(business, check_id, lang, clock.now()))


@routes.route("/api/console/checks", methods=["POST"], authorizer=CONSOLE, content_types=ANY)
@answered
def receive() -> Response:
    from chalicelib.workflows.by_hand.receive_check import receive_check
    from chalicelib.workflows.by_hand.view_checks import one_check

    request = routes.current_request
    told = json_body(request)

    def act(user: ConsoleUser, business: Business) -> Any:
        _, kept = receive_check(business, told, user.id, clock.now())
        return one_check(business, kept.id, language(request), clock.now())

    return written(request, act, 201)


@routes.route("/api/console/checks/{check_id}/{state}", methods=["POST"], authorizer=CONSOLE, content_types=ANY)
@answered
def happened(check_id: str, state: str) -> Response:
    from chalicelib.workflows.by_hand.move_check import Said, move_check
    from chalicelib.workflows.by_hand.view_checks import one_check

    request = routes.current_request
    told = body(request, Happened)
    if state not in STATES:
        raise NotFound("not_found")

    def act(user: ConsoleUser, business: Business) -> Any:
        move_check(business, check_id, state, Said(user.id, told.on, told.reason[:300]), clock.now())
        return one_check(business, check_id, language(request), clock.now())

    return written(request, act)
