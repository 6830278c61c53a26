"""The console's routes to look at accounts: the list, and one account's whole story."""

from chalice.app import Blueprint, Response

from chalicelib.domain.path_names import from_path_name
from chalicelib.gateways import clock
from chalicelib.gateways.console_user import CONSOLE
from chalicelib.gateways.http import answering
from chalicelib.messages.refusals import refusal_text
from chalicelib.workflows.console_guest import language, shown

routes = Blueprint(__name__)
answered = answering(refusal_text, lambda: language(routes.current_request))


@routes.route("/api/console/accounts", methods=["GET"], authorizer=CONSOLE)
@answered
def accounts() -> Response:
    from chalicelib.workflows.showing.view_accounts import MOST, list_accounts

    request = routes.current_request
    asked = request.query_params
    after, most = (asked.get("after") or "", asked.get("limit") or "") if asked else ("", "")
    limit = int(most) if most.isdecimal() and len(most) < 6 else MOST
    return shown(request, lambda business, lang: list_accounts(business, lang, after, limit))


@routes.route("/api/console/accounts/{debtor}", methods=["GET"], authorizer=CONSOLE)
@answered
def account(debtor: str) -> Response:
    from chalicelib.workflows.showing.view_story import view_story

    who = from_path_name(debtor)
    return shown(routes.current_request, lambda business, lang: view_story(business, who, lang, clock.now()))
