"""Who asks for a plain page or posts its form, and the way back; whatever goes wrong there is a page too."""

import json
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from chalice.app import Request, Response

from chalicelib.domain.errors import Faulty, Refusal, Unauthorized
from chalicelib.gateways import clock
from chalicelib.gateways.http import Route, answering, check_origin, form, page, read_cookie, status_of
from chalicelib.messages.catalog import accepted
from chalicelib.messages.lite import lite_entry, lite_trouble
from chalicelib.messages.refusals import refusal_text
from chalicelib.store.sessions import Session
from chalicelib.workflows import portal_session

FORMS = ["application/x-www-form-urlencoded", "application/json", "text/plain", "multipart/form-data"]
Act = Callable[[Session, Mapping[str, str]], object]


def plainly(language: Callable[[], str]) -> Callable[[Route], Route]:
    """As ``answering``, for whoever has no script to read JSON: what a route raises becomes a page with its words."""

    def decorate(route: Route) -> Route:
        answered = answering(refusal_text, language)(route)

        @wraps(route)
        def wrapped(*args: Any, **kwargs: Any) -> Response:
            said = answered(*args, **kwargs)
            if "application/json" not in said.headers["Content-Type"]:
                return said
            told = json.loads(str(said.body))["message"]
            return page(lite_trouble(language(), told, ours=said.status_code >= 500), said.status_code)

        return wrapped  # type: ignore[return-value]

    return decorate


def posted(request: Request, act: Act, place: str = "") -> Response:
    """Do it, then back to ``place`` of the account by GET: a reload sends nothing twice.

    Who is not signed in (any more) finds the way in; what cannot be taken is told with its reason.
    """
    lang = accepted(request.headers.get("accept-language"))
    try:
        check_origin(request)
        fields = form(request)
        lang = accepted(fields.get("lang"))
        act(portal_session.current_open(read_cookie(request), clock.now()), fields)
    except Unauthorized as refusal:
        return page(lite_entry(lang, words(lang, refusal)), status_of(refusal))
    except Refusal as refusal:
        return page(lite_trouble(lang, words(lang, refusal)), status_of(refusal))
    return page("", 303, {"Location": f"/lite?lang={lang}{place}"})


def words(lang: str, refusal: Refusal) -> str:
    """Of several faults of a form, the first."""
    first = refusal.faults[0] if isinstance(refusal, Faulty) else refusal
    return refusal_text(lang, first.code, first.params)
