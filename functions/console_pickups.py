"""The console's routes for pick-ups: those that are fixed, a new one, and what became of one."""

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
STATES = ("confirmed", "collected", "missed", "cancelled")


class Happened(msgspec.Struct, frozen=True):
    """``POST …/{state}``: what was collected, in minor units; why it was not."""

    amount_minor: int | None = None
    reason: str = ""


@routes.route("/api/console/pickups", methods=["GET"], authorizer=CONSOLE)
@answered
def pickups() -> Response:
    from chalicelib.workflows.by_hand.view_pickups import list_pickups

    return shown(routes.current_request, lambda business, lang: list_pickups(business, lang, clock.now()))


@routes.route("/api/console/pickups", methods=["POST"], authorizer=CONSOLE, content_types=ANY)
@answered
def make() -> Response:
    from chalicelib.workflows.by_hand.ask_pickup import make_pickup
    from chalicelib.workflows.by_hand.view_pickups import one_pickup

    request = routes.current_request
    told = json_body(request)

    def act(user: ConsoleUser, business: Business) -> Any:
        _, pickup = make_pickup(business, told, user.id, clock.now())
        return one_pickup(business, pickup.id, language(request), clock.now())

    return written(request, act, 201)


@routes.route("/api/console/pickups/{pickup_id}", methods=["GET"], authorizer=CONSOLE)
@answered
def pickup(pickup_id: str) -> Response:
    from chalicelib.workflows.by_hand.view_pickups import one_pickup

    return shown(routes.current_request, lambda business, lang: one_pickup(business, pickup_id, lang, clock.now()))


@routes.route("/api/console/pickups/{pickup_id}/{state}", methods=["POST"], authorizer=CONSOLE, content_types=ANY)
@answered
def happened(pickup_id: str, state: str) -> Response:
    from chalicelib.workflows.by_hand.move_pickup import Outcome, move_pickup
    from chalicelib.workflows.by_hand.view_pickups import one_pickup

    request = routes.current_request
    told = body(request, Happened)
    if state not in STATES:
        raise NotFound("not_found")

    def act(user: ConsoleUser, business: Business) -> Any:
        outcome = Outcome(user.id, told.reason[:300], told.amount_minor)
        move_pickup(business, pickup_id, state, outcome, clock.now())
        return one_pickup(business, pickup_id, language(request), clock.now())

    return written(request, act)
