"""``/lite``: the portal as plain pages, for phones without JavaScript."""

from chalice.app import Blueprint, Request, Response

from chalicelib.domain.errors import Refusal
from chalicelib.gateways import clock
from chalicelib.gateways.http import caller, check_origin, form, page, read_cookie, set_cookie, status_of
from chalicelib.messages.catalog import accepted
from chalicelib.messages.lite import lite_account, lite_entry
from chalicelib.messages.refusals import refusal_text
from chalicelib.store import sessions
from chalicelib.workflows import portal_session
from chalicelib.workflows.promising.lite_promise import lite_promise
from chalicelib.workflows.showing.view_lite import view_lite

routes = Blueprint(__name__)
FORMS = ["application/x-www-form-urlencoded", "application/json", "text/plain", "multipart/form-data"]


@routes.route("/lite", methods=["GET"])
def show() -> Response:
    request = routes.current_request
    lang = _language(request)
    try:
        session = portal_session.current_open(read_cookie(request), clock.now())
    except Refusal:
        return page(lite_entry(lang))
    return page(lite_account(lang, view_lite(session, lang, clock.now())))


@routes.route("/lite", methods=["POST"], content_types=FORMS)
def enter() -> Response:
    request = routes.current_request
    code = ""
    try:
        check_origin(request)
        fields = form(request)
        lang, code = accepted(fields.get("lang")), fields.get("code", "")
        if fields.get("stay"):
            token, now = read_cookie(request), clock.now()
            left = portal_session.seconds_left(portal_session.stay(token, now), now)
            return _to_lite(set_cookie(token, left), lang)
        if fields.get("end"):
            sessions.end(portal_session.current(read_cookie(request), clock.now()).id)
            return _to_lite(set_cookie("", 0), lang)
        opened = portal_session.open_by_code(code, fields.get("answer", ""), clock.now(), caller(request))
    except Refusal as refusal:
        lang = _language(request)
        return page(lite_entry(lang, refusal_text(lang, refusal.code, refusal.params), code), status_of(refusal))
    return _to_lite(set_cookie(opened.token, int(portal_session.LIFE.total_seconds())), lang)


@routes.route("/api/lite/promise", methods=["POST"], content_types=FORMS)
def promise() -> Response:
    """A day to pay, changed or taken back; what was wrong is said on the account's own page."""
    request = routes.current_request
    lang = _language(request)
    try:
        check_origin(request)
        fields = form(request)
        lang = accepted(fields.get("lang"))
        session = portal_session.current_open(read_cookie(request), clock.now())
    except Refusal as refusal:
        return page(lite_entry(lang, refusal_text(lang, refusal.code, refusal.params)), status_of(refusal))
    try:
        lite_promise(session, fields, clock.now())
    except Refusal as refusal:
        view, said = view_lite(session, lang, clock.now()), refusal_text(lang, refusal.code, refusal.params)
        return page(lite_account(lang, view, said, fields.get("other", "")[:10]), status_of(refusal))
    return page("", 303, {"Location": f"/lite?lang={lang}#promise"})


def _to_lite(cookie: str, lang: str = "es") -> Response:
    """Back by GET, so that a reload sends nothing twice."""
    return page("", 303, {"Location": f"/lite?lang={lang}", "Set-Cookie": cookie})


def _language(request: Request) -> str:
    told = request.query_params.get("lang") if request.query_params else None
    return accepted(told or request.headers.get("accept-language"))
