"""``/lite``'s form for a payment that was made already: posted, written down, and back to the page."""

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


@routes.route("/api/lite/report", methods=["POST"], content_types=FORMS)
def report() -> Response:
    """Back by GET, so that a reload sends nothing twice."""
    from chalicelib.workflows.already_paid.report_plainly import report_plainly

    request, lang = routes.current_request, "es"
    try:
        check_origin(request)
        fields = form(request)
        lang = accepted(fields.get("lang"))
        report_plainly(portal_session.current_open(read_cookie(request), clock.now()), fields, clock.now())
    except Refusal as refusal:
        return page(lite_trouble(lang, _words(lang, refusal)), status_of(refusal))
    return page("", 303, {"Location": f"/lite?lang={lang}"})


def _words(lang: str, refusal: Refusal) -> str:
    if isinstance(refusal, Faulty):
        return refusal_text(lang, refusal.faults[0].code, refusal.faults[0].params)
    return refusal_text(lang, refusal.code, refusal.params)
