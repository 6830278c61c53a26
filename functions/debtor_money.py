"""What the debtor's page asks about paying, as JSON."""

import hashlib
import secrets

import msgspec
from chalice.app import Blueprint, Response

from chalicelib.gateways import clock
from chalicelib.gateways.http import HEADERS, answer, answering, body, idempotency
from chalicelib.messages.catalog import accepted
from chalicelib.messages.refusals import refusal_text
from chalicelib.store.sessions import Session
from chalicelib.workflows.paying.start_payment import find_payment, start_payment
from chalicelib.workflows.paying.view_transfer import transfer_file
from chalicelib.workflows.portal_guest import ANY, guest, language, written

routes = Blueprint(__name__)
answered = answering(refusal_text, lambda: language(routes.current_request))


class Advance(msgspec.Struct, frozen=True):
    """So many periods of a recurring charge, paid ahead."""

    schedule: str
    periods: int


class PlanPart(msgspec.Struct, frozen=True):
    """What is due of an agreement, or another amount beside it; ``whole``: all of it, without interest to come."""

    id: str
    whole: bool = False


class Payment(msgspec.Struct, frozen=True):
    """``POST /api/payments``: whole debts, a part in minor units of one currency, periods to come, or an agreement."""

    method: str
    debt_ids: list[str] = []
    amount_minor: int | None = None
    currency: str = ""
    advance: Advance | None = None
    plan: PlanPart | None = None


@routes.route("/api/payments", methods=["POST"], content_types=ANY)
@answered
def pay() -> Response:
    wanted = body(routes.current_request, Payment)
    ahead = (wanted.advance.schedule, wanted.advance.periods) if wanted.advance else None
    plan = (wanted.plan.id, wanted.plan.whole) if wanted.plan else None

    def act(session: Session) -> object:
        return start_payment(
            session, wanted.method, wanted.debt_ids, wanted.amount_minor, wanted.currency, clock.now(), ahead, plan
        )

    return written(routes.current_request, act, 201)


@routes.route("/api/payments/{payment_id}", methods=["GET"])
@answered
def payment(payment_id: str) -> Response:
    return answer(find_payment(guest(routes.current_request), payment_id, clock.now()))


@routes.route("/api/payments/{payment_id}/ask", methods=["POST"], content_types=ANY)
@answered
def ask(payment_id: str) -> Response:
    """The debtor is back from a provider's page: the provider is asked what became of it."""
    from chalicelib.workflows.paying.ask_provider import come_back

    def act(session: Session) -> object:
        come_back(session, payment_id, clock.now())
        return find_payment(session, payment_id, clock.now())

    return written(routes.current_request, act)


@routes.route("/api/credit/use", methods=["POST"], content_types=ANY)
@answered
def use_credit() -> Response:
    """Money in the debtor's favor pays the oldest of what they owe, at once."""
    from chalicelib.workflows.books.use_credit import used_by_debtor

    request = routes.current_request
    key, asked = idempotency(request)
    name = hashlib.sha256(f"{key or secrets.token_hex(16)}\n{asked}".encode()).hexdigest()[:20]
    return written(request, lambda session: used_by_debtor(session, name, clock.now()))


@routes.route("/api/transfer.txt", methods=["GET"])
@answered
def transfer() -> Response:
    """The transfer's data as a text to keep: of one payment, or of all that is owed."""
    session = guest(routes.current_request)
    asked = routes.current_request.query_params
    told, payment_id = (asked.get("lang"), asked.get("payment") or "") if asked else (None, "")
    text = transfer_file(session, payment_id, accepted(told or session.language), clock.now())
    kind = {"Content-Type": "text/plain; charset=utf-8", "Content-Disposition": 'attachment; filename="transfer.txt"'}
    return Response(text, status_code=200, headers={**HEADERS, **kind})
