"""Who asks from the debtor's page, in which language, and each write of theirs once."""

from collections.abc import Callable
from contextlib import suppress

import msgspec
from chalice.app import Request, Response

from chalicelib.domain.errors import Refusal
from chalicelib.gateways import clock
from chalicelib.gateways.http import answer, check_origin, idempotency, read_cookie, refused
from chalicelib.messages.catalog import accepted
from chalicelib.messages.refusals import refusal_text
from chalicelib.store import businesses
from chalicelib.store.sessions import Session
from chalicelib.workflows import portal_session
from chalicelib.workflows.replay import replay

ANY = ["application/json", "text/plain", "application/x-www-form-urlencoded", "application/csp-report",
       "application/reports+json", "application/octet-stream", "multipart/form-data"]  # fmt: skip


def language(request: Request) -> str:
    """The page's own language where it says so, else the session's, else the browser's."""
    if told := request.headers.get("x-language"):
        return accepted(told)
    if token := read_cookie(request):
        with suppress(Refusal):
            return portal_session.current(token, clock.now()).language
    return accepted(request.headers.get("accept-language"))


def guest(request: Request) -> Session:
    """The session of a debtor who has answered the question, in the page's own language. Raises Unauthorized."""
    session = portal_session.current_open(read_cookie(request), clock.now())
    told = request.headers.get("x-language")
    return msgspec.structs.replace(session, language=accepted(told)) if told else session


def written(request: Request, act: Callable[[Session], object], status: int = 200) -> Response:
    """Run a write of a verified debtor, from our own pages, once per Idempotency-Key."""
    check_origin(request)
    session = guest(request)

    def told() -> object:
        try:
            return act(session)
        except Refusal as refusal:
            if "minor" in refusal.params:  # amounts read as on all of the page
                refusal.params["country"] = businesses.load(session.business).country
            raise

    return once_per_key(request, told, session.id, status)


def once_per_key(request: Request, act: Callable[[], object], scope: str, status: int = 200) -> Response:
    """The same request again gets the first answer again, with its status."""
    key, asked = idempotency(request)

    def once() -> tuple[str, int]:
        try:
            content = act()
        except Refusal as refusal:
            said = refused(refusal, refusal_text, language(request))
            return str(said.body), said.status_code
        return msgspec.json.encode(content).decode(), status

    text, replied = replay(scope, key, asked, once, clock.now())
    return answer(msgspec.Raw(text.encode()), replied)
