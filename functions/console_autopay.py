"""The console's routes about autopay: what a debtor agreed to, and stopping, pausing or resuming it."""

from typing import Literal

import msgspec
from chalice.app import Blueprint, Response

from chalicelib.domain.business import Business
from chalicelib.domain.errors import Refusal
from chalicelib.domain.path_names import from_path_name
from chalicelib.gateways import clock
from chalicelib.gateways.console_user import ANY, CONSOLE, ConsoleUser
from chalicelib.gateways.http import answering, body
from chalicelib.messages.refusals import refusal_text
from chalicelib.workflows.console_guest import language, shown, written

routes = Blueprint(__name__)
answered = answering(refusal_text, lambda: language(routes.current_request))


class Change(msgspec.Struct, frozen=True):
    """What to do with one mandate, and why: stopped is for good, a pause is until it is taken up again."""

    mandate: str
    action: Literal["stop", "pause", "resume"]
    reason: str


@routes.route("/api/console/accounts/{debtor}/autopay", methods=["GET"], authorizer=CONSOLE)
@answered
def mandates_of(debtor: str) -> Response:
    from chalicelib.workflows.paying.view_autopay import list_evidence

    who = from_path_name(debtor)
    return shown(routes.current_request, lambda business, _: {"mandates": list_evidence(business.id, who)})


@routes.route("/api/console/accounts/{debtor}/autopay", methods=["POST"], authorizer=CONSOLE, content_types=ANY)
@answered
def change(debtor: str) -> Response:
    from chalicelib.workflows.paying.stop_autopay import change_by_person

    asked, who = body(routes.current_request, Change), from_path_name(debtor)
    if not asked.reason.strip():
        raise Refusal("reason_required", field="reason")

    def act(user: ConsoleUser, business: Business) -> object:
        why = asked.reason.strip()[:300]
        return change_by_person(business.id, who, asked.mandate, asked.action, f"person:{user.id}", why, clock.now())

    return written(routes.current_request, act)
