"""The console's routes for what waits for a person: the list, and one of it done."""

from chalice.app import Blueprint, Response

from chalicelib.gateways import clock
from chalicelib.gateways.console_user import ANY, CONSOLE
from chalicelib.gateways.http import answering
from chalicelib.messages.refusals import refusal_text
from chalicelib.workflows.console_guest import language, shown, written

routes = Blueprint(__name__)
answered = answering(refusal_text, lambda: language(routes.current_request))


@routes.route("/api/console/tasks", methods=["GET"], authorizer=CONSOLE)
@answered
def tasks() -> Response:
    from chalicelib.workflows.showing.view_tasks import view_tasks

    return shown(routes.current_request, lambda business, lang: view_tasks(business, lang, clock.now()))


@routes.route("/api/console/tasks/{task_id}/done", methods=["POST"], authorizer=CONSOLE, content_types=ANY)
@answered
def done(task_id: str) -> Response:
    from chalicelib.workflows.showing.view_tasks import finish_task

    return written(routes.current_request, lambda user, business: finish_task(business, task_id, user.id, clock.now()))
