"""The console's routes for the counter: who stands there, cash taken, its paper, and a mistake put right."""

from typing import Any

import msgspec
from chalice.app import Blueprint, Response

from chalicelib.domain.business import Business
from chalicelib.gateways import clock
from chalicelib.gateways.console_user import ANY, CONSOLE, ConsoleUser
from chalicelib.gateways.http import HEADERS, answering, body, idempotency, json_body
from chalicelib.messages.refusals import refusal_text
from chalicelib.workflows.console_guest import guest, language, shown, written

routes = Blueprint(__name__)
answered = answering(refusal_text, lambda: language(routes.current_request))


class Mistake(msgspec.Struct, frozen=True):
    """``POST …/cancel``: whose payment it is, and why it was none."""

    debtor: str
    reason: str


@routes.route("/api/console/counter", methods=["GET"], authorizer=CONSOLE)
@answered
def customer() -> Response:
    from chalicelib.workflows.by_hand.view_counter import view_customer

    asked = routes.current_request.query_params
    reference = (asked.get("reference") or "") if asked else ""
    return shown(routes.current_request, lambda business, lang: view_customer(business, reference, lang, clock.now()))


@routes.route("/api/console/counter", methods=["POST"], authorizer=CONSOLE, content_types=ANY)
@answered
def take() -> Response:
    from chalicelib.workflows.by_hand.take_cash import take_cash
    from chalicelib.workflows.by_hand.view_counter import view_taken

    request = routes.current_request
    told, (key, _) = json_body(request), idempotency(request)

    def act(user: ConsoleUser, business: Business) -> Any:
        cash, paid = take_cash(business, told, user.id, key, clock.now())
        return view_taken(business, paid, language(request), cash)

    return written(request, act, 201)


@routes.route("/api/console/counter/{payment_id}/cancel", methods=["POST"], authorizer=CONSOLE, content_types=ANY)
@answered
def cancel(payment_id: str) -> Response:
    from chalicelib.workflows.by_hand.view_counter import view_taken
    from chalicelib.workflows.paying.correct_payment import correct_payment

    request = routes.current_request
    told = body(request, Mistake)

    def act(user: ConsoleUser, business: Business) -> Any:
        attempt = correct_payment(business, told.debtor, payment_id, user.id, told.reason[:300], clock.now())
        return view_taken(business, (told.debtor, attempt), language(request))

    return written(request, act)


@routes.route("/api/console/counter/{payment_id}/paper", methods=["GET"], authorizer=CONSOLE)
@answered
def paper(payment_id: str) -> Response:
    from chalicelib.workflows.by_hand.view_counter import paper as paper_of

    request = routes.current_request
    _, business = guest(request)
    asked = request.query_params
    debtor = (asked.get("debtor") or "") if asked else ""
    text = paper_of(business, debtor, payment_id, language(request), clock.now())
    return Response(text, status_code=200, headers={**HEADERS, "Content-Type": "text/plain; charset=utf-8"})
