"""What the debtor's page asks about promises to pay and about what stands in the way, as JSON."""

from datetime import date
from decimal import Decimal

import msgspec
from chalice.app import Blueprint, Response

from chalicelib.domain.promising.promises import Asked
from chalicelib.gateways import clock
from chalicelib.gateways.http import answer, answering, body, caller, idempotency, page
from chalicelib.messages.lite_taps import RECEIVED, done_page, tap_page
from chalicelib.messages.refusals import refusal_text
from chalicelib.store.sessions import Session
from chalicelib.workflows.lite_guest import plainly
from chalicelib.workflows.portal_guest import ANY, guest, language, once_per_key, written

routes = Blueprint(__name__)
answered = answering(refusal_text, lambda: language(routes.current_request))
plain = plainly(lambda: language(routes.current_request))


class PromiseAsked(msgspec.Struct, frozen=True):
    """``POST /api/promises``: a day, and all that is owed then, an amount of it or a share of it."""

    on: date
    amount_minor: int | None = None
    share: Decimal | None = None
    currency: str = ""
    debt_ids: list[str] = []
    reason: str = ""

    def asked(self) -> Asked:
        debts = tuple(dict.fromkeys(self.debt_ids))
        return Asked(self.on, self.amount_minor, self.share, self.currency, debts, " ".join(self.reason.split()))


class ExcuseTold(msgspec.Struct, frozen=True):
    """``POST /api/excuses``: a code of ``help.options``, the debts it is about, and words of one's own."""

    code: str
    debt_ids: list[str] = []
    text: str = ""


@routes.route("/api/promises", methods=["POST"], content_types=ANY)
@answered
def promise() -> Response:
    from chalicelib.workflows.promising.portal_agreed import promise

    request = routes.current_request
    asked, (key, _) = body(request, PromiseAsked).asked(), idempotency(request)
    return written(request, lambda session: promise(session, asked, clock.now(), key), 201)


@routes.route("/api/promises/{promise_id}/change", methods=["POST"], content_types=ANY)
@answered
def change(promise_id: str) -> Response:
    from chalicelib.workflows.promising.portal_agreed import change

    request = routes.current_request
    asked, (key, _) = body(request, PromiseAsked).asked(), idempotency(request)
    return written(request, lambda session: change(session, promise_id, asked, clock.now(), key))


@routes.route("/api/promises/{promise_id}/withdraw", methods=["POST"], content_types=ANY)
@answered
def withdraw(promise_id: str) -> Response:
    from chalicelib.workflows.promising.portal_agreed import withdraw

    return written(routes.current_request, lambda session: withdraw(session, promise_id, clock.now()))


@routes.route("/api/promises/total", methods=["GET"])
@answered
def total() -> Response:
    """What will be owed on a day that the debtor has in mind: ``?on=2026-12-15``, ``currency`` or ``promise``."""
    from chalicelib.workflows.promising.portal_agreed import total

    session = guest(routes.current_request)
    asked = routes.current_request.query_params
    on, currency, promise_id = ((asked.get(name) or "") if asked else "" for name in ("on", "currency", "promise"))
    return answer(total(session, on, currency, promise_id, clock.now()))


@routes.route("/api/excuses", methods=["POST"], content_types=ANY)
@answered
def excuse() -> Response:
    from chalicelib.domain.promising.excuses import Told
    from chalicelib.workflows.promising.portal_agreed import tell

    request = routes.current_request
    said, (key, _) = body(request, ExcuseTold), idempotency(request)
    told = Told(said.code, tuple(dict.fromkeys(said.debt_ids)), " ".join(said.text.split()))

    def act(session: Session) -> object:
        return tell(session, told, clock.now(), key)

    return written(request, act, 201)


@routes.route("/api/wrong-person", methods=["POST"], content_types=ANY)
@answered
def wrong_person() -> Response:
    """Before or after the identity question: whoever holds the link is somebody else. Nothing is shown any more."""
    from chalicelib.gateways.http import check_origin, read_cookie, set_cookie
    from chalicelib.workflows import portal_session
    from chalicelib.workflows.contact.drop_contact import drop_contact

    request = routes.current_request
    check_origin(request)
    session = portal_session.current(read_cookie(request), clock.now())
    said = once_per_key(request, lambda: drop_contact(session, language(request), clock.now()), session.id)
    return Response(said.body, said.headers | {"Set-Cookie": set_cookie("", 0)}, said.status_code)


@routes.route("/api/received/{key}", methods=["GET"])
@plain
def ask_received(key: str) -> Response:
    """The page behind "received": looking changes nothing, one tap does."""
    return page(tap_page(RECEIVED, language(routes.current_request), key))


@routes.route("/api/received/{key}", methods=["POST"], content_types=ANY)
@plain
def received(key: str) -> Response:
    from chalicelib.workflows.contact.confirm_received import confirm_received

    request = routes.current_request
    confirm_received(key, clock.now(), caller(request))
    return page(done_page(RECEIVED, language(request)))
