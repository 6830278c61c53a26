"""What payment providers tell us: signed, at least once, in any order. Each has its own path, named as it is."""

from collections.abc import Callable

from chalice.app import Blueprint, Response

from chalicelib.domain.paying.providers import names
from chalicelib.gateways import clock, providers
from chalicelib.gateways.http import answer, answering, raw_body
from chalicelib.messages.refusals import refusal_text
from chalicelib.workflows.paying.hear_provider import hear_provider

routes = Blueprint(__name__)
ANY = ["application/json", "application/octet-stream"]


def hears(provider: str) -> Callable[[], Response]:
    @answering(refusal_text, lambda: "en")
    def provider_told() -> Response:
        request = routes.current_request
        told = providers.read_webhook(provider, raw_body(request), request.headers, clock.now())
        return answer({"done": hear_provider(told, clock.now())})

    return provider_told


for known in names():
    routes.route(f"/api/{known}", methods=["POST"], content_types=ANY, name=f"{known}_told")(hears(known))
