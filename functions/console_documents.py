"""The console's routes to an account's papers: its receipts, and each paper as a file."""

from collections.abc import Mapping

from chalice.app import Blueprint, Response

from chalicelib.domain.business import Business
from chalicelib.domain.calendar import local_date
from chalicelib.domain.path_names import from_path_name
from chalicelib.gateways import clock
from chalicelib.gateways.console_user import CONSOLE
from chalicelib.gateways.http import answering
from chalicelib.messages.catalog import accepted
from chalicelib.messages.refusals import refusal_text
from chalicelib.workflows.console_guest import language, shown

routes = Blueprint(__name__)
answered = answering(refusal_text, lambda: language(routes.current_request))


@routes.route("/api/console/accounts/{debtor}/documents", methods=["GET"], authorizer=CONSOLE)
@answered
def documents(debtor: str) -> Response:
    from chalicelib.workflows.books.view_documents import known_documents

    who = from_path_name(debtor)
    return shown(routes.current_request, lambda business, lang: known_documents(business, who, lang))


@routes.route("/api/console/accounts/{debtor}/documents/{document}", methods=["GET"], authorizer=CONSOLE)
@answered
def document(debtor: str, document: str) -> Response:
    """A link that lives a minute, as JSON: a redirect would carry the console's own token to the files."""
    from chalicelib.workflows.books.view_documents import find_document, parse_period, published

    who, now = from_path_name(debtor), clock.now()
    asked: Mapping[str, str] = routes.current_request.query_params or {}

    def view(business: Business, lang: str) -> object:
        period = parse_period(asked.get("from"), asked.get("to"), local_date(now, business.time_zone))
        paper = find_document(business, who, document, accepted(asked.get("lang") or lang), period, now)
        return {"number": paper.number, "title": paper.title, "url": published(paper, business.id, who)}

    return shown(routes.current_request, view)
