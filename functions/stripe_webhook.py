"""What Stripe tells us: signed, at least once, in any order."""

from chalice.app import Blueprint, Response

from chalicelib.gateways import clock, secrets
from chalicelib.gateways.http import answer, answering, raw_body
from chalicelib.gateways.stripe_events import read_event
from chalicelib.gateways.stripe_webhook import verify
from chalicelib.messages.refusals import refusal_text
from chalicelib.workflows.hear_provider import hear_provider

routes = Blueprint(__name__)


@routes.route("/api/stripe", methods=["POST"], content_types=["application/json", "application/octet-stream"])
@answering(refusal_text, lambda: "en")
def stripe_told() -> Response:
    request = routes.current_request
    signature = request.headers.get("stripe-signature", "")
    event = verify(raw_body(request), signature, secrets.stripe().webhook_secret, clock.now())
    return answer({"done": hear_provider(read_event(event), clock.now())})
