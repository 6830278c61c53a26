"""What the debtor's page asks about a pick-up: a day, or none after all."""

from chalice.app import Blueprint, Response

from chalicelib.domain.errors import NotFound
from chalicelib.gateways import clock
from chalicelib.gateways.http import answering, json_body
from chalicelib.messages.refusals import refusal_text
from chalicelib.store.sessions import Session
from chalicelib.workflows.portal_guest import ANY, language, written

routes = Blueprint(__name__)
answered = answering(refusal_text, lambda: language(routes.current_request))


@routes.route("/api/pickups", methods=["POST"], content_types=ANY)
@answered
def ask() -> Response:
    from chalicelib.store import businesses
    from chalicelib.workflows.by_hand.ask_pickup import ask_pickup

    told = json_body(routes.current_request)

    def act(session: Session) -> object:
        _, pickup = ask_pickup(businesses.load(session.business), session.debtor, told, clock.now())
        return {"id": pickup.id, "state": pickup.state}

    return written(routes.current_request, act, 201)


@routes.route("/api/pickups/{pickup_id}/cancel", methods=["POST"], content_types=ANY)
@answered
def cancel(pickup_id: str) -> Response:
    from chalicelib.store import businesses
    from chalicelib.workflows.by_hand.move_pickup import Outcome, find_pickup, move_pickup

    def act(session: Session) -> object:
        debtor, _ = find_pickup(session.business, pickup_id)
        if debtor != session.debtor:
            raise NotFound("not_found")
        _, pickup = move_pickup(businesses.load(session.business), pickup_id, "cancelled", Outcome(), clock.now())
        return {"id": pickup.id, "state": pickup.state}

    return written(routes.current_request, act, 200)
