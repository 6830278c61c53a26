"""What the debtor's page asks about installment agreements and more time, as JSON."""

import hashlib
import secrets
from datetime import date

import msgspec
from chalice.app import Blueprint, Response

from chalicelib.gateways import clock
from chalicelib.gateways.http import address, answer, answering, body, device, idempotency
from chalicelib.messages.refusals import refusal_text
from chalicelib.store.sessions import Session
from chalicelib.workflows.portal_guest import ANY, guest, language, written

routes = Blueprint(__name__)
answered = answering(refusal_text, lambda: language(routes.current_request))


class PlanWanted(msgspec.Struct, frozen=True):
    """``POST /api/plans/quote``: an ``offer`` of the account, or terms of one's own; ``ask_person`` where the rules do
    not allow them. Without ``debt_ids`` all that may be covered. ``replaces``: other terms of the plan that is kept."""

    offer: str = ""
    debt_ids: list[str] = []
    parts: int = 0
    first_on: date | None = None
    down_minor: int = 0
    every: str = "month"
    ask_person: bool = False
    note: str = ""
    replaces: str = ""


class Signed(msgspec.Struct, frozen=True):
    name: str
    code: str
    text_sha256: str
    consent: bool = False


class TimeWanted(msgspec.Struct, frozen=True):
    debt_ids: list[str]
    until: date
    note: str = ""


@routes.route("/api/plans/quote", methods=["POST"], content_types=ANY)
@answered
def quote() -> Response:
    from chalicelib.workflows.agreeing.quote_plan import Wanted, quote_plan

    said = body(routes.current_request, PlanWanted)
    told = msgspec.structs.asdict(said) | {"debt_ids": tuple(dict.fromkeys(said.debt_ids))}
    wanted = Wanted(**told)
    return written(routes.current_request, lambda session: quote_plan(session, wanted, clock.now()), 201)


@routes.route("/api/plans/{plan}", methods=["GET"])
@answered
def plan(plan: str) -> Response:
    from chalicelib.workflows.agreeing.quote_plan import find_plan

    return answer(find_plan(guest(routes.current_request), plan, clock.now()))


@routes.route("/api/plans/{plan}/code", methods=["POST"], content_types=ANY)
@answered
def code(plan: str) -> Response:
    from chalicelib.workflows.agreeing.send_code import ask_for_code

    return written(routes.current_request, lambda session: ask_for_code(session, plan, clock.now()), 202)


@routes.route("/api/plans/{plan}/sign", methods=["POST"], content_types=ANY)
@answered
def sign(plan: str) -> Response:
    from chalicelib.workflows.agreeing.seen import Seen
    from chalicelib.workflows.agreeing.sign_plan import Signature, sign_plan

    request = routes.current_request
    said = body(request, Signed)
    signature = Signature(said.name, said.code, said.consent, said.text_sha256)
    seen = Seen(address(request), device(request))
    return written(request, lambda session: sign_plan(session, plan, signature, seen, clock.now()))


@routes.route("/api/plans/{plan}/evidence", methods=["GET"])
@answered
def evidence(plan: str) -> Response:
    """The stored record of the signature, for whoever wants to verify it."""
    from chalicelib.store import businesses
    from chalicelib.workflows.agreeing.plan_paper import evidence_of

    session = guest(routes.current_request)
    return answer(evidence_of(businesses.load(session.business), session.debtor, plan))


@routes.route("/api/extensions", methods=["POST"], content_types=ANY)
@answered
def extension() -> Response:
    from chalicelib.workflows.agreeing.ask_extension import ask_extension

    request = routes.current_request
    said = body(request, TimeWanted)
    told, _ = idempotency(request)
    key = hashlib.sha256(told.encode()).hexdigest() if told else secrets.token_hex(16)

    def act(session: Session) -> object:
        return ask_extension(session, said.debt_ids, said.until, said.note, key, clock.now())

    return written(request, act, 201)
