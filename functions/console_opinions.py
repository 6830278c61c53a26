"""The console's routes for satisfaction: what debtors said, the cases of who is unhappy, their answer and their end."""

from typing import Any

import msgspec
from chalice.app import Blueprint, Response

from chalicelib.domain.business import Business
from chalicelib.domain.path_names import from_path_name
from chalicelib.gateways import clock
from chalicelib.gateways.console_user import ANY, CONSOLE, ConsoleUser
from chalicelib.gateways.http import answering, body
from chalicelib.messages.refusals import refusal_text
from chalicelib.workflows.console_guest import language, shown, written

routes = Blueprint(__name__)
answered = answering(refusal_text, lambda: language(routes.current_request))


class Answered(msgspec.Struct, frozen=True):
    text: str


class Heard(msgspec.Struct, frozen=True):
    """``POST …/opinions/<id>``: as the debtor's own answer, heard by a person of the business."""

    score: int
    text: str = ""


@routes.route(
    "/api/console/accounts/{debtor}/opinions/{opinion_id}", methods=["POST"], authorizer=CONSOLE, content_types=ANY
)
@answered
def hear(debtor: str, opinion_id: str) -> Response:
    from chalicelib.workflows.complaints.give_opinion import give_opinion
    from chalicelib.workflows.complaints.view_opinions import opinion_view

    request, who = routes.current_request, from_path_name(debtor)
    said = body(request, Heard)

    def act(user: ConsoleUser, business: Business) -> Any:
        text = " ".join(said.text.split())
        found = give_opinion(business, who, opinion_id, said.score, text, clock.now(), heard_by=user.id)
        return opinion_view(business, who, found, language(request), clock.now())

    return written(request, act)


@routes.route("/api/console/opinions", methods=["GET"], authorizer=CONSOLE)
@answered
def opinions() -> Response:
    from chalicelib.workflows.complaints.view_opinions import list_opinions

    request = routes.current_request
    asked = request.query_params
    state = (asked.get("state") if asked else None) or "case"
    return shown(request, lambda business, lang: list_opinions(business, state, lang, clock.now()))


@routes.route(
    "/api/console/accounts/{debtor}/opinions/{opinion_id}/answer", methods=["POST"], authorizer=CONSOLE,
    content_types=ANY,
)  # fmt: skip
@answered
def answer_one(debtor: str, opinion_id: str) -> Response:
    from chalicelib.workflows.complaints.give_opinion import answer_opinion
    from chalicelib.workflows.complaints.view_opinions import opinion_view

    request, who = routes.current_request, from_path_name(debtor)
    said = " ".join(body(request, Answered).text.split())

    def act(user: ConsoleUser, business: Business) -> Any:
        found = answer_opinion(business, who, opinion_id, said, user.id, clock.now())
        return opinion_view(business, who, found, language(request), clock.now())

    return written(request, act)


@routes.route(
    "/api/console/accounts/{debtor}/opinions/{opinion_id}/close", methods=["POST"], authorizer=CONSOLE,
    content_types=ANY,
)  # fmt: skip
@answered
def close(debtor: str, opinion_id: str) -> Response:
    from chalicelib.workflows.complaints.give_opinion import close_opinion
    from chalicelib.workflows.complaints.view_opinions import opinion_view

    request, who = routes.current_request, from_path_name(debtor)

    def act(user: ConsoleUser, business: Business) -> Any:
        found = close_opinion(business, who, opinion_id, user.id, clock.now())
        return opinion_view(business, who, found, language(request), clock.now())

    return written(request, act)
