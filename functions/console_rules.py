"""The console's routes for the policy: ready-made charge rules, and parts of one's own."""

from typing import Any

import msgspec
from chalice.app import Blueprint, Response

from chalicelib.domain.business import Business
from chalicelib.domain.errors import Refusal
from chalicelib.gateways import clock
from chalicelib.gateways.console_user import ANY, CONSOLE, ConsoleUser
from chalicelib.gateways.http import answering, body
from chalicelib.messages.refusals import refusal_text
from chalicelib.workflows.console_guest import language, shown, written

routes = Blueprint(__name__)
answered = answering(refusal_text, lambda: language(routes.current_request))


class Adopted(msgspec.Struct, frozen=True):
    reason: str


class PolicyParts(msgspec.Struct, frozen=True):
    """``PUT /api/console/policy``: the parts to replace, as in the settings of a business."""

    policy: dict[str, Any]
    reason: str


@routes.route("/api/console/charge-rules", methods=["GET"], authorizer=CONSOLE)
@answered
def charge_rules() -> Response:
    from chalicelib.workflows.charging.view_rules import view_rules

    request = routes.current_request
    country = (request.query_params.get("country") or "") if request.query_params else ""
    return shown(request, lambda business, lang: view_rules(business, country, lang))


@routes.route("/api/console/charge-rules/{rules_id}/adopt", methods=["POST"], authorizer=CONSOLE, content_types=ANY)
@answered
def adopt(rules_id: str) -> Response:
    from chalicelib.workflows.charging.adopt_rules import adopt_rules
    from chalicelib.workflows.charging.view_rules import policy_view

    why = _why(body(routes.current_request, Adopted).reason)

    def act(user: ConsoleUser, business: Business) -> Any:
        return policy_view(adopt_rules(business, rules_id, user.id, why, clock.now()))

    return written(routes.current_request, act)


@routes.route("/api/console/policy", methods=["GET"], authorizer=CONSOLE)
@answered
def policy() -> Response:
    from chalicelib.workflows.charging.view_rules import policy_view

    return shown(routes.current_request, lambda business, _: policy_view(business))


@routes.route("/api/console/policy", methods=["PUT"], authorizer=CONSOLE, content_types=ANY)
@answered
def change() -> Response:
    from chalicelib.workflows.charging.adopt_rules import change_policy
    from chalicelib.workflows.charging.view_rules import policy_view

    told = body(routes.current_request, PolicyParts)
    why = _why(told.reason)

    def act(user: ConsoleUser, business: Business) -> Any:
        return policy_view(change_policy(business, told.policy, user.id, why, clock.now()))

    return written(routes.current_request, act)


def _why(reason: str) -> str:
    """Raises Refusal("reason_required")."""
    if not reason.strip():
        raise Refusal("reason_required", field="reason")
    return reason.strip()[:300]
