"""The console's routes for what stands in the way: what waits for an answer, what a person heard, and the answer."""

from typing import Any

import msgspec
from chalice.app import Blueprint, Response

from chalicelib.domain.business import Business
from chalicelib.domain.path_names import from_path_name
from chalicelib.domain.promising.excuses import Told
from chalicelib.domain.promising.promises import Author
from chalicelib.gateways import clock
from chalicelib.gateways.console_user import ANY, CONSOLE, ConsoleUser
from chalicelib.gateways.http import answering, body, idempotency
from chalicelib.messages.refusals import refusal_text
from chalicelib.workflows.console_guest import language, shown, written

routes = Blueprint(__name__)
answered = answering(refusal_text, lambda: language(routes.current_request))


class ExcuseHeard(msgspec.Struct, frozen=True):
    """``POST …/excuses``: as the debtor's own, and who said it; ``address``: of ``wrong_person``, to be left alone."""

    code: str
    told_by: str = ""
    debt_ids: list[str] = []
    text: str = ""
    address: str = ""


class Answered(msgspec.Struct, frozen=True):
    """``POST …/answer``: words for the debtor; none where all was said on the phone."""

    answer: str = ""


class Received(msgspec.Struct, frozen=True):
    debt_ids: list[str]


@routes.route("/api/console/accounts/{debtor}/received", methods=["POST"], authorizer=CONSOLE, content_types=ANY)
@answered
def received(debtor: str) -> Response:
    from chalicelib.workflows.contact.confirm_received import hear_received

    request, who = routes.current_request, from_path_name(debtor)
    debts = body(request, Received).debt_ids

    def act(_user: ConsoleUser, business: Business) -> Any:
        return {"received": hear_received(business.id, who, debts, clock.now())}

    return written(request, act)


@routes.route("/api/console/excuses", methods=["GET"], authorizer=CONSOLE)
@answered
def excuses() -> Response:
    from chalicelib.workflows.promising.desk_agreed import open_excuses

    return shown(routes.current_request, lambda business, lang: open_excuses(business, lang, clock.now()))


@routes.route("/api/console/accounts/{debtor}/excuses", methods=["GET"], authorizer=CONSOLE)
@answered
def excuses_of(debtor: str) -> Response:
    from chalicelib.workflows.promising.desk_agreed import all_excuses

    who = from_path_name(debtor)
    return shown(routes.current_request, lambda business, lang: all_excuses(business, who, lang, clock.now()))


@routes.route("/api/console/accounts/{debtor}/excuses", methods=["POST"], authorizer=CONSOLE, content_types=ANY)
@answered
def hear(debtor: str) -> Response:
    from chalicelib.workflows.promising.desk_agreed import hear_excuse, hear_wrong_person
    from chalicelib.workflows.promising.promise_payment import Who

    request, who = routes.current_request, from_path_name(debtor)
    heard, (key, _) = body(request, ExcuseHeard), idempotency(request)
    told = Told(heard.code, tuple(dict.fromkeys(heard.debt_ids)), " ".join(heard.text.split()))

    def act(user: ConsoleUser, business: Business) -> Any:
        asker = Who(business, who, Author(user.id, True, " ".join(heard.told_by.split())), key)
        if heard.code == "wrong_person":
            return hear_wrong_person(asker, heard.address, clock.now())
        return hear_excuse(asker, told, language(request), clock.now())

    return written(request, act, 201)


@routes.route(
    "/api/console/accounts/{debtor}/excuses/{excuse_id}/answer", methods=["POST"], authorizer=CONSOLE,
    content_types=ANY,
)  # fmt: skip
@answered
def answer_one(debtor: str, excuse_id: str) -> Response:
    from chalicelib.workflows.promising.desk_agreed import answer

    request, who = routes.current_request, from_path_name(debtor)
    said = " ".join(body(request, Answered).answer.split())

    def act(user: ConsoleUser, business: Business) -> Any:
        return answer(business, who, excuse_id, said, user.id, language(request), clock.now())

    return written(request, act)
