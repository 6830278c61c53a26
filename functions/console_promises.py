"""The console's routes for promises to pay: those that are open, and those that a person heard on the phone."""

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
from chalice.app import Blueprint, Response

from chalicelib.domain.business import Business
from chalicelib.domain.path_names import from_path_name
from chalicelib.domain.promising.promises import Asked, Author
from chalicelib.gateways import clock
from chalicelib.gateways.console_user import ANY, CONSOLE, ConsoleUser
from chalicelib.gateways.http import answering, body, idempotency
from chalicelib.messages.refusals import refusal_text
from chalicelib.workflows.console_guest import language, shown, written

routes = Blueprint(__name__)
answered = answering(refusal_text, lambda: language(routes.current_request))


class PromiseHeard(msgspec.Struct, frozen=True):
    """``POST …/promises``: as the debtor's own, and who said it (``told_by``)."""

    on: date
    told_by: str
    amount_minor: int | None = None
    share: Decimal | None = None
    currency: str = ""
    debt_ids: list[str] = []
    reason: str = ""

    def asked(self) -> Asked:
        debts = tuple(dict.fromkeys(self.debt_ids))
        return Asked(self.on, self.amount_minor, self.share, self.currency, debts, " ".join(self.reason.split()))


@routes.route("/api/console/promises", methods=["GET"], authorizer=CONSOLE)
@answered
def promises() -> Response:
    from chalicelib.workflows.promising.desk_agreed import open_promises

    return shown(routes.current_request, lambda business, lang: open_promises(business, lang, clock.now()))


@routes.route("/api/console/accounts/{debtor}/promises", methods=["GET"], authorizer=CONSOLE)
@answered
def promises_of(debtor: str) -> Response:
    from chalicelib.workflows.promising.desk_agreed import all_promises

    who = from_path_name(debtor)
    return shown(routes.current_request, lambda business, lang: all_promises(business, who, lang, clock.now()))


@routes.route("/api/console/accounts/{debtor}/promises/total", methods=["GET"], authorizer=CONSOLE)
@answered
def total(debtor: str) -> Response:
    """What will be owed on a day that a debtor names: ``?on=2026-12-15``, ``currency`` or ``promise``."""
    from chalicelib.workflows.promising.desk_agreed import total_on

    request, who = routes.current_request, from_path_name(debtor)
    asked = request.query_params
    on, currency, promise_id = ((asked.get(name) or "") if asked else "" for name in ("on", "currency", "promise"))
    return shown(request, lambda of, lang: total_on(of, who, on, currency, promise_id, lang, clock.now()))


@routes.route("/api/console/accounts/{debtor}/promises", methods=["POST"], authorizer=CONSOLE, content_types=ANY)
@answered
def promise(debtor: str) -> Response:
    from chalicelib.workflows.promising.desk_agreed import hear_promise

    request = routes.current_request
    heard = body(request, PromiseHeard)

    def act(user: ConsoleUser, business: Business) -> Any:
        who = _who(user, business, debtor, heard.told_by)
        return hear_promise(who, heard.asked(), language(request), clock.now())

    return written(request, act, 201)


@routes.route(
    "/api/console/accounts/{debtor}/promises/{promise_id}/change", methods=["POST"], authorizer=CONSOLE,
    content_types=ANY,
)  # fmt: skip
@answered
def change(debtor: str, promise_id: str) -> Response:
    from chalicelib.workflows.promising.desk_agreed import hear_promise

    request = routes.current_request
    heard = body(request, PromiseHeard)

    def act(user: ConsoleUser, business: Business) -> Any:
        who = _who(user, business, debtor, heard.told_by)
        return hear_promise(who, heard.asked(), language(request), clock.now(), promise_id)

    return written(request, act)


@routes.route(
    "/api/console/accounts/{debtor}/promises/{promise_id}/withdraw", methods=["POST"], authorizer=CONSOLE,
    content_types=ANY,
)  # fmt: skip
@answered
def withdraw(debtor: str, promise_id: str) -> Response:
    from chalicelib.workflows.promising.desk_agreed import take_back_promise

    request = routes.current_request

    def act(user: ConsoleUser, business: Business) -> Any:
        return take_back_promise(_who(user, business, debtor), promise_id, language(request), clock.now())

    return written(request, act)


def _who(user: ConsoleUser, business: Business, debtor: str, told_by: str = "") -> Any:
    from chalicelib.workflows.promising.promise_payment import Who

    key, _ = idempotency(routes.current_request)
    return Who(business, from_path_name(debtor), Author(user.id, True, " ".join(told_by.split())), key)
