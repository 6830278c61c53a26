"""What the portal asks, as JSON: opening a link, the account, and how the page fares."""

import msgspec
from chalice.app import Blueprint, Response

from chalicelib.gateways import clock
from chalicelib.gateways.http import (
    answer,
    answering,
    body,
    caller,
    check_origin,
    page,
    raw_body,
    read_cookie,
    set_cookie,
)
from chalicelib.gateways.logs import fact
from chalicelib.messages.explain import link_requested
from chalicelib.messages.lite_taps import STOP, done_page, tap_page
from chalicelib.messages.refusals import refusal_text
from chalicelib.store import sessions
from chalicelib.workflows import known_device, portal_session
from chalicelib.workflows.contact.stop_reminders import stop_reminders
from chalicelib.workflows.lite_guest import plainly
from chalicelib.workflows.portal_guest import ANY, guest, language, once_per_key
from chalicelib.workflows.showing.view_account import view_account
from chalicelib.workflows.showing.view_session import view_session

routes = Blueprint(__name__)
answered = answering(refusal_text, lambda: language(routes.current_request))
plain = plainly(lambda: language(routes.current_request))
DEVICE = "device"  # the cookie of one that is remembered
SESSION_SECONDS = int(portal_session.LIFE.total_seconds())


class Token(msgspec.Struct, frozen=True):
    token: str


class Answer(msgspec.Struct, frozen=True):
    """``remember``: nobody else uses this phone, do not ask again on it."""

    answer: str
    remember: bool = False


class Event(msgspec.Struct, frozen=True):
    screen: str
    step: str = ""
    ms: int = 0


@routes.route("/api/health", methods=["GET"])
def health() -> Response:
    """Ready: the code is loaded and answers. It asks nothing of anybody, so that it can be asked often."""
    return answer({"state": "ready"})


@routes.route("/api/session", methods=["POST"], content_types=ANY)
@answered
def open_session() -> Response:
    request = routes.current_request
    check_origin(request)
    known = read_cookie(request, DEVICE)
    opened = portal_session.open_by_token(body(request, Token).token, clock.now(), caller(request), known)
    view = view_session(opened, clock.now())
    return answer(view, headers={"Set-Cookie": set_cookie(opened.token, SESSION_SECONDS)})


@routes.route("/api/session/verify", methods=["POST"], content_types=ANY)
@answered
def verify() -> Response:
    request = routes.current_request
    check_origin(request)
    given = body(request, Answer)
    session = portal_session.current(read_cookie(request), clock.now())
    said = once_per_key(
        request, lambda: {"state": portal_session.verify(session, given.answer, clock.now()).state}, session.id
    )
    if not given.remember or said.status_code != 200:
        return said
    cookie = set_cookie(known_device.remember(session, clock.now()), int(known_device.LIFE.total_seconds()), DEVICE)
    return Response(said.body, said.headers | {"Set-Cookie": cookie}, said.status_code)


@routes.route("/api/session/renew", methods=["POST"], content_types=ANY)
@answered
def renew() -> Response:
    request = routes.current_request
    check_origin(request)
    portal_session.renew(body(request, Token).token, clock.now())
    return answer({"message": link_requested(language(request))}, 202)


@routes.route("/api/session/stay", methods=["POST"], content_types=ANY)
@answered
def stay() -> Response:
    request = routes.current_request
    check_origin(request)
    now, token = clock.now(), read_cookie(request)
    left = portal_session.seconds_left(portal_session.stay(token, now), now)
    return answer({"seconds": left}, headers={"Set-Cookie": set_cookie(token, left)})


@routes.route("/api/session/end", methods=["POST"], content_types=ANY)
@answered
def end() -> Response:
    request = routes.current_request
    check_origin(request)
    sessions.end(portal_session.current(read_cookie(request), clock.now()).id)
    known_device.forget(read_cookie(request, DEVICE))
    return answer({"state": "ended"}, headers={"Set-Cookie": set_cookie("", 0)})


@routes.route("/api/account", methods=["GET"])
@answered
def account() -> Response:
    session, now = guest(routes.current_request), clock.now()
    return answer(view_account(session, now) | {"session_seconds": portal_session.seconds_left(session, now)})


@routes.route("/api/optout/{key}", methods=["GET"])
@plain
def ask_opt_out(key: str) -> Response:
    """The page behind "stop reminders": looking changes nothing, one tap does."""
    return page(tap_page(STOP, language(routes.current_request), key))


@routes.route("/api/optout/{key}", methods=["POST"], content_types=ANY)
@plain
def opt_out(key: str) -> Response:
    """One-click unsubscribe (RFC 8058): the mail program, or the page above, posts without cookie."""
    stop_reminders(key, clock.now())
    return page(done_page(STOP, language(routes.current_request)))


@routes.route("/api/events", methods=["POST"], content_types=ANY)
@answered
def seen() -> Response:
    """How the portal is used: screen, step, time; never a token or an amount."""
    event = body(routes.current_request, Event)
    fact("portal", screen=event.screen[:40], step=event.step[:40], ms=min(max(event.ms, 0), 600_000))
    return answer(None, 204)


@routes.route("/api/csp", methods=["POST"], content_types=ANY)
@answered
def csp_report() -> Response:
    """A browser refused something of our page: count it; what it was may hold personal data."""
    raw_body(routes.current_request)
    fact("csp_report", metrics={"CspReports": 1})
    return answer(None, 204)
