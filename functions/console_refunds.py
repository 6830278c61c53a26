"""The console's routes for a payment that goes back: given back by its provider, or put right where people erred."""

import msgspec
from chalice.app import Blueprint, Response

from chalicelib.domain.business import Business
from chalicelib.domain.errors import Refusal
from chalicelib.domain.path_names import from_path_name
from chalicelib.gateways import clock
from chalicelib.gateways.console_user import ANY, CONSOLE, ConsoleUser
from chalicelib.gateways.http import answering, body, idempotency
from chalicelib.messages.refusals import refusal_text
from chalicelib.workflows.console_guest import language, written

routes = Blueprint(__name__)
answered = answering(refusal_text, lambda: language(routes.current_request))
PATH = "/api/console/accounts/{debtor}/payments/{payment_id}"


class Mistake(msgspec.Struct, frozen=True):
    """Why it was none of theirs."""

    reason: str


class Asked(msgspec.Struct, frozen=True):
    """What to give back, in minor units (absent: all that is left), and why."""

    reason: str
    amount_minor: int | None = None


@routes.route(f"{PATH}/refund", methods=["POST"], authorizer=CONSOLE, content_types=ANY)
@answered
def refund(debtor: str, payment_id: str) -> Response:
    from chalicelib.workflows.paying.refund_payment import Refund, refund_payment

    request = routes.current_request
    asked = body(request, Asked)
    key, _ = idempotency(request)
    if not key:
        raise Refusal("idempotency_missing", field="Idempotency-Key")

    def act(user: ConsoleUser, business: Business) -> object:
        whose = from_path_name(debtor)
        wanted = Refund(business.id, whose, payment_id, asked.amount_minor, user.id, asked.reason, key)
        return refund_payment(wanted, clock.now())

    return written(request, act, 202)


@routes.route(f"{PATH}/correct", methods=["POST"], authorizer=CONSOLE, content_types=ANY)
@answered
def correct(debtor: str, payment_id: str) -> Response:
    from chalicelib.workflows.paying.correct_payment import correct_payment

    request, whose = routes.current_request, from_path_name(debtor)
    told = body(request, Mistake)

    def act(user: ConsoleUser, business: Business) -> object:
        attempt = correct_payment(business, whose, payment_id, user.id, told.reason[:300], clock.now())
        given = {"amount_minor": attempt.refunded_minor, "currency": attempt.currency}
        return {"payment": attempt.id, "state": attempt.state, **given}

    return written(request, act)
