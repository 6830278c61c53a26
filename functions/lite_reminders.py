"""``/lite``'s buttons for reminders: one tap stops them on a channel, or lets them come again."""

from chalice.app import Blueprint, Response

from chalicelib.domain.contact.preferences import Wish
from chalicelib.domain.errors import Refusal
from chalicelib.gateways import clock
from chalicelib.gateways.http import check_origin, form, page, read_cookie, status_of
from chalicelib.messages.catalog import accepted
from chalicelib.messages.lite import lite_trouble
from chalicelib.messages.refusals import refusal_text
from chalicelib.workflows import portal_session
from chalicelib.workflows.contact.change_preferences import change_preferences, from_session

routes = Blueprint(__name__)
FORMS = ["application/x-www-form-urlencoded", "application/json", "text/plain", "multipart/form-data"]


@routes.route("/api/lite/reminders", methods=["POST"], content_types=FORMS)
def reminders() -> Response:
    """Back by GET, so that a reload sends nothing twice."""
    request, lang = routes.current_request, "es"
    try:
        check_origin(request)
        fields = form(request)
        lang = accepted(fields.get("lang"))
        session = portal_session.current_open(read_cookie(request), clock.now())
        wish = Wish(reminders={fields.get("channel", ""): fields.get("act") == "restart"})
        change_preferences(from_session(session), wish, clock.now())
    except Refusal as refusal:
        return page(lite_trouble(lang, refusal_text(lang, refusal.code, refusal.params)), status_of(refusal))
    return page("", 303, {"Location": f"/lite?lang={lang}#reminders"})
