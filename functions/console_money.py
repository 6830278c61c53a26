"""The console's routes for what people decide about money: waived, given up, taken back, offered, in favor."""

import hashlib
from collections.abc import Callable
from typing import Any

import msgspec
from chalice.app import Blueprint, Response

from chalicelib.domain.business import Business
from chalicelib.domain.errors import Refusal
from chalicelib.domain.path_names import from_path_name
from chalicelib.gateways import clock
from chalicelib.gateways.console_user import ANY, CONSOLE, ConsoleUser
from chalicelib.gateways.http import answering, body, idempotency, json_body
from chalicelib.messages.refusals import refusal_text
from chalicelib.workflows.console_guest import language, written

routes = Blueprint(__name__)
answered = answering(refusal_text, lambda: language(routes.current_request))
ACCOUNT = "/api/console/accounts/{debtor}"
INVOICE = f"{ACCOUNT}/invoices/{{number}}"
_LONGEST = 300  # characters of a reason


class Why(msgspec.Struct, frozen=True):
    reason: str


class Waived(msgspec.Struct, frozen=True):
    """``POST …/waive``: interest (with its tax), fee, or charges for all; without an amount the whole of it."""

    reason: str
    part: str = "charges"
    amount_minor: int | None = None


class Reversed(msgspec.Struct, frozen=True):
    reason: str
    decision: str


@routes.route(f"{INVOICE}/waive", methods=["POST"], authorizer=CONSOLE, content_types=ANY)
@answered
def waive(debtor: str, number: str) -> Response:
    from chalicelib.workflows.charging.waive_charge import waive_charge

    told = body(routes.current_request, Waived)
    return _decided(
        debtor, number, told.reason, lambda _, asked: waive_charge(asked, told.part, told.amount_minor, clock.now())
    )


@routes.route(f"{INVOICE}/write-off", methods=["POST"], authorizer=CONSOLE, content_types=ANY)
@answered
def give_up(debtor: str, number: str) -> Response:
    from chalicelib.workflows.charging.write_off import write_off

    told = body(routes.current_request, Why)
    return _decided(debtor, number, told.reason, lambda _, asked: write_off(asked, clock.now()))


@routes.route(f"{INVOICE}/reverse", methods=["POST"], authorizer=CONSOLE, content_types=ANY)
@answered
def reverse(debtor: str, number: str) -> Response:
    from chalicelib.workflows.charging.waive_charge import reverse_decision

    told = body(routes.current_request, Reversed)
    return _decided(
        debtor, number, told.reason, lambda _, asked: reverse_decision(asked, told.decision[:200], clock.now())
    )


@routes.route(f"{INVOICE}/discount", methods=["POST"], authorizer=CONSOLE, content_types=ANY)
@answered
def discount(debtor: str, number: str) -> Response:
    from chalicelib.workflows.charging.offer_discount import offer_discount, read_offer

    told = read_offer(json_body(routes.current_request))
    return _decided(
        debtor, number, told.reason, lambda business, asked: offer_discount(business, asked, told, clock.now())
    )


@routes.route(f"{ACCOUNT}/discount", methods=["POST"], authorizer=CONSOLE, content_types=ANY)
@answered
def discount_on_all(debtor: str) -> Response:
    from chalicelib.workflows.charging.decide_for_person import Asked
    from chalicelib.workflows.charging.offer_discount import offer_on_all, read_offer

    told, name, who = read_offer(json_body(routes.current_request)), _request(), from_path_name(debtor)

    def act(user: ConsoleUser, business: Business) -> Any:
        asked = Asked(business.id, who, "", user.id, told.reason, name)
        return offer_on_all(business, asked, told, clock.now())

    return written(routes.current_request, act)


@routes.route(f"{ACCOUNT}/unapplied/apply", methods=["POST"], authorizer=CONSOLE, content_types=ANY)
@answered
def use_credit(debtor: str) -> Response:
    from chalicelib.workflows.books.use_credit import Word, credit_answer, use_at_once

    request, name, who = routes.current_request, _request(), from_path_name(debtor)
    why = _why(body(request, Why).reason)

    def act(user: ConsoleUser, business: Business) -> Any:
        entries = use_at_once(Word(business.id, who, user.id, why, name), clock.now())
        return credit_answer(business, who, entries, language(request))

    return written(request, act)


@routes.route(f"{ACCOUNT}/unapplied/refund", methods=["POST"], authorizer=CONSOLE, content_types=ANY)
@answered
def refund_credit(debtor: str) -> Response:
    from chalicelib.workflows.books.use_credit import HandedBack, Word, credit_answer, hand_back

    request, name, who = routes.current_request, _request(), from_path_name(debtor)
    told = body(request, HandedBack)

    def act(user: ConsoleUser, business: Business) -> Any:
        entries = hand_back(Word(business.id, who, user.id, _why(told.reason), name), told, clock.now())
        return credit_answer(business, who, entries, language(request))

    return written(request, act)


def _decided(debtor: str, number: str, reason: str, decide: Callable[[Business, Any], str]) -> Response:
    """Carry out a decision about one invoice; the answer names it, and tells the invoice as it is now."""
    from chalicelib.workflows.charging.decide_for_person import Asked
    from chalicelib.workflows.showing.view_story import decided_view

    request, name, who = routes.current_request, _request(), from_path_name(debtor)

    def act(user: ConsoleUser, business: Business) -> Any:
        asked = Asked(business.id, who, from_path_name(number), user.id, _why(reason), name)
        decision = decide(business, asked)
        return decided_view(business, asked.debtor, asked.invoice, decision, language(request), clock.now())

    return written(request, act)


def _request() -> str:
    """The request's own name, from its key: a decision about money is never carried out twice, whatever is lost.

    Raises Refusal("idempotency_missing").
    """
    key, asked = idempotency(routes.current_request)
    if not key:
        raise Refusal("idempotency_missing", field="Idempotency-Key")
    return hashlib.sha256(f"{key}\n{asked}".encode()).hexdigest()[:20]


def _why(reason: str) -> str:
    """Raises Refusal("reason_required")."""
    if not reason.strip():
        raise Refusal("reason_required", field="reason")
    return reason.strip()[:_LONGEST]
