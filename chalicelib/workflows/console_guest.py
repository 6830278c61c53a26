"""Who asks at the console's door, for which business, and each write of theirs once."""

from collections.abc import Callable
from typing import Any

import msgspec
from chalice.app import Request, Response

from chalicelib.domain.business import Business
from chalicelib.domain.errors import NotFound, Refusal, Unauthorized
from chalicelib.gateways import clock
from chalicelib.gateways.console_user import ConsoleUser, signed_in
from chalicelib.gateways.http import answer, check_origin, idempotency, refused
from chalicelib.messages.catalog import accepted
from chalicelib.messages.refusals import refusal_text
from chalicelib.store import businesses
from chalicelib.workflows.replay import replay


def language(request: Request) -> str:
    return accepted(request.headers.get("x-language") or request.headers.get("accept-language"))


def guest(request: Request) -> tuple[ConsoleUser, Business]:
    """Who asks, and their business. Raises Unauthorized: a business that is gone has no users."""
    user = signed_in(request)
    try:
        return user, businesses.load(user.business)
    except NotFound:
        raise Unauthorized("not_signed_in") from None


def shown(request: Request, view: Callable[[Business, str], object]) -> Response:
    """What ``view`` makes of the guest's business, in their language."""
    _, business = guest(request)
    return answer(view(business, language(request)))


def written(request: Request, act: Callable[[ConsoleUser, Business], Any], status: int = 200) -> Response:
    """Run a write that comes from our own pages once per Idempotency-Key: the same again gets the first answer."""
    check_origin(request)
    user, business = guest(request)

    def once() -> tuple[str, int]:
        try:
            content = act(user, business)
        except Refusal as refusal:
            refusal.params.setdefault("country", business.country)
            said = refused(refusal, refusal_text, language(request))
            return str(said.body), said.status_code
        return msgspec.json.encode(content).decode(), status

    key, asked = idempotency(request)
    text, replied = replay(f"console:{user.business}:{user.id}", key, asked, once, clock.now())
    return answer(msgspec.Raw(text.encode()), replied)
