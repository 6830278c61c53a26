"""What the debtor's page asks about autopay, as JSON; and the link in its messages that stops it."""

import msgspec
from chalice.app import Blueprint, Response

from chalicelib.domain.errors import Refusal
from chalicelib.gateways import clock
from chalicelib.gateways.http import (
    address,
    answer,
    answering,
    body,
    page,
)
from chalicelib.messages.lite_taps import STOP_AUTOPAY, done_page, tap_page
from chalicelib.messages.refusals import refusal_text
from chalicelib.store.sessions import Session
from chalicelib.workflows.lite_guest import plainly
from chalicelib.workflows.portal_guest import ANY, guest, language, written

routes = Blueprint(__name__)
answered = answering(refusal_text, lambda: language(routes.current_request))
plain = plainly(lambda: language(routes.current_request))
MOST_MINOR = 10**12


class Accepted(msgspec.Struct, frozen=True):
    """``POST /api/autopay``: the text that was shown, by its hash; the most of one day's charges, 0 for no limit."""

    currency: str
    text_hash: str
    limit_minor: int = 0


@routes.route("/api/autopay", methods=["GET"])
@answered
def shown() -> Response:
    from chalicelib.workflows.paying.view_autopay import view_autopay

    asked = routes.current_request.query_params
    limit = _limit(asked.get("limit_minor") or "0") if asked else 0
    return answer(view_autopay(guest(routes.current_request), clock.now(), limit))


@routes.route("/api/autopay", methods=["POST"], content_types=ANY)
@answered
def accept() -> Response:
    from chalicelib.workflows.paying.start_autopay import start_autopay

    wanted = body(routes.current_request, Accepted)
    limit, seen_from = _limit(str(wanted.limit_minor)), address(routes.current_request)

    def act(session: Session) -> object:
        return {"next": start_autopay(session, wanted.currency, wanted.text_hash, limit, seen_from, clock.now())}

    return written(routes.current_request, act, 201)


@routes.route("/api/autopay/back", methods=["POST"], content_types=ANY)
@answered
def back() -> Response:
    """From the card page: whatever became of it is known now, if the provider knows."""
    from chalicelib.workflows.paying.start_autopay import come_back_with_card
    from chalicelib.workflows.paying.view_autopay import view_autopay

    def act(session: Session) -> object:
        come_back_with_card(session, clock.now())
        return view_autopay(session, clock.now())

    return written(routes.current_request, act)


@routes.route("/api/autopay/stop", methods=["POST"], content_types=ANY)
@answered
def stop() -> Response:
    from chalicelib.workflows.paying.stop_autopay import stop_now
    from chalicelib.workflows.paying.view_autopay import view_autopay

    def act(session: Session) -> object:
        stop_now(session.business, session.debtor, "debtor", "stopped", clock.now())
        return view_autopay(session, clock.now())

    return written(routes.current_request, act)


@routes.route("/api/autopay/stop/{key}", methods=["GET"])
@plain
def ask_to_stop(key: str) -> Response:
    """The page behind the link in a message: looking changes nothing, one tap does."""
    return page(tap_page(STOP_AUTOPAY, language(routes.current_request), key))


@routes.route("/api/autopay/stop/{key}", methods=["POST"], content_types=ANY)
@plain
def stop_by_message(key: str) -> Response:
    from chalicelib.workflows.paying.stop_autopay import stop_by_link

    stop_by_link(key, clock.now())
    return page(done_page(STOP_AUTOPAY, language(routes.current_request)))


def _limit(text: str) -> int:
    """Raises Refusal("bad_amount")."""
    if not text.isascii() or not text.isdigit() or len(text) > len(str(MOST_MINOR)):
        raise Refusal("bad_amount", field="limit_minor")
    return int(text)
