"""What the debtor's page asks about how they are written to, as JSON."""

from chalice.app import Blueprint, Response

from chalicelib.domain.contact.preferences import Wish
from chalicelib.gateways import clock
from chalicelib.gateways.http import answer, answering, body
from chalicelib.messages.refusals import refusal_text
from chalicelib.workflows.contact.change_preferences import change_preferences, from_session, view_preferences
from chalicelib.workflows.portal_guest import ANY, guest, language, written

routes = Blueprint(__name__)
answered = answering(refusal_text, lambda: language(routes.current_request))


@routes.route("/api/preferences", methods=["GET"])
@answered
def shown() -> Response:
    return answer(view_preferences(from_session(guest(routes.current_request)), clock.now()))


@routes.route("/api/preferences", methods=["PUT"], content_types=ANY)
@answered
def change() -> Response:
    wish = body(routes.current_request, Wish)
    return written(routes.current_request, lambda session: change_preferences(from_session(session), wish, clock.now()))
