"""What the portal asks, as JSON. Every write says where it comes from and carries an Idempotency-Key."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import msgspec
from chalice.app import Blueprint, Request, Response

from chalicelib.domain.errors import Refusal
from chalicelib.gateways import clock
from chalicelib.gateways.http import (
    HEADERS,
    answer,
    answering,
    body,
    caller,
    check_origin,
    idempotency,
    page,
    raw_body,
    read_cookie,
    refused,
    set_cookie,
)
from chalicelib.gateways.logs import fact
from chalicelib.messages.catalog import accepted
from chalicelib.messages.explain import link_requested
from chalicelib.messages.lite import lite_stop, lite_stopped
from chalicelib.messages.refusals import refusal_text
from chalicelib.store import sessions
from chalicelib.workflows import portal_session
from chalicelib.workflows.replay import replay
from chalicelib.workflows.start_payment import find_payment, start_payment
from chalicelib.workflows.stop_reminders import stop_reminders
from chalicelib.workflows.view_account import view_account
from chalicelib.workflows.view_session import view_session
from chalicelib.workflows.view_transfer import transfer_file

routes = Blueprint(__name__)
ANY = ["application/json", "text/plain", "application/x-www-form-urlencoded", "application/csp-report",
       "application/reports+json", "application/octet-stream", "multipart/form-data"]  # fmt: skip
SESSION_SECONDS = int(portal_session.LIFE.total_seconds())


class Token(msgspec.Struct, frozen=True):
    token: str


class Answer(msgspec.Struct, frozen=True):
    answer: str


class Advance(msgspec.Struct, frozen=True):
    """So many periods of a recurring charge, paid ahead."""

    schedule: str
    periods: int


class Payment(msgspec.Struct, frozen=True):
    """``POST /api/payments``: whole debts, a part in minor units of one currency, or periods to come."""

    method: str
    debt_ids: list[str] = []
    amount_minor: int | None = None
    currency: str = ""
    advance: Advance | None = None


class Event(msgspec.Struct, frozen=True):
    screen: str
    step: str = ""
    ms: int = 0


def request() -> Request:
    return routes.current_request


def language() -> str:
    """The page's own language where it says so, else the session's, else the browser's."""
    if told := request().headers.get("x-language"):
        return accepted(told)
    if token := read_cookie(request()):
        with suppress(Refusal):
            return portal_session.current(token, clock.now()).language
    return accepted(request().headers.get("accept-language"))


answered = answering(refusal_text, language)


def written(act: Callable[[], tuple[object, int]], scope: str) -> Response:
    """Run a write once per Idempotency-Key: the same request again gets the first answer again."""
    key, asked = idempotency(request())

    def once() -> tuple[str, int]:
        try:
            content, status = act()
        except Refusal as refusal:
            said = refused(refusal, refusal_text, language())
            return str(said.body), said.status_code
        return msgspec.json.encode(content).decode(), status

    text, status = replay(scope, key, asked, once, clock.now())
    return answer(msgspec.Raw(text.encode()), status)


@routes.route("/api/health", methods=["GET"])
def health() -> Response:
    """Ready: the code is loaded and answers. It asks nothing of anybody, so that it can be asked often."""
    return answer({"state": "ready"})


@routes.route("/api/session", methods=["POST"], content_types=ANY)
@answered
def open_session() -> Response:
    check_origin(request())
    opened = portal_session.open_by_token(body(request(), Token).token, clock.now(), caller(request()))
    view = view_session(opened, clock.now())
    return answer(view, headers={"Set-Cookie": set_cookie(opened.token, SESSION_SECONDS)})


@routes.route("/api/session/verify", methods=["POST"], content_types=ANY)
@answered
def verify() -> Response:
    check_origin(request())
    given = body(request(), Answer).answer
    session = portal_session.current(read_cookie(request()), clock.now())

    def act() -> tuple[Mapping[str, Any], int]:
        return {"state": portal_session.verify(session, given, clock.now()).state}, 200

    return written(act, session.id)


@routes.route("/api/session/renew", methods=["POST"], content_types=ANY)
@answered
def renew() -> Response:
    check_origin(request())
    portal_session.renew(body(request(), Token).token, clock.now())
    return answer({"message": link_requested(language())}, 202)


@routes.route("/api/session/end", methods=["POST"], content_types=ANY)
@answered
def end() -> Response:
    check_origin(request())
    sessions.end(portal_session.current(read_cookie(request()), clock.now()).id)
    return answer({"state": "ended"}, headers={"Set-Cookie": set_cookie("", 0)})


@routes.route("/api/account", methods=["GET"])
@answered
def account() -> Response:
    session = portal_session.current_open(read_cookie(request()), clock.now())
    return answer(view_account(_spoken(session), clock.now()))


@routes.route("/api/payments", methods=["POST"], content_types=ANY)
@answered
def pay() -> Response:
    check_origin(request())
    wanted = body(request(), Payment)
    session = _spoken(portal_session.current_open(read_cookie(request()), clock.now()))

    def act() -> tuple[Mapping[str, Any], int]:
        ahead = (wanted.advance.schedule, wanted.advance.periods) if wanted.advance else None
        started = start_payment(
            session, wanted.method, wanted.debt_ids, wanted.amount_minor, wanted.currency, clock.now(), ahead
        )
        return started, 201

    return written(act, session.id)


@routes.route("/api/payments/{payment_id}", methods=["GET"])
@answered
def payment(payment_id: str) -> Response:
    session = portal_session.current_open(read_cookie(request()), clock.now())
    return answer(find_payment(_spoken(session), payment_id, clock.now()))


@routes.route("/api/transfer.txt", methods=["GET"])
@answered
def transfer() -> Response:
    """The transfer's data as a text to keep: of one payment, or of all that is owed."""
    session = portal_session.current_open(read_cookie(request()), clock.now())
    asked = request().query_params
    told, payment_id = (asked.get("lang"), asked.get("payment") or "") if asked else (None, "")
    text = transfer_file(session, payment_id, accepted(told or session.language), clock.now())
    kind = {"Content-Type": "text/plain; charset=utf-8", "Content-Disposition": 'attachment; filename="transfer.txt"'}
    return Response(text, status_code=200, headers={**HEADERS, **kind})


@routes.route("/api/optout/{key}", methods=["GET"])
@answered
def ask_opt_out(key: str) -> Response:
    """The page behind "stop reminders": looking changes nothing, one tap does."""
    return page(lite_stop(language(), key))


@routes.route("/api/optout/{key}", methods=["POST"], content_types=ANY)
@answered
def opt_out(key: str) -> Response:
    """One-click unsubscribe (RFC 8058): the mail program, or the page above, posts without cookie."""
    stop_reminders(key, clock.now())
    return page(lite_stopped(language()))


@routes.route("/api/events", methods=["POST"], content_types=ANY)
@answered
def seen() -> Response:
    """How the portal is used: screen, step, time; never a token or an amount."""
    event = body(request(), Event)
    fact("portal", screen=event.screen[:40], step=event.step[:40], ms=min(max(event.ms, 0), 600_000))
    return answer(None, 204)


@routes.route("/api/csp", methods=["POST"], content_types=ANY)
@answered
def csp_report() -> Response:
    """A browser refused something of our page: count it; what it was may hold personal data."""
    raw_body(request())
    fact("csp_report", metrics={"CspReports": 1})
    return answer(None, 204)


def _spoken(session: sessions.Session) -> sessions.Session:
    """The page's own language wins over the one the link was sent in."""
    told = request().headers.get("x-language")
    return msgspec.structs.replace(session, language=accepted(told)) if told else session
