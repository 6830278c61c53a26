"""``/lite``: the portal as plain pages, for phones without JavaScript."""

from collections.abc import Mapping

from chalice.app import Blueprint, Request, Response

from chalicelib.domain.contact.preferences import Wish
from chalicelib.domain.errors import Refusal
from chalicelib.gateways import clock
from chalicelib.gateways.http import caller, check_origin, form, page, read_cookie, set_cookie, status_of
from chalicelib.messages.catalog import accepted
from chalicelib.messages.lite import lite_account, lite_entry
from chalicelib.messages.refusals import refusal_text
from chalicelib.store import sessions
from chalicelib.store.sessions import Session
from chalicelib.workflows import portal_session
from chalicelib.workflows.lite_guest import FORMS, plainly, posted
from chalicelib.workflows.promising.lite_promise import lite_promise
from chalicelib.workflows.showing.view_lite import view_lite

routes = Blueprint(__name__)
plain = plainly(lambda: _language(routes.current_request))


@routes.route("/lite", methods=["GET"])
@plain
def show() -> Response:
    request = routes.current_request
    lang = _language(request)
    try:
        session = portal_session.current_open(read_cookie(request), clock.now())
    except Refusal:
        return page(lite_entry(lang))
    return page(lite_account(lang, view_lite(session, lang, clock.now())))


@routes.route("/lite", methods=["POST"], content_types=FORMS)
@plain
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
@plain
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


@routes.route("/api/lite/report", methods=["POST"], content_types=FORMS)
@plain
def report() -> Response:
    """A payment that was made already."""
    from chalicelib.workflows.already_paid.report_plainly import report_plainly

    return posted(routes.current_request, lambda session, fields: report_plainly(session, fields, clock.now()))


@routes.route("/api/lite/extension", methods=["POST"], content_types=FORMS)
def extension() -> Response:
    from chalicelib.workflows.agreeing.lite_extension import lite_extension

    request = routes.current_request
    return posted(request, lambda session, fields: lite_extension(session, fields, clock.now()), "#time")


@routes.route("/api/lite/dispute", methods=["POST"], content_types=FORMS)
@plain
def dispute() -> Response:
    from chalicelib.workflows.complaints.lite_dispute import lite_dispute

    request = routes.current_request
    return posted(request, lambda session, fields: lite_dispute(session, fields, clock.now()), "#dispute")


@routes.route("/api/lite/reminders", methods=["POST"], content_types=FORMS)
@plain
def reminders() -> Response:
    """One tap stops them on a channel, or lets them come again."""
    from chalicelib.workflows.contact.change_preferences import change_preferences, from_session

    def act(session: Session, fields: Mapping[str, str]) -> None:
        wish = Wish(reminders={fields.get("channel", ""): fields.get("act") == "restart"})
        change_preferences(from_session(session), wish, clock.now())

    return posted(routes.current_request, act, "#reminders")


@routes.route("/api/lite/autopay", methods=["POST"], content_types=FORMS)
@plain
def stop_autopay() -> Response:
    from chalicelib.workflows.paying.stop_autopay import stop_now

    def act(session: Session, _: Mapping[str, str]) -> None:
        stop_now(session.business, session.debtor, "debtor:lite", "stopped", clock.now())

    return posted(routes.current_request, act)


def _to_lite(cookie: str, lang: str = "es") -> Response:
    """Back by GET, so that a reload sends nothing twice."""
    return page("", 303, {"Location": f"/lite?lang={lang}", "Set-Cookie": cookie})


def _language(request: Request) -> str:
    told = request.query_params.get("lang") if request.query_params else None
    return accepted(told or request.headers.get("accept-language"))
