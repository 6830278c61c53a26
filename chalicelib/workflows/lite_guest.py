"""Who posts a form of ``/lite``, and the way back to the page; every form of an account that is open."""

from collections.abc import Callable, Mapping

from chalice.app import Request, Response

from chalicelib.domain.errors import Faulty, Refusal, Unauthorized
from chalicelib.gateways import clock
from chalicelib.gateways.http import check_origin, form, page, read_cookie, status_of
from chalicelib.messages.catalog import accepted
from chalicelib.messages.lite import lite_entry, lite_trouble
from chalicelib.messages.refusals import refusal_text
from chalicelib.store.sessions import Session
from chalicelib.workflows import portal_session

FORMS = ["application/x-www-form-urlencoded", "application/json", "text/plain", "multipart/form-data"]
Act = Callable[[Session, Mapping[str, str]], object]


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
