"""The console's routes for what leaves: one debtor's reminders and preferences, or the whole business's."""

from datetime import date

import msgspec
from chalice.app import Blueprint, Response

from chalicelib.domain.contact.preferences import Wish
from chalicelib.domain.path_names import from_path_name
from chalicelib.gateways import clock
from chalicelib.gateways.console_user import ANY, CONSOLE
from chalicelib.gateways.http import answering, body
from chalicelib.messages.refusals import refusal_text
from chalicelib.workflows.console_guest import language, shown, written

routes = Blueprint(__name__)
answered = answering(refusal_text, lambda: language(routes.current_request))


class Pause(msgspec.Struct, frozen=True):
    """``until``: the local day on which reminders go on."""

    until: date
    reason: str


class Sending(msgspec.Struct, frozen=True):
    """What leaves: everything (``live``), nothing that reminds, or all of it to the business itself (``test_mode``)."""

    reason: str
    live: bool | None = None
    test_mode: bool | None = None


@routes.route("/api/console/accounts/{debtor}/pause", methods=["POST"], authorizer=CONSOLE, content_types=ANY)
@answered
def pause(debtor: str) -> Response:
    from chalicelib.workflows.contact.pause_debtor import pause_debtor

    asked, who = body(routes.current_request, Pause), from_path_name(debtor)
    return written(
        routes.current_request,
        lambda user, business: pause_debtor(business.id, who, asked.until, asked.reason, user.id, clock.now()),
    )


@routes.route("/api/console/accounts/{debtor}/resume", methods=["POST"], authorizer=CONSOLE, content_types=ANY)
@answered
def resume(debtor: str) -> Response:
    from chalicelib.workflows.contact.pause_debtor import resume_debtor

    who = from_path_name(debtor)
    return written(routes.current_request, lambda user, business: resume_debtor(business.id, who, user.id, clock.now()))


@routes.route("/api/console/accounts/{debtor}/preferences", methods=["GET"], authorizer=CONSOLE)
@answered
def preferences(debtor: str) -> Response:
    from chalicelib.workflows.contact.change_preferences import heard_by, view_preferences

    who = from_path_name(debtor)
    return shown(
        routes.current_request,
        lambda business, lang: view_preferences(heard_by("", business.id, who, lang), clock.now()),
    )


@routes.route("/api/console/accounts/{debtor}/preferences", methods=["PUT"], authorizer=CONSOLE, content_types=ANY)
@answered
def prefer(debtor: str) -> Response:
    """What the debtor asked for on the phone."""
    from chalicelib.workflows.contact.change_preferences import change_preferences, heard_by

    request = routes.current_request
    wish, who = body(request, Wish), from_path_name(debtor)
    return written(
        request,
        lambda user, business: change_preferences(
            heard_by(user.id, business.id, who, language(request)), wish, clock.now()
        ),
    )


@routes.route("/api/console/sending", methods=["GET"], authorizer=CONSOLE)
@answered
def sending() -> Response:
    from chalicelib.workflows.contact.change_sending import sending_view

    return shown(routes.current_request, lambda business, _: sending_view(business))


@routes.route("/api/console/sending", methods=["POST"], authorizer=CONSOLE, content_types=ANY)
@answered
def change() -> Response:
    from chalicelib.workflows.contact.change_sending import change_sending

    asked = body(routes.current_request, Sending)
    return written(
        routes.current_request,
        lambda user, business: change_sending(
            business, asked.live, asked.test_mode, asked.reason, user.id, clock.now()
        ),
    )
