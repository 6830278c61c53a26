"""The console's routes for agreements, more time and accepted terms: listed, proposed, answered, given, proved."""

import hashlib
import secrets
from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
from chalice.app import Blueprint, Response

from chalicelib.domain.business import Business
from chalicelib.domain.path_names import from_path_name
from chalicelib.gateways import clock
from chalicelib.gateways.console_user import ANY, CONSOLE, ConsoleUser
from chalicelib.gateways.http import answering, body, idempotency
from chalicelib.messages.refusals import refusal_text
from chalicelib.workflows.console_guest import language, shown, written

routes = Blueprint(__name__)
answered = answering(refusal_text, lambda: language(routes.current_request))
ACCOUNT = "/api/console/accounts/{debtor}"
PLAN = f"{ACCOUNT}/agreements/{{plan}}"


class PlanTold(msgspec.Struct, frozen=True):
    """``POST …/agreements``: so many parts; ``from_start``: it holds at once, for invoices that are not due yet."""

    parts: int
    first_on: date
    down_minor: int = 0
    every: str = "month"
    anchor: int = 0
    debt_ids: list[str] = []
    currency: str = ""
    from_start: bool = False


class Why(msgspec.Struct, frozen=True):
    reason: str = ""


class TimeTold(msgspec.Struct, frozen=True):
    debt_ids: list[str]
    until: date
    reason: str = ""


@routes.route("/api/console/agreements", methods=["GET"], authorizer=CONSOLE)
@answered
def agreements() -> Response:
    from chalicelib.workflows.agreeing.list_plans import list_plans

    asked = routes.current_request.query_params
    state = (asked.get("state") or "") if asked else ""
    return shown(routes.current_request, lambda business, lang: list_plans(business, state, lang, clock.now()))


@routes.route(f"{ACCOUNT}/agreements", methods=["GET"], authorizer=CONSOLE)
@answered
def of_account(debtor: str) -> Response:
    from chalicelib.workflows.agreeing.list_plans import plans_of

    who = from_path_name(debtor)
    return shown(routes.current_request, lambda business, lang: plans_of(business, who, lang, clock.now()))


@routes.route(f"{ACCOUNT}/agreements", methods=["POST"], authorizer=CONSOLE, content_types=ANY)
@answered
def propose(debtor: str) -> Response:
    from chalicelib.domain.agreeing.agreement import Choice
    from chalicelib.workflows.agreeing.set_plan import Terms, propose, set_from_start

    told = body(routes.current_request, PlanTold)
    choice = Choice(told.parts, told.first_on, told.down_minor, told.every, told.anchor)
    terms = Terms(choice, tuple(dict.fromkeys(told.debt_ids)), told.currency)
    act = set_from_start if told.from_start else propose
    return _decided(debtor, "", lambda business, word: act(business, word, terms, clock.now()), 201)


@routes.route(f"{PLAN}/approve", methods=["POST"], authorizer=CONSOLE, content_types=ANY)
@answered
def approve(debtor: str, plan: str) -> Response:
    from chalicelib.workflows.agreeing.set_plan import approve

    return _decided(debtor, "", lambda business, word: approve(business, word, plan, clock.now()))


@routes.route(f"{PLAN}/refuse", methods=["POST"], authorizer=CONSOLE, content_types=ANY)
@answered
def refuse(debtor: str, plan: str) -> Response:
    from chalicelib.workflows.agreeing.set_plan import refuse

    why = body(routes.current_request, Why).reason
    return _decided(debtor, why, lambda business, word: refuse(business, word, plan, clock.now()))


@routes.route(f"{PLAN}/cancel", methods=["POST"], authorizer=CONSOLE, content_types=ANY)
@answered
def cancel(debtor: str, plan: str) -> Response:
    from chalicelib.workflows.agreeing.set_plan import cancel

    why = body(routes.current_request, Why).reason
    return _decided(debtor, why, lambda business, word: cancel(business, word, plan, clock.now()))


@routes.route(f"{PLAN}/evidence", methods=["GET"], authorizer=CONSOLE)
@answered
def evidence(debtor: str, plan: str) -> Response:
    from chalicelib.workflows.agreeing.plan_paper import evidence_of

    who = from_path_name(debtor)
    return shown(routes.current_request, lambda business, _: evidence_of(business, who, plan))


@routes.route(f"{ACCOUNT}/terms/evidence", methods=["GET"], authorizer=CONSOLE)
@answered
def terms_evidence(debtor: str) -> Response:
    from chalicelib.workflows.agreeing.accept_terms import evidence_of_terms

    who = from_path_name(debtor)
    return shown(routes.current_request, lambda business, _: evidence_of_terms(business, who))


@routes.route(f"{ACCOUNT}/extensions", methods=["POST"], authorizer=CONSOLE, content_types=ANY)
@answered
def give_time(debtor: str) -> Response:
    from chalicelib.workflows.agreeing.ask_extension import extension_view, give_extension

    request = routes.current_request
    told = body(request, TimeTold)

    def act(business: Business, word: Any) -> object:
        given = give_extension(business, word, told.debt_ids, told.until, clock.now())
        return extension_view(given, language(request))

    return _said(debtor, told.reason, act, 201)


@routes.route(f"{ACCOUNT}/extensions/{{extension}}/approve", methods=["POST"], authorizer=CONSOLE, content_types=ANY)
@answered
def approve_time(debtor: str, extension: str) -> Response:
    return _answer_time(debtor, extension, "", gives=True)


@routes.route(f"{ACCOUNT}/extensions/{{extension}}/refuse", methods=["POST"], authorizer=CONSOLE, content_types=ANY)
@answered
def refuse_time(debtor: str, extension: str) -> Response:
    return _answer_time(debtor, extension, body(routes.current_request, Why).reason, gives=False)


def _answer_time(debtor: str, extension: str, why: str, *, gives: bool) -> Response:
    from chalicelib.workflows.agreeing.ask_extension import answer_extension, extension_view

    lang = language(routes.current_request)

    def act(business: Business, word: Any) -> object:
        return extension_view(answer_extension(business, word, extension, gives, clock.now()), lang)

    return _said(debtor, why, act)


def _decided(debtor: str, why: str, decide: Callable[[Business, Any], Any], status: int = 200) -> Response:
    """Once per key; the agreement as it is then."""
    from chalicelib.workflows.agreeing.list_plans import plan_of

    lang = language(routes.current_request)

    def act(business: Business, word: Any) -> object:
        return plan_of(business, word.debtor, decide(business, word), lang, clock.now())

    return _said(debtor, why, act, status)


def _said(debtor: str, why: str, act: Callable[[Business, Any], object], status: int = 200) -> Response:
    from chalicelib.workflows.agreeing.set_plan import Word

    request, who = routes.current_request, from_path_name(debtor)
    told, _ = idempotency(request)
    key = hashlib.sha256(told.encode()).hexdigest() if told else secrets.token_hex(16)

    def once(user: ConsoleUser, business: Business) -> object:
        return act(business, Word(who, user.id, key, why))

    return written(request, once, status)
