"""The console's routes for payments that debtors say they made: confirmed once they are found, or refused with why."""

import msgspec
from chalice.app import Blueprint, Response

from chalicelib.domain.business import Business
from chalicelib.gateways import clock
from chalicelib.gateways.console_user import ANY, CONSOLE, ConsoleUser
from chalicelib.gateways.http import answering, body
from chalicelib.messages.refusals import refusal_text
from chalicelib.workflows.console_guest import language, shown, written

routes = Blueprint(__name__)
answered = answering(refusal_text, lambda: language(routes.current_request))


class Refused(msgspec.Struct, frozen=True):
    """``POST …/refuse``: why, of a closed list, and a person's own words for the debtor."""

    reason: str
    text: str = ""


@routes.route("/api/console/reports", methods=["GET"], authorizer=CONSOLE)
@answered
def reports() -> Response:
    from chalicelib.workflows.already_paid.list_reports import list_reports

    request = routes.current_request
    asked = request.query_params
    state = (asked.get("state") if asked else None) or "pending"
    return shown(request, lambda business, lang: list_reports(business, state, lang, clock.now()))


@routes.route("/api/console/reports/{report_id}", methods=["GET"], authorizer=CONSOLE)
@answered
def one_report(report_id: str) -> Response:
    from chalicelib.workflows.already_paid.list_reports import open_report

    return shown(routes.current_request, lambda business, lang: open_report(business, report_id, lang, clock.now()))


@routes.route("/api/console/reports/{report_id}/confirm", methods=["POST"], authorizer=CONSOLE, content_types=ANY)
@answered
def confirm(report_id: str) -> Response:
    from chalicelib.workflows.already_paid.confirm_report import Found, confirm_report
    from chalicelib.workflows.already_paid.list_reports import open_report, whose

    request = routes.current_request
    found = body(request, Found)

    def act(user: ConsoleUser, business: Business) -> object:
        confirm_report(business, whose(business, report_id), report_id, found, user.id, clock.now())
        return open_report(business, report_id, language(request), clock.now())

    return written(request, act)


@routes.route("/api/console/reports/{report_id}/refuse", methods=["POST"], authorizer=CONSOLE, content_types=ANY)
@answered
def refuse(report_id: str) -> Response:
    from chalicelib.workflows.already_paid.list_reports import open_report, whose
    from chalicelib.workflows.already_paid.refuse_report import refuse_report

    request = routes.current_request
    said = body(request, Refused)

    def act(user: ConsoleUser, business: Business) -> object:
        debtor = whose(business, report_id)
        refuse_report(business.id, debtor, report_id, said.reason, said.text, user.id, clock.now())
        return open_report(business, report_id, language(request), clock.now())

    return written(request, act)
