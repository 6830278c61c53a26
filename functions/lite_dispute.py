"""``/lite``'s forms about a disputed invoice: posted, written down, and back to the page."""

from chalice.app import Blueprint, Response

from chalicelib.domain.errors import Faulty, Refusal
from chalicelib.gateways import clock
from chalicelib.gateways.http import check_origin, form, page, read_cookie, status_of
from chalicelib.messages.catalog import accepted
from chalicelib.messages.lite import lite_trouble
from chalicelib.messages.refusals import refusal_text
from chalicelib.workflows import portal_session

routes = Blueprint(__name__)
FORMS = ["application/x-www-form-urlencoded", "application/json", "text/plain", "multipart/form-data"]


@routes.route("/api/lite/dispute", methods=["POST"], content_types=FORMS)
def dispute() -> Response:
    """Back by GET, so that a reload sends nothing twice."""
    from chalicelib.workflows.complaints.lite_dispute import lite_dispute

    request, lang = routes.current_request, "es"
    try:
        check_origin(request)
        fields = form(request)
        lang = accepted(fields.get("lang"))
        lite_dispute(portal_session.current_open(read_cookie(request), clock.now()), fields, clock.now())
    except Refusal as refusal:
        return page(lite_trouble(lang, _words(lang, refusal)), status_of(refusal))
    return page("", 303, {"Location": f"/lite?lang={lang}#dispute"})


def _words(lang: str, refusal: Refusal) -> str:
    first = refusal.faults[0] if isinstance(refusal, Faulty) else refusal
    return refusal_text(lang, first.code, first.params)
